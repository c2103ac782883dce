#include "sandbox/clock_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

namespace gauntlet {

ClockPages ClockPages::Find() {
  ClockPages pages;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    // [vvar], [vvar_vclock], [vdso]: the names differ from kernel to kernel.
    if (line.find("[vvar") == std::string::npos && line.find("[vdso]") == std::string::npos) continue;
    unsigned long begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx", &begin, &end) == 2)
      pages.ranges_.emplace_back(begin, end - begin);
  }
  return pages;
}

bool ClockPages::Unmap() const {
  return std::ranges::all_of(ranges_, [](const auto& range) {
    return ::munmap(reinterpret_cast<void*>(range.first), range.second) == 0;
  });
}

}  // namespace gauntlet
