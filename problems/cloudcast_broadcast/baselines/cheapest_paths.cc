// The cheapest path to each destination, for all partitions: the published baseline.
#include <gauntlet/sdk/cloudcast_policy.hpp>

// EVOLVE-BLOCK-START
class CheapestPaths : public cloudcast::Policy {
 public:
  void route(const Broadcast& broadcast, Routes& routes) {
    for (uint32_t p = 0; p < broadcast.partitions(); ++p) {
      has_.clear();
      has_.resize(broadcast.regions());
      has_[broadcast.source()] = 1;
      for (uint32_t d = 0; d < broadcast.destinations(); ++d)
        reach(broadcast, routes, p, broadcast.destination(d));
    }
  }

 private:
  void reach(const Broadcast& broadcast, Routes& routes, uint32_t partition, uint32_t destination) {
    const uint32_t regions = broadcast.regions();
    if (has_[destination] > 0) return;
    far_.clear();
    far_.resize(regions, cloudcast::kNoWay);
    before_.clear();
    before_.resize(regions, cloudcast::kNone);
    done_.clear();
    done_.resize(regions);
    far_[broadcast.source()] = 0;
    for (uint32_t step = 0; step < regions; ++step) {
      uint32_t next = cloudcast::kNone;
      for (uint32_t r = 0; r < regions; ++r)
        if (done_[r] == 0 && far_[r] < cloudcast::kNoWay &&
            (next == cloudcast::kNone || far_[r] < far_[next]))
          next = r;
      if (next == cloudcast::kNone || next == destination) break;
      done_[next] = 1;
      for (uint32_t r = 0; r < regions; ++r) {
        if (done_[r] != 0 || !broadcast.has_link(next, r)) continue;
        const double far = far_[next] + broadcast.usd_per_gigabyte(next, r);
        if (far < far_[r]) {
          far_[r] = far;
          before_[r] = next;
        }
      }
    }
    for (uint32_t r = destination; has_[r] == 0 && before_[r] != cloudcast::kNone; r = before_[r]) {
      routes.from(partition, r) = before_[r];
      has_[r] = 1;
    }
  }

  gauntlet::sdk::Vec<double> has_, far_;        // [region]
  gauntlet::sdk::Vec<uint32_t> before_, done_;  // [region]
};
// EVOLVE-BLOCK-END
CLOUDCAST_POLICY(CheapestPaths)
