#include "host/problem/yaml_reader.h"

#include <fmt/format.h>

#include "host/base/file.h"
#include "host/problem/yaml_bounds.h"

namespace gauntlet {
namespace {

int LineOf(const YAML::Node& node) { return node.Mark().is_null() ? 0 : node.Mark().line + 1; }

std::string Where(const std::filesystem::path& file, int line) {
  return line > 0 ? fmt::format("{}:{}", file.string(), line) : file.string();
}

template <class T>
constexpr const char* kExpected = "a value";
template <>
constexpr const char* kExpected<std::string> = "text";
template <>
constexpr const char* kExpected<bool> = "true or false";
template <>
constexpr const char* kExpected<double> = "a number";
template <>
constexpr const char* kExpected<int64_t> = "a whole number";
template <>
constexpr const char* kExpected<uint64_t> = "a whole number, 0 or more";

// `<<: *anchor`, or a list of them: what is not said here comes from there. Else `<<` means nothing.
void Merge(const Json& from, Json& into) {
  if (from.is_object()) into.update(from);
  if (!from.is_array()) return;
  for (auto map = from.rbegin(); map != from.rend(); ++map)  // the first one that says it counts
    if (map->is_object()) into.update(*map);
}

// The maps that `<<` names, the first one first; none if there is no such key, or it names something else.
std::vector<YAML::Node> Merged(const YAML::Node& map) {
  std::vector<YAML::Node> out;
  const YAML::Node merge = map["<<"];
  if (!merge) return out;
  if (merge.IsMap()) out.push_back(merge);
  for (size_t i = 0; merge.IsSequence() && i < merge.size(); ++i)
    if (merge[i].IsMap()) out.push_back(merge[i]);
  return out;
}

// What a map says of a key, itself or through `<<`. (operator[] of a const node adds nothing.)
YAML::Node Lookup(const YAML::Node& map, const std::string& key) {
  if (const YAML::Node own = map[key]) return own;
  for (const YAML::Node& from : Merged(map))
    if (YAML::Node found = Lookup(from, key); found.IsDefined()) return found;
  return YAML::Node(YAML::NodeType::Undefined);
}

void AddKeys(const YAML::Node& map, std::vector<std::string>* keys) {
  const std::vector<YAML::Node> merged = Merged(map);
  for (const auto& pair : map) {
    const auto key = pair.first.as<std::string>("");
    if (key != "<<" || merged.empty()) keys->push_back(key);
  }
  for (const YAML::Node& from : merged) AddKeys(from, keys);
}

// The file's bounds are checked (yaml_bounds.h): this ends, and does not go deep.
Json ToJson(const YAML::Node& node) {
  if (node.IsMap()) {
    Json json = Json::object();
    for (const auto& pair : node)
      if (pair.first.as<std::string>("") == "<<") Merge(ToJson(pair.second), json);
    for (const auto& pair : node)
      if (const auto key = pair.first.as<std::string>(""); key != "<<") json[key] = ToJson(pair.second);
    return json;
  }
  if (node.IsSequence()) {
    Json json = Json::array();
    for (const auto& item : node) json.push_back(ToJson(item));
    return json;
  }
  if (!node.IsScalar()) return nullptr;
  if (node.Tag() == "!") return node.Scalar();  // quoted: text
  try {
    return node.as<int64_t>();
  } catch (const YAML::Exception&) {
  }
  try {
    return node.as<double>();
  } catch (const YAML::Exception&) {
  }
  try {
    return node.as<bool>();
  } catch (const YAML::Exception&) {
  }
  return node.Scalar();
}

}  // namespace

Result<YamlReader> YamlReader::Load(const std::filesystem::path& path) {
  GAUNTLET_TRY(const std::string text, ReadTextFile(path));
  return Parse(text, path);
}

Result<YamlReader> YamlReader::Parse(const std::string& text, const std::filesystem::path& name) {
  GAUNTLET_CHECK_OK(CheckYamlBounds(text, name));
  try {
    YAML::Node root = YAML::Load(text);
    if (!root.IsMap())
      return Fail(ErrorKind::kInput,
                  fmt::format("{}: expected keys and values at the top level", name.string()));
    return YamlReader(root, name, "");
  } catch (const YAML::Exception& e) {
    return Fail(ErrorKind::kInput, fmt::format("{}:{}: {}", name.string(), e.mark.line + 1, e.msg));
  }
}

YAML::Node YamlReader::At(const std::string& key) const {
  asked_.insert(key);
  return Lookup(node_, key);
}

bool YamlReader::Has(const std::string& key) const { return Lookup(node_, key).IsDefined(); }

std::unexpected<Error> YamlReader::Wrong(const std::string& key, const std::string& what) const {
  const YAML::Node value = Lookup(node_, key);
  const int line = value.IsDefined() ? LineOf(value) : LineOf(node_);
  return Fail(ErrorKind::kInput,
              fmt::format("{}: {}{:.200}: {:.2000}", Where(file_, line), trail_, key, what));
}

template <class T>
Result<T> YamlReader::Convert(const YAML::Node& value, const std::string& key) const {
  if (!value.IsScalar()) return Wrong(key, fmt::format("expected {}", kExpected<T>));
  try {
    if constexpr (std::same_as<T, uint64_t>) {
      const int64_t number = value.as<int64_t>();
      if (number < 0) return Wrong(key, fmt::format("expected {}, got {}", kExpected<T>, number));
      return static_cast<uint64_t>(number);
    } else {
      return value.as<T>();
    }
  } catch (const YAML::Exception&) {
    return Wrong(key, fmt::format("expected {}, got '{:.80}'", kExpected<T>, value.Scalar()));
  }
}

template <class T>
Result<std::optional<T>> YamlReader::Find(const std::string& key) const {
  const YAML::Node value = At(key);
  if (!value.IsDefined() || value.IsNull()) return std::nullopt;
  GAUNTLET_TRY(T converted, Convert<T>(value, key));
  return converted;
}

template <class T>
Result<T> YamlReader::Get(const std::string& key) const {
  GAUNTLET_TRY(std::optional<T> found, Find<T>(key));
  if (!found) return Wrong(key, fmt::format("missing; expected {}", kExpected<T>));
  return std::move(*found);
}

template <class T>
Result<std::vector<T>> YamlReader::List(const std::string& key) const {
  const YAML::Node value = At(key);
  std::vector<T> out;
  if (!value.IsDefined() || value.IsNull()) return out;
  if (!value.IsSequence()) {
    GAUNTLET_TRY(T one, Convert<T>(value, key));
    out.push_back(std::move(one));
    return out;
  }
  for (const auto& item : value) {
    GAUNTLET_TRY(T one, Convert<T>(item, key));
    out.push_back(std::move(one));
  }
  return out;
}

Result<std::optional<YamlReader>> YamlReader::FindMap(const std::string& key) const {
  const YAML::Node value = At(key);
  if (!value.IsDefined() || value.IsNull()) return std::nullopt;
  if (!value.IsMap()) return Wrong(key, "expected keys and values");
  return YamlReader(value, file_, trail_ + key + ".");
}

Result<YamlReader> YamlReader::Map(const std::string& key) const {
  GAUNTLET_TRY(auto found, FindMap(key));
  if (!found) return Wrong(key, "missing; expected keys and values");
  return std::move(*found);
}

Result<std::vector<YamlReader>> YamlReader::Maps(const std::string& key) const {
  const YAML::Node value = At(key);
  std::vector<YamlReader> out;
  if (!value.IsDefined() || value.IsNull()) return out;
  if (value.IsMap()) {
    out.push_back(YamlReader(value, file_, trail_ + key + "."));
    return out;
  }
  if (!value.IsSequence()) return Wrong(key, "expected a list");
  size_t index = 0;
  for (const auto& item : value) {
    if (!item.IsMap())
      return Fail(ErrorKind::kInput, fmt::format("{}: {}{}[{}]: expected keys and values",
                                                 Where(file_, LineOf(item)), trail_, key, index));
    out.push_back(YamlReader(item, file_, fmt::format("{}{}[{}].", trail_, key, index++)));
  }
  return out;
}

Result<Json> YamlReader::Value(const std::string& key) const {
  const YAML::Node value = At(key);
  if (!value.IsDefined()) return Json(nullptr);
  return ToJson(value);
}

std::vector<std::string> YamlReader::Keys() const {
  std::vector<std::string> keys;
  AddKeys(node_, &keys);
  return keys;
}

Result<> YamlReader::NoOtherKeys() const {
  for (const std::string& key : Keys()) {
    if (asked_.contains(key)) continue;
    std::string known;
    for (const std::string& k : asked_) known += (known.empty() ? "" : ", ") + k;
    return Wrong(key, fmt::format("unknown key; known here: {}", known));
  }
  return {};
}

std::filesystem::path YamlReader::Resolve(const std::string& path) const {
  return (file_.parent_path() / path).lexically_normal();
}

#define GAUNTLET_INSTANTIATE(T)                                                    \
  template Result<T> YamlReader::Get<T>(const std::string&) const;                 \
  template Result<std::optional<T>> YamlReader::Find<T>(const std::string&) const; \
  template Result<std::vector<T>> YamlReader::List<T>(const std::string&) const;
GAUNTLET_INSTANTIATE(std::string)
GAUNTLET_INSTANTIATE(bool)
GAUNTLET_INSTANTIATE(double)
GAUNTLET_INSTANTIATE(int64_t)
GAUNTLET_INSTANTIATE(uint64_t)
#undef GAUNTLET_INSTANTIATE

}  // namespace gauntlet
