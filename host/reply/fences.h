// Fenced code in a reply, as Markdown has it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::reply {

struct Fence {
  std::string tag;  // the language, in small letters; empty: none
  std::vector<std::string_view> lines;
  bool closed = false;
};

// Three or more back quotes or tildes, after any white space.
bool IsFence(std::string_view line);

// One ends at the next line that holds nothing but as many of the same signs, or more.
std::vector<Fence> FencesOf(const std::vector<std::string_view>& lines);

}  // namespace gauntlet::reply
