#include <gauntlet/sdk/example_policy.hpp>

// EVOLVE-BLOCK-START
// Longest processing time first (Graham, 1969): the longest job that is left goes to the machine with least to do.
class LongestFirst : public example::Policy {
 public:
  void assign(const Batch& batch, Assignment& machine) {
    gauntlet::sdk::Vec<uint32_t> order;
    gauntlet::sdk::Vec<uint64_t> load(config().machines);
    for (uint32_t job = 0; job < batch.size(); ++job) {
      order.push_back(job);
      for (uint32_t i = job; i > 0 && batch.seconds(order[i - 1]) < batch.seconds(job); --i) {
        order[i] = order[i - 1];
        order[i - 1] = job;
      }
    }
    for (const uint32_t job : order) {
      uint32_t best = 0;
      for (uint32_t m = 1; m < config().machines; ++m)
        if (load[m] < load[best]) best = m;
      machine[job] = best;
      load[best] += batch.seconds(job);
    }
  }
};
// EVOLVE-BLOCK-END
EXAMPLE_POLICY(LongestFirst)
