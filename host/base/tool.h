// Runs a program of the user's or a tool (a debugger) to its end: as a shell would, on the terminal alone, or with its
// words collected. Status: exit code, or 128 + signal. Error when it cannot be started: kInput if there is no such
// program, else kSandboxError.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/clock.h"
#include "host/base/result.h"

namespace gauntlet {

struct ToolRun {
  std::vector<std::string> argv;                                 // argv[0] is looked for in PATH
  std::vector<std::pair<std::string, std::string>> environment;  // beside ours, or in its place
};

struct ToolEnd {
  int status = 0;
  bool killed = false;  // it had not ended at the deadline
  std::string output;   // what it said, on both streams
};

// The path of a program in PATH; empty: there is none.
std::string FindProgram(const std::string& name);

// Ctrl-C reaches it and us. There is no deadline.
Result<int> RunProgram(const ToolRun& run);
// Has the terminal until it ends: Ctrl-C is its business and not ours meanwhile.
Result<int> RunOnTerminal(const ToolRun& run);
// Without input. Killed with all that it started at the deadline.
Result<ToolEnd> RunCollected(const ToolRun& run, Deadline deadline);

}  // namespace gauntlet
