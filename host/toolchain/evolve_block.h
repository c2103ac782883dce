// The part of a policy source that search may change: the text between the marker lines
//   // EVOLVE-BLOCK-START
//   // EVOLVE-BLOCK-END
// or the whole file if it has no markers. In policies of other languages `#` or `--` stand for the slashes.
#pragma once

#include <cstdint>
#include <string_view>

namespace gauntlet {

struct EvolveBlock {
  uint32_t begin = 0;  // byte offset of the first byte after the start marker's line
  uint32_t end = 0;    // byte offset of the end marker's line
  bool marked = false;

  bool Contains(uint32_t offset) const { return begin <= offset && offset < end; }
  bool ContainsRange(uint32_t first, uint32_t past_last) const {
    return begin <= first && first <= past_last && past_last <= end;
  }
};

// Several blocks are one from the first start to the last end; a start without an end reaches to the end of
// the file.
EvolveBlock FindEvolveBlock(std::string_view source);

}  // namespace gauntlet
