#include "host/trace/decode.h"

#include <fmt/format.h>
#include <gauntlet/cache.h>
#include <gauntlet/cache_trace.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "host/trace/dense_ids.h"
#include "host/trace/memory_file.h"
#include "host/trace/stream_hash.h"

namespace gauntlet {
namespace {

constexpr size_t kBatch = 8192;

uint64_t HalfOfMemoryBytes() {
  return static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) /
         2;
}

uint32_t RecordBytes(bool extended) {
  return extended ? sizeof(gauntlet_cache_record_extended) : sizeof(gauntlet_cache_record);
}

// Appends records to a memory file behind a header that is written last.
class TraceWriter {
 public:
  static Result<TraceWriter> Create(bool extended) {
    GAUNTLET_TRY(UniqueFd file, CreateMemoryFile("gauntlet-trace"));
    TraceWriter writer(std::move(file), extended);
    GAUNTLET_CHECK_OK(WriteAll(writer.file_.get(), std::as_bytes(std::span(&writer.header_, 1))));
    return writer;
  }

  Result<> Append(const TraceRequest& request, uint32_t time_s) {
    const uint32_t known = ids_.count();
    const uint32_t object = ids_.NumberOf(request.id);
    if (ids_.count() != known) header_.footprint_bytes += request.size_bytes;
    gauntlet_cache_record_extended record = {};
    record.base = {.object = object,
                   .size_bytes = request.size_bytes,
                   .time_s = time_s,
                   .tenant = request.tenant,
                   .operation = request.operation,
                   .reserved_zero = 0};
    record.ttl_s = request.ttl_s;
    record.block_address = request.address;
    const auto* bytes = reinterpret_cast<const std::byte*>(&record);
    buffer_.insert(buffer_.end(), bytes, bytes + header_.record_bytes);
    ++header_.record_count;
    return buffer_.size() >= (1u << 20) ? Flush() : Result<>{};
  }

  uint64_t record_count() const { return header_.record_count; }
  uint64_t bytes() const { return sizeof header_ + header_.record_count * header_.record_bytes; }

  Result<DecodedTrace> Finish() {
    GAUNTLET_CHECK_OK(Flush());
    header_.object_count = ids_.count();
    header_.content_hash = hash_->Digest().low;
    if (::pwrite(file_.get(), &header_, sizeof header_, 0) != sizeof header_) {
      return FailErrno(ErrorKind::kInternalError, "pwrite to a memory file");
    }
    return SealDecoded(std::move(file_));
  }

 private:
  TraceWriter(UniqueFd file, bool extended) : file_(std::move(file)), hash_(std::make_unique<StreamHash>()) {
    header_.magic = GAUNTLET_CACHE_TRACE_MAGIC;
    header_.record_bytes = RecordBytes(extended);
    header_.flags = extended ? GAUNTLET_CACHE_TRACE_EXTENDED : 0;
  }

  Result<> Flush() {
    hash_->Update(buffer_.data(), buffer_.size());
    auto written = WriteAll(file_.get(), buffer_);
    buffer_.clear();
    if (!written)
      return Fail(ErrorKind::kInternalError, "no memory for the decoded trace: " + written.error().message);
    return {};
  }

  UniqueFd file_;
  gauntlet_cache_trace_header header_ = {};
  DenseIds ids_;
  std::vector<std::byte> buffer_;
  std::unique_ptr<StreamHash> hash_;
};

// Time from the first request kept, in the record's 32 bits.
class Clock {
 public:
  Result<uint32_t> From(uint64_t time_s, const std::string& name, uint64_t record) {
    if (!started_) first_s_ = time_s;
    started_ = true;
    const uint64_t passed_s = time_s < first_s_ ? 0 : time_s - first_s_;
    if (passed_s <= 0xffffffffull) return static_cast<uint32_t>(passed_s);
    return Fail(
        ErrorKind::kInput,
        fmt::format("{}: record {} comes {} s after the first: is the time in seconds? (csv: time_unit)",
                    name, record, passed_s));
  }

