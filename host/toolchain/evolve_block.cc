#include "host/toolchain/evolve_block.h"

namespace gauntlet {
namespace {

constexpr std::string_view kStart = "EVOLVE-BLOCK-START";
constexpr std::string_view kEnd = "EVOLVE-BLOCK-END";

// The sign that a line's comment begins with, in the languages of policies; empty: it is no comment.
std::string_view SignOf(std::string_view line) {
  for (const std::string_view sign : {"//", "#", "--"})
    if (line.starts_with(sign)) return sign;
  return "";
}

// A marker is a line that holds nothing but `// NAME`.
bool IsMarker(std::string_view line, std::string_view name) {
  constexpr std::string_view kSpace = " \t\r";
  const size_t first = line.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return false;
  line.remove_prefix(first);
  const std::string_view sign = SignOf(line);
  if (sign.empty()) return false;
  line.remove_prefix(sign.size());
  const size_t word = line.find_first_not_of(kSpace);
  if (word == std::string_view::npos) return false;
  line = line.substr(word, line.find_last_not_of(kSpace) + 1 - word);
  return line == name;
}

}  // namespace

EvolveBlock FindEvolveBlock(std::string_view source) {
  EvolveBlock block;
  const uint32_t size = static_cast<uint32_t>(source.size());
  bool ended = false;
  for (uint32_t at = 0; at < size;) {
    const size_t newline = source.find('\n', at);
    const uint32_t next = newline == std::string_view::npos ? size : static_cast<uint32_t>(newline) + 1;
    const std::string_view line =
        source.substr(at, next - at - (next > at && source[next - 1] == '\n' ? 1 : 0));
    if (!block.marked && IsMarker(line, kStart)) {
      block.marked = true;
      block.begin = next;
    } else if (block.marked && IsMarker(line, kEnd)) {
      block.end = at;
      ended = true;
    }
    at = next;
  }
  if (!ended) block.end = size;
  return block;
}

}  // namespace gauntlet
