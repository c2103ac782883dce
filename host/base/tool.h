// Runs a program of the user's or a tool (a debugger) to its end: as a shell would, on the terminal alone, or
// with its words collected. Status: exit code, or 128 + signal. Error when it cannot be started: kInput if
// there is no such program, else kSandboxError.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/clock.h"
#include "host/base/result.h"

namespace gauntlet {

struct ToolRun {
  std::vector<std::string> argv;                                 // argv[0] is looked for in PATH
  std::vector<std::pair<std::string, std::string>> environment;  // beside ours, or in its place
  std::function<bool(std::string_view name)> hides = nullptr;    // variables of ours that it does not get
};

struct ToolEnd {
  int status = 0;
  bool killed = false;  // it had not ended at the deadline
  std::string output;   // what it said, on both streams
};

struct FilterEnd {
  int status = 0;
  enum class Stop {
    kItself,
    kDeadline,
    kTooLong,
    kCancelled
  } stop = Stop::kItself;  // killed, but for the first
  std::string output;
  std::string complaint;  // the start of what it said on standard error
};

// The path of a program in PATH; empty: there is none. A name with a slash is its own path.
std::string FindProgram(const std::string& name);

// Ctrl-C reaches it and us. There is no deadline.
Result<int> RunProgram(const ToolRun& run);
// Has the terminal until it ends: Ctrl-C is its business and not ours meanwhile.
Result<int> RunOnTerminal(const ToolRun& run);
// Without input. Killed with all that it started at the deadline.
Result<ToolEnd> RunCollected(const ToolRun& run, Deadline deadline);
// Reads `input` and says what it makes of it. Killed at the deadline, when it says more than
// `output_limit_bytes`, and when `cancel_fd` is readable (-1: nobody cancels); what it started and left is
// killed with its end, in any case. May be called by many threads at once.
Result<FilterEnd> RunFilter(const ToolRun& run, std::string_view input, uint64_t output_limit_bytes,
                            Deadline deadline, int cancel_fd);

}  // namespace gauntlet
