// Counts what children do, by the processor's or the kernel's counters, from outside.
//
// A counter that children inherit is opened on this process, and one that they do not: the difference is theirs.
// Opening one on the child itself would need the right to trace it, which who dropped root does not have.
// Source: perf_event_open(2).
#pragma once

#include <cstdint>
#include <optional>

#include "host/base/unique_fd.h"

namespace gauntlet {

class EventCounter {
 public:
  enum class Event {
    kInstructions,  // in user space
    kPageFaults,    // known to every kernel, and the same in every run: for tests
  };

  // Of children that are forked while it lives. Empty: this machine does not count them, or not for us.
  static std::optional<EventCounter> OfChildren(Event event);

  // So far. Empty: they were not counted all the time, other counters being in use.
  std::optional<uint64_t> Read() const;

 private:
  UniqueFd ours_and_theirs_, ours_;
};

}  // namespace gauntlet
