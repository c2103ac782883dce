#include "host/base/utf8.h"

#include <algorithm>
#include <utility>

namespace gauntlet {

std::optional<char32_t> NextCodePoint(std::string_view text, size_t& at) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(at);
  const int extra = first < 0x80                    ? 0
                    : first >= 0xc2 && first < 0xe0 ? 1
                    : first >= 0xe0 && first < 0xf0 ? 2
                    : first >= 0xf0 && first < 0xf5 ? 3
                                                    : -1;
  if (extra < 0) return std::nullopt;
  char32_t point = extra == 0 ? first : first & (0x3fu >> extra);
  for (int i = 1; i <= extra; ++i) {
    const unsigned next = byte(at + static_cast<size_t>(i));
    if ((next & 0xc0u) != 0x80u) return std::nullopt;
    point = point << 6 | (next & 0x3fu);
  }
  const char32_t least[] = {0, 0x80, 0x800, 0x10000};
  if (point < least[extra] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return std::nullopt;
  at += static_cast<size_t>(extra) + 1;
  return point;
}

bool IsUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();)
    if (!NextCodePoint(text, at)) return false;
  return true;
}

std::string ToUtf8(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t next = at;
    const std::optional<char32_t> point = NextCodePoint(text, next);
    const bool good =
        point && (*point >= 0x20 || *point == '\t' || *point == '\n') && !(*point >= 0x7f && *point < 0xa0);
    if (good) out.append(text.substr(at, next - at));
    if (!good) out += '?';
    if (!point) next = at + 1;
    at = next;
  }
  return out;
}

bool IsDirectionControl(char32_t c) {
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool IsInvisible(char32_t c) {
  constexpr std::pair<char32_t, char32_t> kRanges[] = {
      {0x00ad, 0x00ad}, {0x034f, 0x034f},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
      {0x180b, 0x180f}, {0x200b, 0x200d},   {0x2028, 0x2029},   {0x2060, 0x206f},
      {0x3164, 0x3164}, {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
      {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
  return std::ranges::any_of(kRanges,
                             [c](const auto& range) { return c >= range.first && c <= range.second; });
}

}  // namespace gauntlet
