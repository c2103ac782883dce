#include "host/reply/fences.h"

#include <algorithm>
#include <cctype>

#include "host/reply/text.h"

namespace gauntlet::reply {
namespace {

// How many signs begin the line, if these make a fence; 0: they do not.
size_t SignsOf(std::string_view line) {
  constexpr size_t kFewest = 3;
  line = Trim(line);
  if (line.empty() || (line.front() != '`' && line.front() != '~')) return 0;
  const size_t signs = std::min(line.find_first_not_of(line.front()), line.size());
  if (signs < kFewest || line.substr(signs).contains('`')) return 0;  // ```code``` within a line
  return signs;
}

std::string TagOf(std::string_view line, size_t signs) {
  line = Trim(Trim(line).substr(signs));
  std::string tag(line.substr(0, std::min(line.find_first_of(" \t{:,"), line.size())));
  std::ranges::transform(tag, tag.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return tag;
}

}  // namespace

bool IsFence(std::string_view line) { return SignsOf(line) > 0; }

std::vector<Fence> FencesOf(const std::vector<std::string_view>& lines) {
  std::vector<Fence> fences;
  size_t open = 0;  // signs of the fence that is open; 0: none is
  char sign = 0;
  for (const std::string_view line : lines) {
    const size_t signs = SignsOf(line);
    if (open == 0) {
      if (signs == 0) continue;
      open = signs;
      sign = Trim(line).front();
      fences.push_back({.tag = TagOf(line, signs), .lines = {}});
    } else if (signs >= open && Trim(line).size() == signs && Trim(line).front() == sign) {
      open = 0;
      fences.back().closed = true;
    } else {
      fences.back().lines.push_back(line);
    }
  }
  return fences;
}

}  // namespace gauntlet::reply
