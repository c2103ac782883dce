// Entries of a problem's `workloads:` become what evaluators are given: bytes in sealed memory and plain
// settings.
// A matrix (traces x capacities) becomes one workload for each pair; pairs of one trace share its memory.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/base/hash.h"
#include "host/base/result.h"
#include "host/base/unique_fd.h"
#include "host/candidate/objective.h"
#include "host/problem/problem.h"

namespace gauntlet {

// Records first to last of a source, whose records are in the order of time.
struct Extent {
  std::string source;
  uint64_t first = 0;
  uint64_t last = 0;
};

struct Workload {
  std::string name;  // unique within a problem
  Split split = Split::kTrain;
  std::string dataset;                                      // the trace it came from: the unit of uncertainty
  std::vector<std::pair<std::string, std::string>> params;  // of the simulator: capacity, unit_size, ...
  std::shared_ptr<const UniqueFd> data;                     // null: a program makes its own
  uint64_t data_bytes = 0;
  uint64_t request_count = 0;
  std::vector<Extent> extents;  // where its records come from, where a domain says so
  uint64_t records_offset = 0;  // in the data; of domains that a problem brings along
  uint32_t record_bytes = 0;
  // Of a program that plays policies: key, absolute path.
  std::vector<std::pair<std::string, std::string>> files = {};
};

// Every domain has the key `repeats: N`: each workload of the entry N times, under run seeds of its own, where a
// simulator or its policies have noise. They share their data and their dataset, so they make no one surer than that.
// kInput: what is wrong in which entry (file, line, key), or in which trace.
Result<std::vector<Workload>> LoadWorkloads(const std::string& domain,
                                            const std::vector<WorkloadEntry>& entries);
// Of the problem's domain, be it built in or its own.
Result<std::vector<Workload>> LoadWorkloads(const Problem& problem,
                                            const std::vector<WorkloadEntry>& entries);

// What search sees must not come back in the splits that judge it, nor what chose the finalists in the last one.
// kInput: a record of a source is in extents of workloads of two splits; names both, and the ranges.
Result<> CheckSplits(const std::string& domain, const std::vector<WorkloadEntry>& entries);
// Of a domain that the problem brings along: no record is in two splits. `made`: workloads of `entries`, which are not
// made again if these are the problem's.
Result<> CheckSplits(const Problem& problem, const std::vector<WorkloadEntry>& entries = {},
                     const std::vector<Workload>& made = {});

// Of its data; where a program makes that, of settings and files. kInput: a file cannot be read.
Result<Hash128> ContentOf(const Workload& workload);

// What people of this domain call the CPU time, in milliseconds, that a policy takes for one record:
// rebalance_ms. Empty: nobody asks for it.
std::string RecordTimeName(const std::string& domain);
// The same of the instructions in user space, where the machine counts them: rebalance_instructions.
std::string RecordInstructionsName(const std::string& domain);

// The entries of the given splits only.
std::vector<WorkloadEntry> OfSplits(const std::vector<WorkloadEntry>& entries,
                                    const std::vector<Split>& splits);

}  // namespace gauntlet
