// What a trace is like, for people who choose workloads.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/trace/trace.h"

namespace gauntlet {

struct TraceInfo {
  uint64_t requests = 0;
  uint64_t objects = 0;
  uint64_t footprint_bytes = 0;  // sum over objects of their first size
  uint64_t requested_bytes = 0;
  uint64_t one_hit_objects = 0;   // asked for once
  uint64_t resized_requests = 0;  // with another size than the request of the same object before
  uint64_t time_span_s = 0;
  std::array<uint64_t, 3> operations = {};  // read, write, delete
  uint64_t tenants = 0;                     // distinct
  bool has_addresses = false;
  bool has_ttl = false;
  uint32_t size_min = 0, size_median = 0, size_p90 = 0, size_max = 0;  // bytes, over objects' first sizes
  double top_1_percent_share = 0;  // of requests, to the most popular 1 % of objects (at least one object)
  double top_10_percent_share = 0;
  // reuse[k]: requests whose object was asked for before with a reuse distance (distinct objects in between)
  // in [2^k, 2^(k+1)), k >= 1; reuse[0]: 0 or 1. An LRU cache of n objects of one size hits distances below
  // n.
  std::array<uint64_t, 33> reuse = {};
  std::string content_hash;

  double OneHitShare() const {
    return objects == 0 ? 0 : static_cast<double>(one_hit_objects) / static_cast<double>(objects);
  }
};

Result<TraceInfo> InfoOf(const DecodedTrace& trace);

Json InfoToJson(const TraceInfo& info);
std::string InfoToText(const TraceInfo& info);  // some lines for a terminal

}  // namespace gauntlet
