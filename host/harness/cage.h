// One run of somebody else's program, with all that it starts, in a cage of its own: files to read, none to write but
// in a folder that goes with it, no network, nobody else to signal. The program gauntlet-cage builds the cage and
// watches over it, so that the host never runs a line of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

struct CageLimits {
  double wall_ms = 60000;
  double cpu_ms = 20000;                  // of all its processes
  uint64_t memory_bytes = 256ull << 20;   // of all its processes, as it lies in memory
  uint64_t scratch_bytes = 256ull << 20;  // of its folder; without a mount of its own: of a file
  uint64_t output_bytes = 16ull << 20;    // on standard output
  uint64_t complaint_bytes = 4096;        // the end of standard error that is kept
  uint32_t processes = 256;
};

struct CageRun {
  std::vector<std::string> argv;   // argv[0] is a path
  std::vector<std::string> reads;  // files and folders beside those of the system
  bool network = false;
  bool trusted = false;   // no cage but for the limits: tier trusted
  std::string file_name;  // a file in its folder, which is where it starts: "policy.py"
  std::string file;       // what that holds
  std::string input;      // on standard input
  CageLimits limits;
};

enum class CageStop { kItself, kWall, kCpu, kMemory, kProcesses, kOutput };

struct CageEnd {
  CageStop stop = CageStop::kItself;
  bool signalled = false;
  int code = 0;  // exit code, or number of the signal; of kItself
  double wall_ms = 0, cpu_ms = 0;
  uint64_t peak_memory_bytes = 0;
  std::string output, complaint;
};

// kSandboxError: the cage could not be built. kInput: the program cannot be started. `cancel_fd`: see RunFilter.
Result<CageEnd> RunCaged(const CageRun& run, int cancel_fd = -1);

Json CageRunToJson(const CageRun& run);  // with binary values
CageRun CageRunFromJson(const Json& json);
Json CageEndToJson(const CageEnd& end);
CageEnd CageEndFromJson(const Json& json);

}  // namespace gauntlet
