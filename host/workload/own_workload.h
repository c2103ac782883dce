// Workloads of a domain that a problem brings along: its simulator makes the data, in a process of its own.
#pragma once

#include <vector>

#include "host/evaluate/worker_client.h"
#include "host/workload/variants.h"
#include "host/workload/workload.h"

namespace gauntlet {

// Keys of an entry: name, split, dataset, repeats, files ({key: path}); every other key is a setting of the
// simulator. A list of values makes a workload for each, a matrix for several lists.
class OwnWorkloads {
 public:
  // REQUIRES: the problem brings a simulator along, and it is built.
  explicit OwnWorkloads(const Problem& problem);
  Result<std::vector<Workload>> Load(const WorkloadEntry& entry);

 private:
  Result<Workload> Make(const WorkloadEntry& entry, Workload workload);

  WorkerClient maker_;
};

// Of every such domain: records in another order, other random numbers, another rest.
const Variants& OwnVariants();

}  // namespace gauntlet
