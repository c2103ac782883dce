#include "host/trace/convert.h"

#include <fmt/format.h>
#include <gauntlet/cache.h>

#include <iterator>
#include <vector>

#include "host/trace/byte_sink.h"
#include "host/trace/decoded_view.h"
#include "host/trace/request_reader.h"

namespace gauntlet {
namespace {

constexpr size_t kPiece = 1 << 20;

// next[i]: 1 + index of the next request of the same object, or -1.
std::vector<int64_t> NextAccesses(const DecodedView& trace) {
  std::vector<int64_t> next(trace.size());
  std::vector<int64_t> later(trace.object_count(), -1);
  for (uint64_t i = trace.size(); i-- > 0;) {
    const uint32_t object = trace[i].base.object;
    next[i] = later[object];
    later[object] = static_cast<int64_t>(i) + 1;
  }
  return next;
}

template <class T>
void Put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

Result<> WriteOracleGeneral(const DecodedView& trace, ByteSink& sink) {
  const std::vector<int64_t> next = NextAccesses(trace);
  std::string piece;
  for (uint64_t i = 0; i < trace.size(); ++i) {
    const auto record = trace[i].base;
    Put<uint32_t>(piece, record.time_s);
    Put<uint64_t>(piece, record.object);
    Put<uint32_t>(piece, record.size_bytes);
    Put<int64_t>(piece, next[i]);
    if (piece.size() < kPiece && i + 1 < trace.size()) continue;
    GAUNTLET_CHECK_OK(sink.Write(piece));
    piece.clear();
  }
  return {};
}

// Which columns of a csv say anything.
struct CsvColumns {
  bool operation = false, tenant = false, ttl = false, address = false;

  explicit CsvColumns(const DecodedView& trace) {
    for (uint64_t i = 0; i < trace.size(); ++i) {
      const auto record = trace[i];
      operation |= record.base.operation != GAUNTLET_CACHE_READ;
      tenant |= record.base.tenant != 0;
      ttl |= record.ttl_s != 0;
      address |= record.block_address != kNoAddress;
    }
  }
};

void AppendCsvRow(std::string& out, const gauntlet_cache_record_extended& record, const CsvColumns& columns) {
  static constexpr const char* kOperations[] = {"read", "write", "delete"};
  const auto& base = record.base;
  const auto end = std::back_inserter(out);
  fmt::format_to(end, "{},{},{}", base.time_s, base.object, base.size_bytes);
  if (columns.operation) fmt::format_to(end, ",{}", kOperations[base.operation % 3]);
  if (columns.tenant) fmt::format_to(end, ",{}", base.tenant);
  if (columns.ttl) fmt::format_to(end, ",{}", record.ttl_s);
  if (columns.address) fmt::format_to(end, ",{}", record.block_address);
  out += '\n';
}

Result<> WriteCsv(const DecodedView& trace, ByteSink& sink) {
  const CsvColumns columns(trace);
  std::string piece = "time,id,size";
  if (columns.operation) piece += ",op";
  if (columns.tenant) piece += ",tenant";
  if (columns.ttl) piece += ",ttl";
  if (columns.address) piece += ",address";
  piece += '\n';
  for (uint64_t i = 0; i < trace.size(); ++i) {
    AppendCsvRow(piece, trace[i], columns);
    if (piece.size() < kPiece && i + 1 < trace.size()) continue;
    GAUNTLET_CHECK_OK(sink.Write(piece));
    piece.clear();
  }
  return {};
}

Result<> WriteGct(const DecodedView& trace, ByteSink& sink) {
  return sink.Write({reinterpret_cast<const char*>(trace.bytes().data()), trace.bytes().size()});
}

}  // namespace

Result<> WriteTrace(const DecodedTrace& trace, const std::filesystem::path& path,
                    const ConvertOptions& options) {
  GAUNTLET_TRY(const TraceFormat* format, options.format.empty() ? GuessTraceFormat(path.filename().string())
                                                                 : FindTraceFormat(options.format));
  const auto write = format->name == "oracle_general" ? &WriteOracleGeneral
                     : format->name == "csv"          ? &WriteCsv
                     : format->name == "gct"          ? &WriteGct
                                                      : nullptr;
  if (write == nullptr) {
    return Fail(ErrorKind::kInput,
                fmt::format("{}: traces are written as oracle_general, csv or gct, not as {}", path.string(),
                            format->name));
  }
  GAUNTLET_TRY(const DecodedView view, DecodedView::Open(trace));
  GAUNTLET_TRY(ByteSink sink, ByteSink::Create(path, options.zstd_level));
  GAUNTLET_CHECK_OK(write(view, sink));
  return sink.Finish();
}

}  // namespace gauntlet
