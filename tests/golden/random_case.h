// Traces with settings drawn from a seed, and policies that answer at random: what the two simulators are
// compared on.
#pragma once

#include <string>
#include <vector>

#include "simulators/cache/harness/harness.h"
#include "simulators/cache/harness/recording.h"
#include "tests/golden/slow_cache.h"

namespace gauntlet::golden {

struct Case {
  std::vector<Request> requests;
  Settings settings;
  bool extended = false;

  cache_simulator::Params ToParams() const;
  std::vector<uint8_t> TraceBytes() const;
  cache_simulator::OpenedWorkload Open() const;
};

// Every fortieth case is large enough for every table of the fast simulator to grow and be packed.
Case Draw(uint64_t seed);

Counts CountsOf(const cache_simulator::Outcome& outcome);
std::string Tell(const Counts& counts);

// Answers at random, but the same to both simulators: it hears the same questions.
void AnswerAtRandom(cache_simulator::RecordingPolicy* policy, uint64_t seed);

}  // namespace gauntlet::golden
