#include <gauntlet/sdk/example_policy.hpp>

// EVOLVE-BLOCK-START
// As they come: each job goes to the machine of the lowest cost, which is the one that has fewest jobs.
class Seed : public example::Policy {
 public:
  void assign(const Batch& batch, Assignment& machine) {
    load_.clear();
    load_.resize(config().machines);
    jobs_.clear();
    jobs_.resize(config().machines);
    for (uint32_t job = 0; job < batch.size(); ++job) {
      uint32_t best = 0;
      for (uint32_t m = 1; m < config().machines; ++m)
        if (cost(m, batch.seconds(job)) < cost(best, batch.seconds(job))) best = m;
      machine[job] = best;
      load_[best] += batch.seconds(job);
      ++jobs_[best];
    }
  }

 private:
  double cost(uint32_t m, double seconds) {
    const double load = load_[m];
    const double jobs = jobs_[m];
    if (load + seconds > 1000000) return load;
    return jobs;
  }
  gauntlet::sdk::Vec<uint64_t> load_, jobs_;  // [machine]
};
// EVOLVE-BLOCK-END
EXAMPLE_POLICY(Seed)
