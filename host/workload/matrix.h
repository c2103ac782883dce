// The matrix of an entry whose settings nobody but its author knows.
#pragma once

#include <vector>

#include "host/workload/workload.h"

namespace gauntlet {

// One workload for each combination of the values of lists, without data. Keys that are ours: name, split, dataset,
// repeats, files. kInput: no name, a cascade's sample, or too many.
Result<std::vector<Workload>> ReadMatrix(const WorkloadEntry& entry);

// Workloads of a program that plays policies: the matrix, with the files' paths. kInput: a file is not there.
Result<std::vector<Workload>> LoadHarnessWorkloads(const WorkloadEntry& entry);

// kInput: two workloads of different splits have the same settings and files.
Result<> CheckHarnessSplits(const Problem& problem, const std::vector<Workload>& all);

}  // namespace gauntlet
