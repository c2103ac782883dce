// Cache traces of every format, decoded into the bytes that the cache simulator reads
// (gauntlet/cache_trace.h).
// Decoded traces are cached on disk by the hash of their origin, and shared between processes as sealed
// memory files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

// Where requests come from and how they are read. A file, or a seeded generator.
struct TraceSource {
  std::filesystem::path path;  // empty: generated
  std::string
      format;  // oracle_general, csv, text, vscsi, lirs_text, u32be, i32be, i64be, ...; empty: guessed from the name
  Json csv_columns;          // {"time": 1, "id": 2, "size": 3}, from 1
  Json generate;             // of a generator: {"kind": "zipf", "requests": 100000, "seed": 1, ...}
  uint64_t range_first = 0;  // requests to keep: [first, first + count)
  uint64_t range_count = 0;  // 0: all
  double sample_rate = 1.0;  // spatial: keeps an object or not, by a hash of its id
  uint64_t sample_seed = 1;

  friend bool operator==(const TraceSource&, const TraceSource&) = default;
};

// A decoded trace in a sealed memory file. Immutable, shared.
struct DecodedTrace {
  std::shared_ptr<const UniqueFd> data;
  uint64_t data_bytes = 0;
  uint64_t request_count = 0;
  uint64_t object_count = 0;
  uint64_t footprint_bytes = 0;
  std::string content_hash;  // hex
};

// Errors are kInput: what is wrong, in which file, at which offset and record.
Result<DecodedTrace> DecodeTrace(const TraceSource& source);

}  // namespace gauntlet
