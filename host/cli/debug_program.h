// Runs a tool of the user's (a debugger) or a program under one, on the terminal or with its words collected.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/clock.h"
#include "host/base/result.h"

namespace gauntlet {

struct ToolRun {
  std::vector<std::string> argv;                                 // argv[0] is looked for in PATH
  std::vector<std::pair<std::string, std::string>> environment;  // beside ours
};

struct ToolEnd {
  int status = 0;       // exit code; 128 + signal
  bool killed = false;  // it had not ended at the deadline
  std::string output;   // what it said, on both streams
};

// The path of a program in PATH; empty: there is none.
std::string FindProgram(const std::string& name);

// Has the terminal until it ends: Ctrl-C is its business and not ours meanwhile. Returns its exit status.
Result<int> RunOnTerminal(const ToolRun& run);
// Without input. Killed with all that it started at the deadline.
Result<ToolEnd> RunCollected(const ToolRun& run, Deadline deadline);

}  // namespace gauntlet
