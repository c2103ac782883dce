// Our own decoded traces (gauntlet/cache_trace.h) as an input: the header says how many records follow and
// what their hash is.
#include <gauntlet/cache.h>
#include <gauntlet/cache_trace.h>

#include "host/trace/fixed_records.h"
#include "host/trace/formats.h"
#include "host/trace/stream_hash.h"

namespace gauntlet {
namespace {

class GctReader : public RequestReader {
 public:
  GctReader(std::unique_ptr<ByteReader> input, const gauntlet_cache_trace_header& header)
      : input_(std::move(input)), header_(header) {}
  bool extended() const override { return (header_.flags & GAUNTLET_CACHE_TRACE_EXTENDED) != 0; }

  Result<size_t> Read(std::span<TraceRequest> out) override {
    const size_t record_bytes = header_.record_bytes;
    const uint64_t left = header_.record_count - input_->record();
    const size_t most = static_cast<size_t>(std::min<uint64_t>({out.size(), 4096, left}));
    GAUNTLET_TRY(const std::string_view bytes, input_->Peek(std::max<size_t>(most * record_bytes, 1)));
    if (most == 0) return Ended(bytes);
    const size_t count = std::min(most, bytes.size() / record_bytes);
    if (count == 0) {
      return input_->Wrong(input_->offset() + bytes.size(),
                           fmt::format("is cut: {} of {} bytes, {} records announced", bytes.size(),
                                       record_bytes, header_.record_count));
    }
    for (size_t i = 0; i < count; ++i) {
      if (const char* trouble = Parse(bytes.data() + i * record_bytes, out[i])) {
        input_->set_record(input_->record() + i);
        return input_->Wrong(input_->offset() + i * record_bytes, trouble);
      }
    }
    hash_.Update(bytes.data(), count * record_bytes);
    input_->Skip(count * record_bytes);
    input_->set_record(input_->record() + count);
    return count;
  }

 private:
  const char* Parse(const char* bytes, TraceRequest& out) const {
    gauntlet_cache_record_extended record = {};
    record.block_address = kNoAddress;
    std::memcpy(&record, bytes, header_.record_bytes);
    if (record.base.object >= header_.object_count) return "names an object beyond the header's count";
    if (record.base.operation > GAUNTLET_CACHE_DELETE) return "has an unknown operation";
    out = {.id = record.base.object,
           .time_s = record.base.time_s,
           .address = record.block_address,
           .size_bytes = record.base.size_bytes,
           .ttl_s = record.ttl_s,
           .tenant = record.base.tenant,
           .operation = record.base.operation};
    return nullptr;
  }

  Result<size_t> Ended(std::string_view more) {
    if (!more.empty()) return input_->Wrong(input_->offset(), "goes on after the last one announced");
    if (hash_.Digest().low != header_.content_hash) {
      return input_->Wrong(input_->offset(), "was the last; the records are not what the header's hash says");
    }
    return size_t{0};
  }

  std::unique_ptr<ByteReader> input_;
  gauntlet_cache_trace_header header_;
  StreamHash hash_;
};

Result<std::unique_ptr<RequestReader>> OpenGct(std::unique_ptr<ByteReader> input, const Json&) {
  gauntlet_cache_trace_header header = {};
  GAUNTLET_TRY(const std::string_view bytes, input->Peek(sizeof header));
  if (bytes.size() < sizeof header) {
    return input->Wrong(bytes.size(),
                        fmt::format("0: the header is cut: {} of {} bytes", bytes.size(), sizeof header));
  }
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != GAUNTLET_CACHE_TRACE_MAGIC)
    return input->Wrong(0, "0: the header's magic is not that of a .gct trace");
  const bool extended = (header.flags & GAUNTLET_CACHE_TRACE_EXTENDED) != 0;
  const size_t record_bytes =
      extended ? sizeof(gauntlet_cache_record_extended) : sizeof(gauntlet_cache_record);
  if (header.record_bytes != record_bytes || header.flags > GAUNTLET_CACHE_TRACE_EXTENDED) {
    return input->Wrong(8, "0: the header's record size and flags do not fit");
  }
  input->Skip(sizeof header);
  return std::make_unique<GctReader>(std::move(input), header);
}

}  // namespace

const TraceFormat kGctFormat = {
    .name = "gct",
    .aliases = {},
    .endings = {".gct"},
    .summary = "Gauntlet's decoded trace: header, then 16 or 32 B records",
    .open = &OpenGct,
};

}  // namespace gauntlet
