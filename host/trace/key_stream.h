// The access patterns of the generator: which object comes next, nothing else.
#pragma once

#include <memory>
#include <string>

#include "host/base/rng.h"
#include "host/trace/generator_options.h"

namespace gauntlet {

class KeyStream {
 public:
  virtual ~KeyStream() = default;
  virtual uint64_t Next() = 0;
};

// Objects never seen before start here, in every space of objects.
inline constexpr uint64_t kFreshObjects = 1ull << 40;

// Of a stream; all popularity tables (kind zipf) of a generator together.
inline constexpr uint64_t kMostObjects = 50'000'000;

// Reads the options of `kind`.
Result<std::unique_ptr<KeyStream>> OpenKeyStream(const std::string& kind, GeneratorOptions& options,
                                                 uint64_t seed);

}  // namespace gauntlet
