#include "host/evaluate/worker/event_counter.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "sandbox/child.h"

namespace gauntlet {
namespace {

constexpr ChildLimits kLimits = {.cpu_ms = 2000, .wall_ms = 60000};
constexpr uint64_t kPages = 500;

void TouchPages() {
  void* memory = ::mmap(nullptr, kPages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ::madvise(memory, kPages * 4096, MADV_NOHUGEPAGE);
  for (uint64_t i = 0; i < kPages; ++i) static_cast<volatile char*>(memory)[i * 4096] = 1;
}

TEST(EventCounter, CountsWhatChildrenDoAndNotWhatWeDo) {
  const auto counter = EventCounter::OfChildren(EventCounter::Event::kPageFaults);
  if (!counter) GTEST_SKIP() << "this machine lets nobody count events";
  const auto before = counter->Read();
  TouchPages();
  const auto ours = counter->Read();
  ASSERT_TRUE(before && ours);
  EXPECT_LT(*ours, *before + 50);
  auto child = Child::Fork([] {
    TouchPages();
    EndChild(0);
  });
  ASSERT_TRUE(child);
  ASSERT_TRUE(child->Wait(kLimits));
  const auto theirs = counter->Read();
  ASSERT_TRUE(theirs);
  EXPECT_GE(*theirs, *ours + kPages);
}

TEST(EventCounter, OfInstructionsCountsThemOrSaysThatItCannot) {
  const auto counter = EventCounter::OfChildren(EventCounter::Event::kInstructions);
  if (!counter) GTEST_SKIP() << "this machine counts no instructions, or not for us";
  auto child = Child::Fork([] {
    for (volatile int i = 0; i < 1000000; i = i + 1) continue;
    EndChild(0);
  });
  ASSERT_TRUE(child);
  ASSERT_TRUE(child->Wait(kLimits));
  const auto count = counter->Read();
  if (!count) GTEST_SKIP() << "others use the counters";
  EXPECT_GE(*count, 3000000u);
}

}  // namespace
}  // namespace gauntlet
