// Decimal numbers out of text, what is wrong with them, and text as an error shows it.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet {

// nullptr, or what is wrong with `text`.
template <class T>
const char* ParseWhole(std::string_view text, T& out) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (code == std::errc::result_out_of_range)
    return sizeof(T) == 4 ? "is larger than 4294967295" : "is too large";
  if (code == std::errc() && end == text.data() + text.size()) return nullptr;
  if (text.empty()) return "is empty; a number was expected";
  return text.front() == '-' ? "is negative" : "is not a whole number";
}

inline std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Quoted for people: what a line holds may be anything.
inline std::string Shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 40)) out += c >= ' ' && c <= '~' ? c : '?';
  return fmt::format("'{}'{}", out, text.size() > 40 ? "..." : "");
}

}  // namespace gauntlet
