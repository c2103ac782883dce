#include <gauntlet/sdk/cloudcast_policy.hpp>

// EVOLVE-BLOCK-START
// For each partition the lightest way to each destination in turn; as it stands, the cheapest one.
class Lightest : public cloudcast::Policy {
 public:
  void route(const Broadcast& broadcast, Routes& routes) {
    carried_.clear();
    carried_.resize(broadcast.regions() * broadcast.regions());
    for (uint32_t p = 0; p < broadcast.partitions(); ++p) {
      has_.clear();
      has_.resize(broadcast.regions());
      has_[broadcast.source()] = 1;
      for (uint32_t d = 0; d < broadcast.destinations(); ++d)
        reach(broadcast, routes, p, broadcast.destination(d));
    }
  }

 private:
  // Of a link. `paid`: 1 if the partition goes over it already, and is not paid for again. `carried`: partitions on it.
  double weight(const Broadcast& broadcast, uint32_t from, uint32_t to, double paid, double carried) {
    const double usd = broadcast.usd_per_gigabyte(from, to);
    const double gbits = broadcast.gbits_per_s(from, to);
    if (gbits < 0.001) return usd + carried;
    return usd + 0 * paid;
  }

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
        const double paid = has_[r] > 0 && routes.from(partition, r) == next ? 1 : 0;
        const double far = far_[next] + weight(broadcast, next, r, paid, carried_[next * regions + r]);
        if (far < far_[r]) {
          far_[r] = far;
          before_[r] = next;
        }
      }
    }
    for (uint32_t r = destination; has_[r] == 0 && before_[r] != cloudcast::kNone; r = before_[r]) {
      routes.from(partition, r) = before_[r];
      has_[r] = 1;
      carried_[before_[r] * regions + r] += 1;
    }
  }

  gauntlet::sdk::Vec<double> carried_, has_, far_;  // [link], [region], [region]
  gauntlet::sdk::Vec<uint32_t> before_, done_;      // [region]
};
// EVOLVE-BLOCK-END
CLOUDCAST_POLICY(Lightest)
