#include "host/evaluate/worker/event_counter.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

namespace gauntlet {
namespace {

UniqueFd Open(EventCounter::Event event, bool inherited) {
  const bool instructions = event == EventCounter::Event::kInstructions;
  perf_event_attr attributes = {};
  attributes.size = sizeof attributes;
  attributes.type = instructions ? PERF_TYPE_HARDWARE : PERF_TYPE_SOFTWARE;
  attributes.config =
      instructions ? uint64_t{PERF_COUNT_HW_INSTRUCTIONS} : uint64_t{PERF_COUNT_SW_PAGE_FAULTS};
  attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  attributes.inherit = inherited;
  attributes.exclude_kernel = attributes.exclude_hv = 1;
  return UniqueFd(
      static_cast<int>(::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC)));
}

std::optional<uint64_t> CountOf(const UniqueFd& counter) {
  struct {
    uint64_t count, enabled_ns, running_ns;
  } read = {};
  if (::read(counter.get(), &read, sizeof read) != sizeof read || read.running_ns != read.enabled_ns)
    return std::nullopt;
  return read.count;
}

}  // namespace

std::optional<EventCounter> EventCounter::OfChildren(Event event) {
  EventCounter out;
  out.ours_and_theirs_ = Open(event, true);
  out.ours_ = Open(event, false);
  if (!out.ours_and_theirs_ || !out.ours_) return std::nullopt;
  return out;
}

std::optional<uint64_t> EventCounter::Read() const {
  const auto all = CountOf(ours_and_theirs_), ours = CountOf(ours_);
  if (!all || !ours) return std::nullopt;
  return *all - std::min(*all, *ours);
}

}  // namespace gauntlet
