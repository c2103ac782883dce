#include "host/base/brief.h"

#include <cctype>

namespace gauntlet {

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (space && (line.empty() || line.back() == ' ')) continue;
    line += space ? ' ' : c;
  }
  return line;
}

std::string Brief(std::string_view text) {
  constexpr size_t kMost = 72;
  const std::string line = OneLine(text);
  if (line.size() <= kMost) return line;
  size_t end = kMost - 3;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;  // no character is cut
  return line.substr(0, end) + "...";
}

}  // namespace gauntlet
