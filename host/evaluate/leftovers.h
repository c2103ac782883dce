// For the tests of evaluation: what processes, descriptors and mappings are left over.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace gauntlet {

// Processes below `root`, itself not counted, and their open descriptors.
inline std::vector<pid_t> Descendants(pid_t root) {
  std::vector<pid_t> found = {root};
  for (size_t i = 0; i < found.size(); ++i) {
    std::error_code gone;  // threads and processes end while we look
    const std::filesystem::path tasks = "/proc/" + std::to_string(found[i]) + "/task";
    for (std::filesystem::directory_iterator task(tasks, gone), end; !gone && task != end;
         task.increment(gone)) {
      std::ifstream children(task->path() / "children");  // each thread has children of its own
      for (pid_t child; children >> child;) found.push_back(child);
    }
  }
  found.erase(found.begin());
  return found;
}

inline size_t OpenDescriptors(pid_t pid) {
  const auto folder = std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd");
  return static_cast<size_t>(std::distance(begin(folder), end(folder)));
}

inline size_t MappingCount(pid_t pid) {
  std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
  return static_cast<size_t>(std::count(std::istreambuf_iterator<char>(maps), {}, '\n'));
}

}  // namespace gauntlet
