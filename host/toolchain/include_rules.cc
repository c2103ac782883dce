#include "host/toolchain/include_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace gauntlet {
namespace {

constexpr auto kStandard = std::to_array<std::string_view>({"algorithm",
                                                            "array",
                                                            "bit",
                                                            "bitset",
                                                            "cfloat",
                                                            "climits",
                                                            "cmath",
                                                            "compare",
                                                            "concepts",
                                                            "cstddef",
                                                            "cstdint",
                                                            "cstdlib",
                                                            "cstring",
                                                            "deque",
                                                            "exception",
                                                            "functional",
                                                            "initializer_list",
                                                            "iterator",
                                                            "limits",
                                                            "list",
                                                            "map",
                                                            "memory",
                                                            "new",
                                                            "numbers",
                                                            "numeric",
                                                            "optional",
                                                            "queue",
                                                            "random",
                                                            "ranges",
                                                            "set",
                                                            "span",
                                                            "stack",
                                                            "stdexcept",
                                                            "string",
                                                            "string_view",
                                                            "tuple",
                                                            "type_traits",
                                                            "unordered_map",
                                                            "unordered_set",
                                                            "utility",
                                                            "variant",
                                                            "vector"});
static_assert(std::ranges::is_sorted(kStandard));

constexpr std::string_view kSpace = " \t";

std::string_view TrimLeft(std::string_view text) {
  const size_t at = text.find_first_not_of(kSpace);
  return at == std::string_view::npos ? std::string_view() : text.substr(at);
}

}  // namespace

std::span<const std::string_view> AllowedStandardHeaders() { return kStandard; }

bool IsAllowedStandardHeader(std::string_view name) { return std::ranges::binary_search(kStandard, name); }

bool IsGauntletHeader(std::string_view name) {
  return name.starts_with("gauntlet/") && name.find("..") == std::string_view::npos &&
         name.find("//") == std::string_view::npos && name.find("/./") == std::string_view::npos;
}

std::string AllowedHeadersHint() {
  return fmt::format("allowed: <gauntlet/...>, <{}>", fmt::join(kStandard, ">, <"));
}

std::string SdkHeaderOf(std::string_view interface_name) {
  constexpr std::string_view kPrefix = "gauntlet.";
  if (!interface_name.starts_with(kPrefix)) return {};
  std::string_view rest = interface_name.substr(kPrefix.size());
  rest = rest.substr(0, rest.find('/'));
  const size_t dot = rest.find('.');
  if (dot == std::string_view::npos) return {};
  return fmt::format("gauntlet/sdk/{}_{}.hpp", rest.substr(0, dot), rest.substr(dot + 1));
}

std::vector<std::string_view> ScanIncludes(std::string_view source) {
  std::vector<std::string_view> names;
  while (!source.empty()) {
    const size_t newline = source.find('\n');
    std::string_view line = TrimLeft(source.substr(0, newline));
    source = newline == std::string_view::npos ? std::string_view() : source.substr(newline + 1);
    if (!line.starts_with('#')) continue;
    line = TrimLeft(line.substr(1));
    if (!line.starts_with("include")) continue;
    line = TrimLeft(line.substr(7));
    if (line.empty() || (line[0] != '<' && line[0] != '"')) continue;
    const size_t close = line.find(line[0] == '<' ? '>' : '"', 1);
    if (close != std::string_view::npos) names.push_back(line.substr(1, close - 1));
  }
  return names;
}

}  // namespace gauntlet
