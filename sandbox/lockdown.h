// What a worker or a child gives up, piece by piece. Facts about the machine (no Landlock, no namespaces) are
// reported and lived with; what the trust in a score stands on (the system-call filter) is an error when it
// cannot be had.
//
// Order in a worker that starts as root: EnterNamespaces, load what needs files, DropRoot,
// ForbidNewPrivileges, ForbidFiles, SetLimits. A candidate's child then adds one filter, prebuilt, with a
// single system call.
#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/base/result.h"

namespace gauntlet {

// A system-call filter, compiled once and installed by any number of children.
class Filter {
 public:
  // For a candidate after loading: it may end, return from our fault handler, and hear "out of memory" from
  // the calls that ask for memory. Anything else kills it, other architectures (int 0x80, x32) included.
  // `block_fed`: it may also sleep on a word in memory and wake a sleeper, for ever or not at all (no timer).
  static Result<Filter> Final(bool block_fed);
  // For tier hot: what the loader needs to open one module after another, and the socket that brings them.
  // Look-ups of files are traps: see lookups.h.
  static Result<Filter> Weak();

  struct CompilerNeeds {
    bool threads = true;  // threads of its own process, never processes
    // AnswerLookups was called; else every look-up says that there is no such file.
    bool trap_lookups = false;
  };
  // For a process that holds Clang: memory, clocks, its channel, memory files, signals to itself (to the process
  // that calls this); sockets, exec, fork, ptrace kill it.
  static Result<Filter> Compiler(const CompilerNeeds& needs);
  // For a program of somebody else's with all that it starts (host/harness): it may do what programs do, but for
  // mounting, tracing others, the kernel's inner doors, name spaces of its own; and sockets, unless `network`.
  static Result<Filter> Program(bool network);

  // REQUIRES: ForbidNewPrivileges, or CAP_SYS_ADMIN. One system call; safe between fork and the first
  // instruction of a candidate. False with errno set when it failed.
  bool Install() const;

 private:
  friend class FilterBuilder;
  std::vector<sock_filter> program_;
};

// To the uid and gid 65534 without supplementary groups, when root; dies with its parent afterwards, as
// before (a change of ids forgets that). Not root: nothing to drop.
Result<> DropRoot();
Result<> ForbidNewPrivileges();

struct ProcessLimits {
  std::optional<uint64_t> address_space_bytes;
  std::optional<uint64_t> cpu_s;  // SIGKILL one second later
  std::optional<uint64_t> open_files;
  uint64_t file_bytes = UINT64_MAX;  // largest file written, memory files included
};
// No core dumps ever; the rest as given. Limits are never raised above what is allowed already.
Result<> SetLimits(const ProcessLimits& limits);

// Own network (none), System V IPC, mount and host name spaces, as far as this machine lets us. Returns the
// names of those entered.
std::vector<std::string> EnterNamespaces();

// Landlock: no file of the machine can be opened any more, no TCP port reached; memory files stay usable.
// Returns whether the kernel has it. REQUIRES: ForbidNewPrivileges or CAP_SYS_ADMIN.
bool ForbidFiles();
int LandlockAbi();  // 0: the kernel has none

// What a program may still do with files and the network.
struct Grants {
  std::vector<std::string> reads;   // files and folders: to read, and to run
  std::vector<std::string> writes;  // folders, and devices such as /dev/null
  bool network = false;
};
// Landlock again: nothing but the grants, and no signals to anybody outside where the kernel knows how. Of the paths,
// those that are not there are passed over. False: the kernel has none.
bool ForbidFilesBut(const Grants& grants);

// What this machine offers, for `gauntlet doctor`.
struct Capabilities {
  bool seccomp = false;  // a filter was installed and did kill, in a forked child
  int landlock_abi = 0;
  bool namespaces = false;  // a child could enter its own network
  bool pidfd = false;
  bool memory_seals = false;    // F_SEAL_FUTURE_WRITE
  bool timestamp_trap = false;  // rdtsc can be made to fault
  bool root = false;
  std::vector<std::pair<std::string, std::string>> limits;  // name, value
};
Capabilities ProbeCapabilities();

}  // namespace gauntlet
