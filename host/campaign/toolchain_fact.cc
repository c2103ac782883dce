#include "host/campaign/toolchain_fact.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/hash.h"

namespace gauntlet {
namespace {

constexpr const char* kFact = "toolchain";
// {key, what people call it}; the flags have a comparison of their own.
constexpr std::pair<const char*, const char*> kNames[] = {{"clang", "clang"},
                                                          {"passes", "the optimiser's passes"},
                                                          {"sdk", "the SDK headers"},
                                                          {"standard_library", "the standard headers"},
                                                          {"runtime", "libgauntlet_rt.a"}};

std::vector<std::string> FlagsOf(const Json& toolchain) {
  return toolchain.value("flags", std::vector<std::string>());
}

std::string Missing(const std::vector<std::string>& from, const std::vector<std::string>& in) {
  std::string out;
  for (const std::string& flag : in)
    if (std::ranges::find(from, flag) == from.end()) out += " " + flag;
  return out;
}

// Hashes and lists of passes are too long to be read.
std::string Short(const std::string& value) {
  return value.size() <= 60 && value.size() != 32 ? value : value.substr(0, 10) + "...";
}

}  // namespace

std::vector<std::string> ToolchainChanges(const Json& was, const Json& is) {
  std::vector<std::string> changes;
  for (const auto& [key, name] : kNames) {
    const std::string before = was.value(key, ""), now = is.value(key, "");
    if (before != now)
      changes.push_back(fmt::format("{}: was {}, is {}", name, before.empty() ? "unknown" : Short(before),
                                    now.empty() ? "unknown" : Short(now)));
  }
  const auto before = FlagsOf(was), now = FlagsOf(is);
  if (before != now) {
    const std::string lost = Missing(now, before), gained = Missing(before, now);
    changes.push_back(fmt::format("flags:{}{}{}", lost.empty() ? "" : " without" + lost,
                                  gained.empty() ? "" : " with" + gained,
                                  lost.empty() && gained.empty() ? " in another order" : ""));
  }
  return changes;
}

Result<> HoldToToolchain(CampaignFile& file, const Json& toolchain, bool accept_other) {
  GAUNTLET_TRY(const auto recorded, file.GetFact(kFact));
  GAUNTLET_TRY(const int64_t count, file.Count());
  // A file of rows without the fact was begun before it was recorded: nothing is known against it.
  if (!recorded) return file.PutFact(kFact, toolchain);
  const std::vector<std::string> changes = ToolchainChanges(*recorded, toolchain);
  if (changes.empty()) return {};
  if (accept_other || count == 0) {
    GAUNTLET_CHECK_OK(file.AppendLog("toolchain", {{"from", count}, {"changes", changes}}));
    return file.PutFact(kFact, toolchain);
  }
  std::string text;
  for (const std::string& change : changes) text += "\n  " + change;
  return Fail(
      ErrorKind::kInput,
      fmt::format("the campaign's candidates were made with another toolchain, so that scores from here on "
                  "may not compare with those before:{}\nRestore it, begin another campaign (--seed-from "
                  "takes the champion along), or go on regardless with --other-toolchain",
                  text));
}

std::string ToolchainText(const Json& toolchain) {
  const auto flags = FlagsOf(toolchain);
  std::string all;
  for (const std::string& flag : flags) all += flag + "\n";
  return fmt::format(
      "{}; flags {} ({}), passes {}, SDK {}, standard headers {}, runtime {}",
      toolchain.value("clang", "unknown"), HashText(all).Hex().substr(0, 10), flags.size(),
      HashText(toolchain.value("passes", "")).Hex().substr(0, 10), toolchain.value("sdk", "").substr(0, 10),
      toolchain.value("standard_library", "").substr(0, 10), toolchain.value("runtime", "").substr(0, 10));
}

}  // namespace gauntlet
