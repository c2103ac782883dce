// Uniform Progress that pays to see every region while it waits or runs on demand, and takes the cheapest that offers.
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class Cheapest : public gauntlet::spot::Policy {
 public:
  uint32_t probe(const Tick& tick) {
    if (tick.cluster == gauntlet::spot::kSpot) return 0;
    return tick.region_count == 32 ? ~0u : (1u << tick.region_count) - 1;
  }

  Decision decide(const Tick& tick) {
    using namespace gauntlet::spot;
    if (tick.is_late(1)) {
      const bool runs = tick.cluster == kSpot && tick.overhead_left_s < 1e-3 && tick.risk_s == 0;
      return runs ? kSpot : kOnDemand;
    }
    if (tick.cluster == kSpot && tick.here().available) return kSpot;
    if (tick.is_late(2)) return kOnDemand;
    uint32_t best = tick.region_count;
    for (uint32_t r = 0; r < tick.region_count; ++r) {
      if (!tick.at(r).available) continue;
      if (best == tick.region_count || price(tick, r) < price(tick, best)) best = r;
    }
    const bool offered = best < tick.region_count;
    const bool stays = !offered || tick.ahead_of_s(2 * tick.restart_overhead_s) <= 0;
    if (tick.cluster == kOnDemand && stays) return kOnDemand;
    if (offered) return {kSpot, best};
    return tick.ahead_s() < 0 ? kOnDemand : kNone;
  }

 private:
  static double price(const Tick& tick, uint32_t r) { return tick.at(r).spot_usd_per_hour; }
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(Cheapest)
