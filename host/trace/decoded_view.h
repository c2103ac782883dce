// Records of a decoded trace, in place.
#pragma once

#include <gauntlet/cache_trace.h>

#include <cstring>

#include "host/trace/memory_file.h"
#include "host/trace/request_reader.h"
#include "host/trace/trace.h"

namespace gauntlet {

class DecodedView {
 public:
  static Result<DecodedView> Open(const DecodedTrace& trace) {
    GAUNTLET_TRY(MappedFile map, MappedFile::Map(trace.data->get()));
    return DecodedView(std::move(map));
  }
  uint64_t size() const { return header_.record_count; }
  uint64_t object_count() const { return header_.object_count; }
  bool extended() const { return (header_.flags & GAUNTLET_CACHE_TRACE_EXTENDED) != 0; }
  std::span<const std::byte> bytes() const { return map_.bytes(); }

  // REQUIRES: index < size().
  gauntlet_cache_record_extended operator[](uint64_t index) const {
    gauntlet_cache_record_extended record = {};
    record.block_address = kNoAddress;
    std::memcpy(&record, map_.bytes().data() + sizeof header_ + index * header_.record_bytes,
                header_.record_bytes);
    return record;
  }

 private:
  explicit DecodedView(MappedFile map) : map_(std::move(map)) {
    GAUNTLET_ASSERT(map_.bytes().size() >= sizeof header_);
    std::memcpy(&header_, map_.bytes().data(), sizeof header_);
  }
  MappedFile map_;
  gauntlet_cache_trace_header header_ = {};
};

}  // namespace gauntlet