 private:
  bool started_ = false;
  uint64_t first_s_ = 0;
};

// What is wrong with a decoded trace, or nullptr. `hash` becomes that of its records.
const char* CheckDecoded(std::span<const std::byte> bytes, gauntlet_cache_trace_header& header,
                         Hash128& hash) {
  if (bytes.size() < sizeof header) return "the header is cut";
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != GAUNTLET_CACHE_TRACE_MAGIC) return "wrong magic";
  if (header.flags > GAUNTLET_CACHE_TRACE_EXTENDED) return "unknown flags";
  if (header.record_bytes != RecordBytes(header.flags != 0)) return "wrong record size";
  if (header.reserved_zero[0] != 0 || header.reserved_zero[1] != 0) return "reserved bytes are not 0";
  const auto records = bytes.subspan(sizeof header);
  if (records.size() % header.record_bytes != 0) return "wrong length";
  if (records.size() / header.record_bytes != header.record_count) return "wrong length";
  hash = HashBytes(records);
  if (hash.low != header.content_hash) return "the records are not what the header's hash says";
  uint64_t objects = 0, footprint_bytes = 0;
  for (const std::byte* at = records.data(); at != records.data() + records.size();
       at += header.record_bytes) {
    gauntlet_cache_record record;
    std::memcpy(&record, at, sizeof record);
    if (record.object > objects) return "objects are not numbered by first appearance";
    if (record.object < objects) continue;
    ++objects;
    footprint_bytes += record.size_bytes;
  }
  if (objects != header.object_count) return "wrong number of objects";
  if (footprint_bytes != header.footprint_bytes) return "wrong footprint";
  return nullptr;
}

}  // namespace

bool SampleKeeps(uint64_t id, double rate, uint64_t seed) {
  if (rate >= 1.0) return true;
  uint64_t x = id + seed * 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdull;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ull;
  x ^= x >> 33;
  return static_cast<double>(x >> 11) * 0x1.0p-53 < rate;
}

Result<DecodedTrace> DecodeRequests(RequestReader& reader, const DecodeOptions& options) {
  GAUNTLET_TRY(TraceWriter writer, TraceWriter::Create(reader.extended()));
  const uint64_t rest = ~0ull - options.range_first;
  const uint64_t end = options.range_count == 0 || options.range_count > rest
                           ? ~0ull
                           : options.range_first + options.range_count;
  const uint64_t most_bytes = options.most_bytes == 0 ? HalfOfMemoryBytes() : options.most_bytes;
  std::vector<TraceRequest> batch(kBatch);
  Clock clock;
  uint64_t index = 0;
  while (index < end) {
    GAUNTLET_TRY(const size_t count, reader.Read(batch));
    if (count == 0) break;
    for (size_t i = 0; i < count; ++i, ++index) {
      const TraceRequest& request = batch[i];
      if (index < options.range_first || index >= end) continue;
      if (request.size_bytes == 0 && request.operation != GAUNTLET_CACHE_DELETE) continue;
      if (!SampleKeeps(request.id, options.sample_rate, options.sample_seed)) continue;
      GAUNTLET_TRY(const uint32_t time_s, clock.From(request.time_s, options.name, index));
      GAUNTLET_CHECK_OK(writer.Append(request, time_s));
      if (writer.bytes() > most_bytes)
        return Fail(
            ErrorKind::kInput,
            fmt::format("{}: more than {} MiB when decoded, by record {}: keep a part of it with `range:` or "
                        "`sample:`",
                        options.name, most_bytes >> 20, index));
    }
  }
  if (index == 0) return Fail(ErrorKind::kInput, options.name + ": holds no requests");
  if (writer.record_count() == 0) {
    return Fail(ErrorKind::kInput, fmt::format("{}: none of its {} requests is left after range and sampling",
                                               options.name, index));
  }
  return writer.Finish();
}

Result<DecodedTrace> SealDecoded(UniqueFd file) {
  GAUNTLET_CHECK_OK(SealMemoryFile(file.get()));
  GAUNTLET_TRY(const MappedFile map, MappedFile::Map(file.get()));
  gauntlet_cache_trace_header header = {};
  Hash128 hash;
  if (const char* trouble = CheckDecoded(map.bytes(), header, hash)) {
    return Fail(ErrorKind::kCorruptArtifact, std::string("decoded trace: ") + trouble);
  }
  return DecodedTrace{.data = std::make_shared<const UniqueFd>(std::move(file)),
                      .data_bytes = map.bytes().size(),
                      .request_count = header.record_count,
                      .object_count = header.object_count,
                      .footprint_bytes = header.footprint_bytes,
                      .content_hash = hash.Hex()};
}

}  // namespace gauntlet
