// Bare keys, big-endian, unit size: traces of Caffeine's simulator. Negative keys are identities like any
// other.
#include "host/trace/fixed_records.h"
#include "host/trace/formats.h"

namespace gauntlet {
namespace {

struct ParseU32 {
  const char* operator()(const char* record, TraceRequest& out) const {
    out = {.id = LoadBig<uint32_t>(record)};
    return nullptr;
  }
};
struct ParseI32 {
  const char* operator()(const char* record, TraceRequest& out) const {
    out = {.id =
               static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(LoadBig<uint32_t>(record))))};
    return nullptr;
  }
};
struct ParseI64 {
  const char* operator()(const char* record, TraceRequest& out) const {
    out = {.id = LoadBig<uint64_t>(record)};
    return nullptr;
  }
};

}  // namespace

const TraceFormat kU32BeFormat = {
    .name = "u32be",
    .aliases = {"caffeine_u32be"},
    .endings = {".u32be"},
    .summary = "big-endian u32 keys, unit size",
    .open = &OpenFixedRecords<4, ParseU32>,
};
const TraceFormat kI32BeFormat = {
    .name = "i32be",
    .aliases = {"caffeine_i32be"},
    .endings = {".i32be"},
    .summary = "big-endian i32 keys, unit size",
    .open = &OpenFixedRecords<4, ParseI32>,
};
const TraceFormat kI64BeFormat = {
    .name = "i64be",
    .aliases = {"caffeine_i64be", "u64be"},
    .endings = {".i64be"},
    .summary = "big-endian i64 keys, unit size",
    .open = &OpenFixedRecords<8, ParseI64>,
};

}  // namespace gauntlet
