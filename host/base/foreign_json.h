// JSON that somebody else wrote: nesting is bounded, and numbers that do not fit are refused, not cut. All throw, as
// Json's own readers do: for parsers of whole messages, which catch at their edge.
#pragma once

#include <concepts>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/json.h"

namespace gauntlet {

// A whole number that T can hold.
template <std::integral T>
T WholeFrom(const Json& json) {
  if (json.is_number_unsigned() && std::in_range<T>(json.get<uint64_t>()))
    return static_cast<T>(json.get<uint64_t>());
  if (json.is_number_integer() && !json.is_number_unsigned() && std::in_range<T>(json.get<int64_t>()))
    return static_cast<T>(json.get<int64_t>());
  throw std::out_of_range("a whole number was expected, or a smaller one");
}

template <std::integral T>
std::vector<T> WholesFrom(const Json& json) {
  if (!json.is_array()) throw std::out_of_range("a list of whole numbers was expected");
  std::vector<T> out;
  for (const Json& item : json) out.push_back(WholeFrom<T>(item));
  return out;
}

// A measured time: 0 to some thirty years.
inline double MillisecondsFrom(const Json& json) {
  const double ms = json.get<double>();
  if (!(ms >= 0 && ms <= 1e12)) throw std::out_of_range("no measured time");
  return ms;
}

// Copying and writing Json recurse: text that nests deeper than this is no text of ours. Throws, as above.
inline constexpr int kMaxJsonDepth = 64;
inline void CheckJsonDepth(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kMaxJsonDepth) throw std::length_error("JSON that nests too deep");
  }
}

}  // namespace gauntlet
