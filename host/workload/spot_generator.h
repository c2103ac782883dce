// Zones of spot capacity made up from a seed: how long capacity lasts and stays away, how zones of an area go
// together, the hour of the day, and prices. Each is fitted to recorded zones; problems/spot_multi_region/README.md
// shows how well.
//
// Capacity is a semi-Markov process: how long a state lasts is drawn from a lognormal distribution when
// it begins. Its clock runs faster or slower with the pressure on the zone, by exp(pressure) while
// capacity is there and by exp(-pressure) while it is not. Pressure is the hour of the day (a cosine)
// plus the mood of the area, which is tight or calm, 0 in the mean, and changes after times drawn from
// an exponential distribution. Prices change in steps, and their logarithm goes back to its mean.
#pragma once

#include <vector>

#include "host/problem/yaml_reader.h"
#include "host/workload/spot_zone.h"

namespace gauntlet {

// Of one zone.
struct SpotZoneModel {
  std::string name;     // AreaOf gives its area
  double up_hours = 1;  // median
  double up_sigma = 1;  // of the logarithm
  double down_hours = 1;
  double down_sigma = 1;
  double daily = 0;                // amplitude of the pressure
  double tight_hour = 20;          // UTC, when it is highest
  double area_pull = 0;            // pressure of the area's mood when it is tight
  double tight_share = 0.5;        // of the time; this and the next must be equal in all zones of an area
  double mood_hours = 12;          // mean time for which a mood lasts
  double usd_per_hour = 0.9731;    // median price
  double price_sigma = 0;          // of its logarithm, in the long run
  double price_step_hours = 7;     // mean time between changes
  double price_memory_steps = 50;  // changes after which 1/e of a deviation is left
};

// Equal on every machine for equal arguments, and for each zone whatever others are asked for.
SpotZone GenerateSpotZone(const SpotZoneModel& model, uint64_t seed, double gap_s, uint64_t ticks);

// Keys: seed, days, gap_s, zones (a list of SpotZoneModel's fields).
Result<std::vector<SpotZone>> GenerateSpotZones(const YamlReader& in);

}  // namespace gauntlet
