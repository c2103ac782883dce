// Where the text of a SEARCH stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::reply {

struct Place {
  size_t begin = 0, end = 0;  // bytes; of whole lines with the last one's end, if it has one
  bool whole_lines = true;
  bool loosely = false;  // white space differs
};

// By the first of these ways that finds it: whole lines as they are; whole lines without regard to white space; a part
// of lines between tokens. A few places at most. REQUIRES: !IsBlank(search).
std::vector<Place> Locate(std::string_view text, std::string_view search);

// What is most like `search`: the line of `text` (from 1) where a reader should look, up to six lines from there as
// they stand, and, if some line after others that agree does not, both. REQUIRES: text is not empty.
struct Nearest {
  uint32_t line = 0;
  std::string quoted;
  std::string there, asked;  // the first pair of lines that differ; empty: nothing agrees
  uint32_t differs_at = 0;   // line of `there`
};
Nearest FindNearest(std::string_view text, std::string_view search);

}  // namespace gauntlet::reply
