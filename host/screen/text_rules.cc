#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/screen/rules.h"
#include "host/screen/screen.h"

namespace gauntlet {
namespace {

// Decodes one code point of well-formed UTF-8 and moves `at` behind it; nothing if it is malformed.
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

bool IsDirectionControl(char32_t c) {
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

// What no font shows: joiners, fillers, separators that only some programs take for the end of a line, selectors of
// variants, and the tags in which whole sentences can hide. Unicode's Default_Ignorable_Code_Point, and U+2028, U+2029.
bool IsInvisible(char32_t c) {
  constexpr std::pair<char32_t, char32_t> kRanges[] = {
      {0x00ad, 0x00ad}, {0x034f, 0x034f},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
      {0x180b, 0x180f}, {0x200b, 0x200d},   {0x2028, 0x2029},   {0x2060, 0x206f},
      {0x3164, 0x3164}, {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
      {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
  return std::ranges::any_of(kRanges,
                             [c](const auto& range) { return c >= range.first && c <= range.second; });
}

// A sign that is to be shown in colours: the selector follows the sign.
bool IsSelectorOfASign(char32_t c, char32_t before) { return c == 0xfe0f && before >= 0x203c; }

bool IsForbiddenControl(char32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v') || c == 0x7f ||
         (c >= 0x80 && c < 0xa0);
}

// Clang 19 crashes on a quoted #embed in a unit that lies in memory: said here, where it still can be.
std::optional<Diagnostic> FindEmbed(std::string_view line, uint32_t number) {
  const auto finding = [&](size_t at) {
    return Finding("file", number, static_cast<uint32_t>(at) + 1, "#embed reads a file");
  };
  if (const size_t at = line.find("__has_embed"); at != std::string_view::npos) return finding(at);
  const size_t hash = line.find_first_not_of(" \t\v\f");
  if (hash == std::string_view::npos || line[hash] != '#') return std::nullopt;
  const size_t word = line.find_first_not_of(" \t\v\f", hash + 1);
  if (word != std::string_view::npos && line.substr(word).starts_with("embed")) return finding(hash);
  return std::nullopt;
}

}  // namespace

std::vector<Diagnostic> ScreenText(std::string_view source) {
  uint32_t line = 1;
  size_t line_start = 0;
  char32_t last = 0;
  for (size_t at = 0; at < source.size();) {
    const uint32_t column = static_cast<uint32_t>(at - line_start) + 1;
    const size_t byte = at;
    const auto point = NextCodePoint(source, at);
    if (!point) {
      const auto value = static_cast<unsigned char>(source[byte]);
      return {Finding("text_encoding", line, column, fmt::format("byte 0x{:02x} is not UTF-8", value))};
    }
    const char32_t before = std::exchange(last, *point);
    if (IsDirectionControl(*point) ||
        (IsInvisible(*point) && byte != 0 && !IsSelectorOfASign(*point, before)))
      return {Finding("text_direction", line, column,
                      fmt::format("character U+{:04X} is invisible", static_cast<uint32_t>(*point)))};
    const bool lone_return = *point == '\r' && (at == source.size() || source[at] != '\n');
    if (IsForbiddenControl(*point) || lone_return)
      return {Finding("text_encoding", line, column,
                      fmt::format("control character 0x{:02x}", static_cast<uint32_t>(*point)))};
    if (*point == '\n' || at == source.size()) {
      if (auto embed = FindEmbed(source.substr(line_start, at - line_start), line)) return {*embed};
      ++line;
      line_start = at;
    }
  }
  return {};
}

std::optional<Failure> ScreenFailure(const std::vector<Diagnostic>& findings) {
  if (findings.empty()) return std::nullopt;
  const Diagnostic& first = findings.front();
  std::string reason = first.message;
  if (findings.size() > 1) reason += fmt::format(" (and {} more)", findings.size() - 1);
  Failure failure{VerdictKind::kScreenRejected, Stage::kScreen, std::move(reason)};
  failure.detail["rule"] = first.rule;
  failure.detail["line"] = first.line;
  failure.detail["column"] = first.column;
  return failure;
}

}  // namespace gauntlet
