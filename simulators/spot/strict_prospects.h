// What the rest of a job costs at least, from every state in which it can be under strict rules: so that ways which
// lead nowhere need not be followed.
//
// Time left and work left are held together by a price of work instead (a Lagrange multiplier): from a state on, no
// schedule has less than V of cost minus price times work, V being found tick by tick from the end; so doing `left`
// costs at least V + price * left, at whatever price. The best of a row of prices is taken. Exact but for the duality
// gap, and always below the truth.
#pragma once

#include <array>
#include <vector>

#include "simulators/spot/courses.h"
#include "simulators/spot/workload.h"

namespace gauntlet::spot_simulator {

// Where a job can run or its checkpoint lie: spot in a region, on demand in one, nothing in one.
class Places {
 public:
  Places(const Workload& workload, uint32_t job)
      : workload_(workload), config_(workload.config()), job_(job) {}

  const RunConfig& config() const { return config_; }
  size_t count() const { return size_t{3} * config_.region_count; }
  size_t Of(uint32_t cluster, uint32_t region) const {
    return (cluster == GAUNTLET_SPOT_SPOT        ? 0
            : cluster == GAUNTLET_SPOT_ON_DEMAND ? 1
                                                 : 2) *
               config_.region_count +
           region;
  }
  bool IsSpot(size_t place) const { return place < config_.region_count; }
  uint32_t Region(size_t place) const { return static_cast<uint32_t>(place % config_.region_count); }
  bool CanRun(uint32_t tick, size_t place) const {
    return !IsSpot(place) || workload_.offers(job_, tick)[Region(place)].offered >= config_.nodes;
  }
  double UsdPerSecond(uint32_t tick, size_t place) const {
    const double usd = IsSpot(place) ? workload_.offers(job_, tick)[Region(place)].spot_usd_per_hour
                                     : config_.on_demand_usd_per_hour[Region(place)];
    return usd * config_.nodes / 3600;
  }

 private:
  const Workload& workload_;
  const RunConfig& config_;
  const uint32_t job_;
};

class StrictProspects {
 public:
  static constexpr size_t kPrices = 64;
  using Row = std::array<double, kPrices>;  // V at each price

  StrictProspects(const Places& places, const Courses& courses);

  const Row& OfIdle(uint32_t tick, uint32_t region) const {
    return At(tick, 2 * regions_ * courses_ + region);
  }
  const Row& OfRunning(uint32_t tick, size_t place, size_t course) const {
    return At(tick, place * courses_ + course);
  }
  double Usd(const Row& row, double left_s) const {
    double most = 0;
    for (size_t i = 0; i < kPrices; ++i) most = std::max(most, row[i] + usd_per_s_[i] * left_s);
    return most;
  }

 private:
  size_t States() const { return 2 * regions_ * courses_ + regions_; }
  const Row& At(uint32_t tick, size_t state) const { return rows_[tick * States() + state]; }
  Row& At(uint32_t tick, size_t state) { return rows_[tick * States() + state]; }
  void ChoosePrices(const Places& places);
  void FillTick(const Places& places, const Courses& courses, uint32_t tick);

  size_t regions_, courses_;
  std::array<double, kPrices> usd_per_s_{};
  std::vector<Row> rows_;  // [tick][state]
};

}  // namespace gauntlet::spot_simulator
