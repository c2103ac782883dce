// Traces of real programs: a program runs with the recording shim (record/shim.c), and the pages of files
// that it reads and writes become requests.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/trace/trace.h"

namespace gauntlet {

struct RecordOptions {
  std::vector<std::filesystem::path> under;  // only files below these directories; empty: every regular file
  uint64_t most_events = 1ull << 26;         // accesses; one beyond is an error
  std::filesystem::path log_dir;  // for the log while the program runs; empty: the temporary directory
};

struct Recording {
  int exit_status = 0;  // of the program; 128 + signal if it was killed
  DecodedTrace trace;   // a request is one page of 4 KiB of one file, with operation, seconds and address
};

// Runs argv[0] (found by PATH) and everything that it starts, until it ends; stdin, stdout and stderr are
// passed on.
// What is seen: read, pread, readv, preadv, write, ... as called through libc, and every touch of a mapped
// file page that is not among the 32 touched last. What is not: stdio (fopen), io_uring, static programs,
// setuid programs. Pages are numbered by first appearance: nothing of names and contents is kept.
Result<Recording> RecordProgram(const std::vector<std::string>& argv, const RecordOptions& options = {});

}  // namespace gauntlet
