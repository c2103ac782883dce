// The pages in which the kernel keeps the time for every process, with code that reads it without a system call.
// No filter sees that, and what counts coarsely needs no time stamp counter either; so a candidate's process
// gives the pages back.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace gauntlet {

class ClockPages {
 public:
  // As this process has them mapped; its children have them at the same place. Reads /proc/self/maps.
  static ClockPages Find();

  // From here on clock_gettime and its kin fault in this process. False: the kernel did not take them.
  bool Unmap() const;
  bool empty() const { return ranges_.empty(); }

 private:
  std::vector<std::pair<uint64_t, uint64_t>> ranges_;  // address, bytes
};

}  // namespace gauntlet
