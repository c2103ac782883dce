// Options of a generator, read one by one; what nobody asked for is an error.
#pragma once

#include <fmt/format.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

class GeneratorOptions {
 public:
  // REQUIRES: `options` outlives this. `where` is what errors call the mapping: "generate",
  // "generate.parts[1]".
  GeneratorOptions(const Json& options, std::string where) : options_(options), where_(std::move(where)) {}

  bool Has(std::string_view key) { return options_.is_object() && options_.contains(key) && Know(key); }
  const Json* Find(std::string_view key);

  // The default when it is missing; no default: it is required.
  Result<uint64_t> Whole(std::string_view key, uint64_t low, uint64_t high);
  Result<uint64_t> Whole(std::string_view key, uint64_t low, uint64_t high, uint64_t otherwise);
  Result<double> Real(std::string_view key, double low, double high, double otherwise);
  Result<std::string> Text(std::string_view key, std::string_view otherwise);

  Result<> NothingElse() const;  // an error that names the unknown key and the known ones
  std::unexpected<Error> Wrong(std::string_view what) const;
  const std::string& where() const { return where_; }

 private:
  bool Know(std::string_view key);

  const Json& options_;
  std::string where_;
  std::vector<std::string> known_;
};

}  // namespace gauntlet
