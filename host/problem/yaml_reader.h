// YAML with manners: every error says file, line, key and what was expected; unknown keys are errors.
#pragma once

#include <yaml-cpp/yaml.h>

#include <concepts>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

// One map of a YAML file. Remembers which keys were asked for, so that NoOtherKeys can name the others.
class YamlReader {
 public:
  YamlReader(const YamlReader&) = default;
  // To yaml-cpp, assigning to a node is writing into the document that others read, too.
  YamlReader& operator=(const YamlReader& other) {
    node_.reset(other.node_);
    file_ = other.file_;
    trail_ = other.trail_;
    asked_ = other.asked_;
    return *this;
  }

  // The file's top level, which must be a map. kInput: missing file, malformed YAML (with line), another
  // shape.
  static Result<YamlReader> Load(const std::filesystem::path& path);
  static Result<YamlReader> Parse(const std::string& text, const std::filesystem::path& name);

  // std::string, bool, double, int64_t, uint64_t.
  template <class T>
  Result<T> Get(const std::string& key) const;
  template <class T>
  Result<std::optional<T>> Find(const std::string& key) const;
  template <class T>
  Result<T> GetOr(const std::string& key, T otherwise) const {
    GAUNTLET_TRY(std::optional<T> found, Find<T>(key));
    return found ? std::move(*found) : std::move(otherwise);
  }

  bool Has(const std::string& key) const;
  // A list of scalars, or one scalar as a list of one. Missing: empty.
  template <class T>
  Result<std::vector<T>> List(const std::string& key) const;
  Result<YamlReader> Map(const std::string& key) const;
  Result<std::optional<YamlReader>> FindMap(const std::string& key) const;
  // A list of maps, or one map as a list of one. Missing: empty.
  Result<std::vector<YamlReader>> Maps(const std::string& key) const;
  // The value of a key as JSON, whatever its shape; null when missing. Scalars that look like numbers or
  // booleans become them.
  Result<Json> Value(const std::string& key) const;

  Result<> NoOtherKeys() const;
  std::vector<std::string> Keys() const;

  // An input error that points at `key` (or at the map when the key is missing): "problem.yaml:12: key:
  // what".
  std::unexpected<Error> Wrong(const std::string& key, const std::string& what) const;

  const std::filesystem::path& file() const { return file_; }
  // Paths in a file are relative to it.
  std::filesystem::path Resolve(const std::string& path) const;

 private:
  YamlReader(YAML::Node node, std::filesystem::path file, std::string trail)
      : node_(std::move(node)), file_(std::move(file)), trail_(std::move(trail)) {}
  template <class T>
  Result<T> Convert(const YAML::Node& value, const std::string& key) const;
  YAML::Node At(const std::string& key) const;

  YAML::Node node_;
  std::filesystem::path file_;
  std::string trail_;  // "workloads[2]."
  mutable std::set<std::string> asked_;
};

}  // namespace gauntlet
