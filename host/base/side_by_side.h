// Independent pieces of work on several lanes at once, each piece on whichever lane is free first.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace gauntlet {

// Calls work(lane, index) for each index below `count`, one at a time on a lane, and returns when all are done. `work`
// must not throw. Throws std::system_error if the machine gives no thread; no thread is left then.
template <class Work>
void SideBySide(size_t lanes, size_t count, const Work& work) {
  std::atomic<size_t> next = 0;
  std::vector<std::jthread> threads;
  for (size_t lane = 0; lane < std::min(lanes, count); ++lane)
    threads.emplace_back([&next, &work, count, lane] {
      for (size_t i = next++; i < count; i = next++) work(lane, i);
    });
}

}  // namespace gauntlet
