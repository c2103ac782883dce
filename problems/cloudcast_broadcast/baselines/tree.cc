// One tree for all partitions (Takahashi and Matsuyama, 1980): what is nearest to the tree, by price, joins it next.
#include <gauntlet/sdk/cloudcast_policy.hpp>

// EVOLVE-BLOCK-START
class Tree : public cloudcast::Policy {
 public:
  void route(const Broadcast& broadcast, Routes& routes) {
    const uint32_t regions = broadcast.regions();
    in_.clear();
    in_.resize(regions);
    in_[broadcast.source()] = 1;
    for (uint32_t joined = 0; joined < broadcast.destinations(); ++joined) {
      spread(broadcast);
      uint32_t best = cloudcast::kNone;
      for (uint32_t d = 0; d < broadcast.destinations(); ++d) {
        const uint32_t r = broadcast.destination(d);
        if (in_[r] == 0 && (best == cloudcast::kNone || far_[r] < far_[best])) best = r;
      }
      if (best == cloudcast::kNone) break;
      for (uint32_t r = best; in_[r] == 0 && before_[r] != cloudcast::kNone; r = before_[r]) {
        for (uint32_t p = 0; p < broadcast.partitions(); ++p) routes.from(p, r) = before_[r];
        in_[r] = 1;
      }
    }
  }

 private:
  // Distances from the tree.
  void spread(const Broadcast& broadcast) {
    const uint32_t regions = broadcast.regions();
    far_.clear();
    far_.resize(regions, cloudcast::kNoWay);
    before_.clear();
    before_.resize(regions, cloudcast::kNone);
    done_.clear();
    done_.resize(regions);
    for (uint32_t r = 0; r < regions; ++r)
      if (in_[r] != 0) far_[r] = 0;
    for (uint32_t step = 0; step < regions; ++step) {
      uint32_t next = cloudcast::kNone;
      for (uint32_t r = 0; r < regions; ++r)
        if (done_[r] == 0 && far_[r] < cloudcast::kNoWay &&
            (next == cloudcast::kNone || far_[r] < far_[next]))
          next = r;
      if (next == cloudcast::kNone) return;
      done_[next] = 1;
      for (uint32_t r = 0; r < regions; ++r) {
        if (done_[r] != 0 || in_[r] != 0 || !broadcast.has_link(next, r)) continue;
        const double far = far_[next] + broadcast.usd_per_gigabyte(next, r);
        if (far < far_[r]) {
          far_[r] = far;
          before_[r] = next;
        }
      }
    }
  }

  gauntlet::sdk::Vec<double> far_;
  gauntlet::sdk::Vec<uint32_t> in_, before_, done_;  // [region]
};
// EVOLVE-BLOCK-END
CLOUDCAST_POLICY(Tree)
