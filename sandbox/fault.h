// What a candidate's crash leaves behind: which signal, where, and how deep. The handler runs on a stack of
// its own and ends the child; in a process that set no sink the signal does what it always does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gauntlet {

struct Fault {
  int32_t signal = 0;
  int32_t signal_code = 0;
  uint64_t address = 0;       // that was accessed, where the signal tells
  uint64_t instruction = 0;   // address of the faulting instruction
  uint64_t rax = 0, rdx = 0;  // as they were then
};

// Installs handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP and SIGABRT. Once a process; children
// inherit them.
void InstallFaultHandlers();

// From here on a fault calls `sink`, which does not return.
using FaultSink = void (*)(const Fault& fault);
void SetFaultSink(FaultSink sink);
bool IsFaultSinkSet();

// Calls `function(argument)` on another stack, grown downwards from the end of `stack`. An exception that
// reaches the bottom of it terminates.
void CallOnStack(std::span<std::byte> stack, void (*function)(void*), void* argument);

}  // namespace gauntlet
