#include "host/llm/key.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <mutex>
#include <set>

namespace gauntlet::llm {
namespace {

struct KeyVariables {
  std::mutex mutex;
  std::set<std::string, std::less<>> names;
};
KeyVariables& OfThisProcess() {
  static KeyVariables variables;
  return variables;
}

// What host/base/process.h hands on to workers.
bool ReachesWorkers(std::string_view name) {
  return name.starts_with("GAUNTLET_") || name.ends_with("SAN_OPTIONS") || name == "PATH";
}

}  // namespace

Result<std::string> ReadKey(const std::string& name) {
  if (name.empty()) return "";
  if (ReachesWorkers(name))
    return Fail(ErrorKind::kInput,
                "api_key_env: " + name + " is a variable that workers get; keep the key in another one");
  {
    const std::scoped_lock lock(OfThisProcess().mutex);
    OfThisProcess().names.insert(name);
  }
  const char* value = std::getenv(name.c_str());
  const auto is_space = [](unsigned char c) { return std::isspace(c) != 0; };
  std::string key = value != nullptr ? value : "";
  key.erase(key.begin(), std::ranges::find_if_not(key, is_space));
  while (!key.empty() && is_space(static_cast<unsigned char>(key.back()))) key.pop_back();
  if (key.empty())
    return Fail(ErrorKind::kLlmPermanent,
                "the variable " + name + " holds no key; set it, or leave api_key_env out");
  if (!std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; }))
    return Fail(ErrorKind::kLlmPermanent, "the variable " + name + " holds characters that no key has");
  return key;
}

bool HoldsKey(std::string_view name) {
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (const char* word : {"KEY", "TOKEN", "SECRET", "PASSW", "CREDENTIAL"})
    if (upper.find(word) != std::string::npos) return true;
  const std::scoped_lock lock(OfThisProcess().mutex);
  return OfThisProcess().names.contains(name);
}

}  // namespace gauntlet::llm
