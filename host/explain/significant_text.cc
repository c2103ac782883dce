#include "host/explain/significant_text.h"

#include <algorithm>
#include <cctype>

namespace gauntlet {
namespace {

// Past a literal in quotes that begins at `at`.
size_t PastQuoted(std::string_view text, size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(text.size(), at + 1);
}

}  // namespace

std::vector<uint32_t> SignificantCharacters(std::string_view text) {
  std::vector<uint32_t> out;
  for (size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("//")) {
      i = std::min(text.size(), text.find('\n', i));
    } else if (rest.starts_with("/*")) {
      const size_t end = text.find("*/", i + 2);
      i = end == text.npos ? text.size() : end + 2;
    } else if (std::string_view(" \t\r\n\v\f").contains(text[i])) {
      ++i;
    } else {
      // A quote between digits separates them: 1'000.
      const bool separates =
          text[i] == '\'' && i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0;
      const bool quoted = text[i] == '"' || (text[i] == '\'' && !separates);
      const size_t end = quoted ? PastQuoted(text, i) : i + 1;
      for (; i < end; ++i) out.push_back(static_cast<uint32_t>(i));
    }
  }
  return out;
}

}  // namespace gauntlet
