// A tree of destinations, moved from parent to parent, over a relay or not, as long as the bill sinks.
#include <gauntlet/sdk/cloudcast_policy.hpp>

// EVOLVE-BLOCK-START
class TreeSearch : public cloudcast::Policy {
 public:
  void route(const Broadcast& broadcast, Routes& routes) {
    start(broadcast);
    Bill bill(broadcast);
    put(broadcast, routes);
    double best = bill.usd(routes);
    for (int round = 0; round < 12; ++round) {
      const double before = best;
      for (uint32_t r = 0; r < broadcast.regions(); ++r)
        if (from_[r] != cloudcast::kNone) best = move(broadcast, routes, bill, r, best);
      if (!(best < before)) break;
    }
    put(broadcast, routes);
  }

 private:
  // Cheapest links first.
  void start(const Broadcast& broadcast) {
    from_.clear();
    from_.resize(broadcast.regions(), cloudcast::kNone);
    for (uint32_t joined = 0; joined < broadcast.destinations(); ++joined) {
      uint32_t best_from = cloudcast::kNone, best_to = 0;
      for (uint32_t d = 0; d < broadcast.destinations(); ++d) {
        const uint32_t to = broadcast.destination(d);
        if (from_[to] != cloudcast::kNone) continue;
        for (uint32_t r = 0; r < broadcast.regions(); ++r) {
          if ((r != broadcast.source() && from_[r] == cloudcast::kNone) || !broadcast.has_link(r, to))
            continue;
          if (best_from != cloudcast::kNone &&
              broadcast.usd_per_gigabyte(r, to) >= broadcast.usd_per_gigabyte(best_from, best_to))
            continue;
          best_from = r;
          best_to = to;
        }
      }
      if (best_from == cloudcast::kNone) return;
      from_[best_to] = best_from;
    }
  }

  // The best new way to a region: straight from one that has the data, or over one that has not.
  double move(const Broadcast& broadcast, Routes& routes, Bill& bill, uint32_t region, double best) {
    const uint32_t old = from_[region];
    uint32_t best_from = old, best_over = cloudcast::kNone;
    for (uint32_t r = 0; r < broadcast.regions(); ++r) {
      if (r == region || !broadcast.has_link(r, region)) continue;
      const bool has = r == broadcast.source() || from_[r] != cloudcast::kNone;
      from_[region] = r;
      if (has) {
        try_now(broadcast, routes, bill, r, cloudcast::kNone, best, best_from, best_over);
        continue;
      }
      for (uint32_t over = 0; over < broadcast.regions(); ++over) {
        const bool has_data = over == broadcast.source() || from_[over] != cloudcast::kNone;
        if (over == region || over == r || !has_data || !broadcast.has_link(over, r)) continue;
        if (broadcast.usd_per_gigabyte(over, r) > broadcast.usd_per_gigabyte(old, region)) continue;
        from_[r] = over;
        try_now(broadcast, routes, bill, r, over, best, best_from, best_over);
      }
      from_[r] = cloudcast::kNone;
    }
    from_[region] = best_from;
    if (best_over != cloudcast::kNone) from_[best_from] = best_over;
    return best;
  }
  void try_now(const Broadcast& broadcast, Routes& routes, Bill& bill, uint32_t r, uint32_t over,
               double& best, uint32_t& best_from, uint32_t& best_over) {
    put(broadcast, routes);
    const double usd = bill.usd(routes);
    if (usd >= best - 1e-9) return;
    best = usd;
    best_from = r;
    best_over = over;
  }
  void put(const Broadcast& broadcast, Routes& routes) {
    for (uint32_t p = 0; p < broadcast.partitions(); ++p)
      for (uint32_t r = 0; r < broadcast.regions(); ++r) routes.from(p, r) = from_[r];
  }

  gauntlet::sdk::Vec<uint32_t> from_;  // [region]
};
// EVOLVE-BLOCK-END
CLOUDCAST_POLICY(TreeSearch)
