#include "simulators/spot/strict_prospects.h"

#include <cmath>
#include <limits>

namespace gauntlet::spot_simulator {
namespace {

using Row = StrictProspects::Row;

constexpr double kNever = std::numeric_limits<double>::infinity();

void TakeLess(Row& row, const Row& other, double usd) {
  for (size_t i = 0; i < row.size(); ++i) row[i] = std::min(row[i], other[i] + usd);
}

}  // namespace

StrictProspects::StrictProspects(const Places& places, const Courses& courses)
    : regions_(places.config().region_count), courses_(courses.count()) {
  const uint32_t ticks = places.config().tick_records;
  rows_.resize((ticks + 1) * States());
  ChoosePrices(places);
  for (uint32_t tick = ticks; tick-- > 0;) FillTick(places, courses, tick);
}

// From below the cheapest spot to well above on-demand: when time is short, work is worth more than it costs.
void StrictProspects::ChoosePrices(const Places& places) {
  double least = kNever, most = 0;
  for (uint32_t tick = 0; tick < places.config().tick_records; ++tick) {
    for (size_t place = 0; place < 2 * regions_; ++place) {
      least = std::min(least, places.UsdPerSecond(tick, place));
      most = std::max(most, places.UsdPerSecond(tick, place));
    }
  }
  const double first = 0.9 * least, last = 4 * most;
  for (size_t i = 0; i < kPrices; ++i)
    usd_per_s_[i] = first * std::pow(last / first, static_cast<double>(i) / (kPrices - 1));
}

void StrictProspects::FillTick(const Places& places, const Courses& courses, uint32_t tick) {
  const RunConfig& config = places.config();
  // What running on through this tick comes to, place by place and course by course.
  std::vector<Row> runs(2 * regions_ * courses_);
  for (size_t place = 0; place < 2 * regions_; ++place) {
    const double usd = places.UsdPerSecond(tick, place);
    for (size_t course = 0; course < courses_; ++course) {
      const TickRun& run = courses.run(course);
      const Row& after = At(tick + 1, place * courses_ + courses.next(course));
      const Running& state = courses.state(course);
      const double room_s = std::max(0.0, run.billed_s - state.overhead_s);
      for (size_t i = 0; i < kPrices; ++i) {
        const double goes_on = usd * run.billed_s - usd_per_s_[i] * run.work_s + after[i];
        // Without a checkpoint, and somewhere in the room: of what is linear, one end is the least.
        const double ends = usd * (run.billed_s - room_s) + std::min(0.0, (usd - usd_per_s_[i]) * room_s);
        runs[place * courses_ + course][i] = std::min(goes_on, ends);
      }
    }
  }
  // Who has nothing running in a region, and may still have to write a checkpoint first; `but`: a place that it may
  // not start in.
  const auto free = [&](uint32_t region, bool writes, size_t but) {
    Row row = At(tick + 1, 2 * regions_ * courses_ + region);
    for (size_t to = 0; to < 2 * regions_; ++to)
      if (to != but && places.CanRun(tick, to))
        TakeLess(row, runs[to * courses_ + courses.start(writes)],
                 EgressUsd(config, region, places.Region(to)));
    return row;
  };
  for (uint32_t r = 0; r < regions_; ++r)
    At(tick, 2 * regions_ * courses_ + r) = free(r, false, places.count());
  for (size_t place = 0; place < 2 * regions_; ++place) {
    const uint32_t region = places.Region(place);
    const double usd = places.UsdPerSecond(tick, place);
    const Row leaves[2] = {free(region, false, place), free(region, true, place)};
    for (size_t course = 0; course < courses_; ++course) {
      const double unsaved_s = courses.state(course).unsaved_s, write_s = WriteTime(config, unsaved_s);
      Row& row = At(tick, place * courses_ + course);
      if (!places.CanRun(tick, place)) {
        // Who loses all work has nothing to carry any more.
        const double lost_s = LostWork(config, unsaved_s);
        const double egress_usd = std::max(config.egress_same_area_usd, config.egress_other_area_usd);
        row = At(tick, 2 * regions_ * courses_ + region);
        for (size_t i = 0; i < kPrices; ++i) row[i] += usd_per_s_[i] * lost_s - (lost_s > 0 ? egress_usd : 0);
        continue;
      }
      row = runs[place * courses_ + course];
      TakeLess(row, leaves[write_s > 0], usd * write_s);
    }
  }
}

}  // namespace gauntlet::spot_simulator
