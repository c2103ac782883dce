// What a zone of spot capacity offered, tick after tick, and at what price: read from a file of spot-traces' form,
// or generated (spot_generator.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/result.h"

namespace gauntlet {

struct SpotZone {
  std::string name;    // us-west-2a_v100_1
  std::string area;    // us-west-2: zones of one area are close to each other
  std::string source;  // where its ticks come from; two zones of one source are the same
  double gap_s = 0;
  std::vector<uint32_t> offered;     // [tick]: instances
  std::vector<double> usd_per_hour;  // [tick]: of one instance; empty: nothing is known
};

// {"metadata": {"gap_seconds": s}, "data": [instances offered, ...], "prices": [USD an hour, ...]}; no prices, or one
// for each tick. kInput: the file, and what is wrong in it.
Result<SpotZone> ReadSpotZone(const std::filesystem::path& path);

// "us-west-2a_v100_1" -> "us-west-2", "us-central1-a_c3-88" -> "us-central1".
std::string AreaOf(const std::string& zone);

}  // namespace gauntlet
