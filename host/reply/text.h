// Text as replies and programs are compared: by lines, and without regard to white space.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::reply {

std::string_view Trim(std::string_view text);
bool IsBlank(std::string_view text);
std::string_view IndentOf(std::string_view line);
bool IsWordCharacter(char c);
// Without their ends of line; a text that ends with one has no empty line after it.
std::vector<std::string_view> LinesOf(std::string_view text);
// Each with an end of line.
std::string Joined(const std::vector<std::string_view>& lines);
// The line that a byte is on, from 1.
uint32_t LineAt(std::string_view text, size_t offset);

// What is left of a text without white space, but for one space where two words would run together; and where each
// character of it stood.
struct Key {
  std::string text;
  std::vector<uint32_t> at;
};
Key KeyOf(std::string_view text);
std::string KeyText(std::string_view text);

// Places where `pattern` begins in `text`, the first `most`; overlapping ones count. In time linear in both, whatever
// they are (Knuth, Morris and Pratt, 1977). REQUIRES: pattern is not empty.
std::vector<size_t> Occurrences(std::string_view text, std::string_view pattern, size_t most);

enum class Marker { kNone, kStart, kEnd };
Marker MarkerOf(std::string_view line);  // of the evolve block

// A source as its evolve block divides it.
struct Parts {
  std::string head, block, tail;
  bool marked = false;
};
Parts PartsOf(std::string_view source);

}  // namespace gauntlet::reply
