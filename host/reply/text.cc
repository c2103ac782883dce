#include "host/reply/text.h"

#include <algorithm>
#include <cctype>

#include "host/toolchain/evolve_block.h"

namespace gauntlet::reply {
namespace {

constexpr std::string_view kSpace = " \t\r\f\v\n";

bool IsSpace(char c) { return kSpace.contains(c); }

// `write` gets each character that stays and where it stood.
template <class Write>
void WithoutSpace(std::string_view text, Write write) {
  char last = 0;
  bool gap = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (IsSpace(c)) {
      gap = true;
      continue;
    }
    if (gap && IsWordCharacter(last) && IsWordCharacter(c)) write(' ', i);
    write(c, i);
    last = c;
    gap = false;
  }
}

}  // namespace

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(kSpace) == std::string_view::npos; }

std::string_view IndentOf(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(kSpace), line.size()));
}

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string Joined(const std::vector<std::string_view>& lines) {
  std::string text;
  for (const std::string_view line : lines) text.append(line) += '\n';
  return text;
}

uint32_t LineAt(std::string_view text, size_t offset) {
  return 1 + static_cast<uint32_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

Key KeyOf(std::string_view text) {
  Key key;
  key.text.reserve(text.size());
  key.at.reserve(text.size());
  WithoutSpace(text, [&](char c, size_t at) {
    key.text += c;
    key.at.push_back(static_cast<uint32_t>(at));
  });
  return key;
}

std::string KeyText(std::string_view text) {
  std::string key;
  WithoutSpace(text, [&](char c, size_t) { key += c; });
  return key;
}

std::vector<size_t> Occurrences(std::string_view text, std::string_view pattern, size_t most) {
  std::vector<size_t> found;
  if (pattern.size() > text.size()) return found;
  // fall_back[i]: length of the longest proper prefix of the pattern that ends its first i + 1 characters too.
  std::vector<uint32_t> fall_back(pattern.size(), 0);
  for (uint32_t i = 1, same = 0; i < pattern.size(); ++i) {
    while (same > 0 && pattern[i] != pattern[same]) same = fall_back[same - 1];
    if (pattern[i] == pattern[same]) ++same;
    fall_back[i] = same;
  }
  for (size_t i = 0, same = 0; i < text.size() && found.size() < most; ++i) {
    while (same > 0 && text[i] != pattern[same]) same = fall_back[same - 1];
    if (text[i] == pattern[same]) ++same;
    if (same < pattern.size()) continue;
    found.push_back(i + 1 - pattern.size());
    same = fall_back[same - 1];
  }
  return found;
}

Marker MarkerOf(std::string_view line) {
  if (!line.contains("EVOLVE-BLOCK")) return Marker::kNone;
  // Asked of the one reader of markers that there is.
  if (FindEvolveBlock(line).marked) return Marker::kStart;
  const std::string started = std::string("// EVOLVE-BLOCK-START\n").append(line);
  return FindEvolveBlock(started).end < started.size() ? Marker::kEnd : Marker::kNone;
}

Parts PartsOf(std::string_view source) {
  const EvolveBlock at = FindEvolveBlock(source);
  return {.head = std::string(source.substr(0, at.begin)),
          .block = std::string(source.substr(at.begin, at.end - at.begin)),
          .tail = std::string(source.substr(at.end)),
          .marked = at.marked};
}

}  // namespace gauntlet::reply
