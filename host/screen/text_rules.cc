#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/utf8.h"
#include "host/screen/rules.h"
#include "host/screen/screen.h"

namespace gauntlet {
namespace {

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
