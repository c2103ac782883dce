#include "sandbox/child.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <exception>

#include "sandbox/fault.h"
#include "sandbox/mapping.h"

namespace gauntlet {
namespace {

constexpr ChildLimits kShort = {.cpu_ms = 30, .wall_ms = 5000};

TEST(Child, EndsWithTheCodeThatItChose) {
  auto child = Child::Fork([] { EndChild(42); });
  ASSERT_TRUE(child);
  const auto end = child->Wait(kShort);
  ASSERT_TRUE(end);
  EXPECT_FALSE(end->signalled);
  EXPECT_FALSE(end->timed_out);
  EXPECT_EQ(end->code, 42);
}

TEST(Child, IsKilledForCpuTime) {
  auto child = Child::Fork([] {
    for (volatile uint64_t i = 0;; i = i + 1) {
    }
  });
  const auto end = child->Wait(kShort);
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->timed_out);
  EXPECT_GE(end->cpu_ms, 25.0);
}

TEST(Child, IsKilledForWallTimeWhenItSleeps) {
  auto child = Child::Fork([] { ::pause(); });
  const auto end = child->Wait({.cpu_ms = 5000, .wall_ms = 30});
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->timed_out);
}

TEST(Child, LeavesNoProcessBehindWhenItsHandleGoes) {
  pid_t pid = -1;
  {
    auto child = Child::Fork([] { ::pause(); });
    pid = child->pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Child, PollGivesTheCallerTheTurnBack) {
  auto child = Child::Fork([] { ::pause(); });
  ChildEnd end;
  const auto ended = child->Poll({.cpu_ms = 5000, .wall_ms = 5000}, Deadline::After(5), &end);
  ASSERT_TRUE(ended);
  EXPECT_FALSE(*ended);
}

TEST(Child, KeepsOneDescriptor) {
  UniqueFd file(::memfd_create("kept", 0));
  auto child = Child::Fork([&] {
    CloseAllDescriptorsBut(file.get());
    const bool only_zero =
        ::lseek(0, 0, SEEK_CUR) == 0 && ::close(1) != 0 && ::close(2) != 0 && ::close(file.get()) != 0;
    EndChild(only_zero ? 0 : 1);
  });
  EXPECT_EQ(child->Wait(kShort)->code, 0);
}

Fault* g_report = nullptr;

// The fault that `body` runs into, in a child with handlers and a stack of 64 KiB.
Fault FaultOf(void (*body)(void*)) {
  auto report = Mapping::Shared(sizeof(Fault));
  g_report = reinterpret_cast<Fault*>(report->data());
  auto child = Child::Fork([&] {
    InstallFaultHandlers();
    SetFaultSink([](const Fault& fault) {
      *g_report = fault;
      EndChild(9);
    });
    auto stack = Mapping::Reserve(1 << 20);
    ::mprotect(stack->data(), (1 << 20) - (64 << 10), PROT_NONE);
    CallOnStack(stack->bytes(), body, stack->data());
    EndChild(0);
  });
  EXPECT_EQ(child->Wait({.cpu_ms = 1000, .wall_ms = 5000})->code, 9);
  return *g_report;
}

int Deeper(volatile char* above) {
  volatile char frame[256];
  frame[0] = *above;
  return frame[0] == 0 ? 0 : Deeper(frame) + frame[0];
}

TEST(Fault, NamesSignalAndAddress) {
  const Fault null = FaultOf([](void*) { *reinterpret_cast<volatile int*>(16) = 1; });
  EXPECT_EQ(null.signal, SIGSEGV);
  EXPECT_EQ(null.address, 16u);
  EXPECT_NE(null.instruction, 0u);
  EXPECT_EQ(FaultOf([](void*) { __builtin_trap(); }).signal, SIGILL);
  EXPECT_EQ(FaultOf([](void*) { asm volatile("int3"); }).signal, SIGTRAP);
  EXPECT_EQ(FaultOf([](void*) {
              asm volatile("xor %%edx, %%edx; mov $1, %%eax; div %%edx" ::: "eax", "edx");
            }).signal,
            SIGFPE);
}

TEST(Fault, SurvivesAnOverflowOfTheStack) {
  const Fault deep = FaultOf([](void*) {
    volatile char start = 1;
    Deeper(&start);
  });
  EXPECT_EQ(deep.signal, SIGSEGV);
}

TEST(Fault, ExceptionsAreCaughtOnTheOtherStackAndEndAtItsBottom) {
  auto child = Child::Fork([] {
    static int caught = 0;
    auto stack = Mapping::Reserve(256 << 10);
    CallOnStack(
        stack->bytes(),
        [](void*) {
          try {
            throw 5;
          } catch (int value) {
            caught = value;
          }
        },
        nullptr);
    if (caught != 5) EndChild(1);
    std::set_terminate([] { EndChild(77); });
    CallOnStack(stack->bytes(), [](void*) { throw 6; }, nullptr);
    EndChild(2);
  });
  EXPECT_EQ(child->Wait({.cpu_ms = 1000, .wall_ms = 5000})->code, 77);
}

}  // namespace
}  // namespace gauntlet
