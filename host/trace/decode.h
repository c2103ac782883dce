// Requests of any reader into the bytes of gauntlet/cache_trace.h, in a sealed memory file.
#pragma once

#include <string>

#include "host/trace/request_reader.h"
#include "host/trace/trace.h"

namespace gauntlet {

struct DecodeOptions {
  std::string name;  // for errors
  uint64_t range_first = 0;
  uint64_t range_count = 0;  // 0: all
  double sample_rate = 1.0;  // applied to what the range keeps
  uint64_t sample_seed = 1;
  uint64_t most_bytes =
      0;  // decoded; 0: half of the machine's memory. A packed file may hold a thousand times its size
};

// Objects are numbered in order of first appearance among the requests kept; times count from the first
// request kept (one that lies before it counts as 0). Requests of size 0 that delete nothing are skipped, as
// libCacheSim does by default.
Result<DecodedTrace> DecodeRequests(RequestReader& reader, const DecodeOptions& options);

// Takes over a memory file that holds a whole decoded trace: checks header, size and hash, and seals it.
Result<DecodedTrace> SealDecoded(UniqueFd file);

// Whether spatial sampling keeps an object.
bool SampleKeeps(uint64_t id, double rate, uint64_t seed);

}  // namespace gauntlet
