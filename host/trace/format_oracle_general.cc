// oracleGeneral of libCacheSim: 24 bytes a request, little-endian {u32 time_s, u64 id, u32 size, i64 next}.
// `next` tells the future and is not read.
#include "host/trace/fixed_records.h"
#include "host/trace/formats.h"

namespace gauntlet {
namespace {

struct ParseOracleGeneral {
  const char* operator()(const char* record, TraceRequest& out) const {
    out = {.id = LoadLittle<uint64_t>(record + 4),
           .time_s = LoadLittle<uint32_t>(record),
           .size_bytes = LoadLittle<uint32_t>(record + 12)};
    return nullptr;
  }
};

}  // namespace

const TraceFormat kOracleGeneralFormat = {
    .name = "oracle_general",
    .aliases = {"oracleGeneral", "oraclegeneral"},
    .endings = {".oraclegeneral.bin", ".oraclegeneral"},
    .summary = "24 B little-endian {u32 time_s, u64 id, u32 size, i64 next} (libCacheSim)",
    .open = &OpenFixedRecords<24, ParseOracleGeneral>,
};

}  // namespace gauntlet
