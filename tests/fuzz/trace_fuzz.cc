// Traces of every format. Byte 0 chooses the format (and a csv's columns), the rest is the file, packed or not.
// What decodes must be a workload that the cache simulator takes.
#include <array>

#include "host/trace/decode.h"
#include "host/trace/memory_file.h"
#include "host/trace/request_reader.h"
#include "host/trace/trace_info.h"
#include "simulators/cache/workload.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

struct Choice {
  const char* format;
  const char* columns;
};
// Corpora name these by number: new ones go to the end.
constexpr std::array<Choice, 16> kChoices = {{
    {"oracle_general", ""},
    {"csv", ""},
    {"text", ""},
    {"lirs_text", ""},
    {"adapt_size", ""},
    {"vscsi", ""},
    {"u32be", ""},
    {"i32be", ""},
    {"i64be", ""},
    {"gct", ""},
    {"csv", R"({"id": 1})"},
    {"csv", R"({"id": 2, "time": 1, "size": 3, "time_unit": "us", "header": false})"},
    {"csv", R"({"id": 1, "text_ids": true, "op": 2, "ttl": 3, "delimiter": ";"})"},
    {"csv", R"({"id": "key", "size": "len", "delimiter": "tab"})"},
    {"csv", R"({"id": 4096})"},
    {"csv", R"({"id": 3, "tenant": 1, "address": 2, "text_ids": true, "delimiter": "\""})"},
}};
constexpr uint64_t kMostRequests = 20000;

void CheckSimulatorTakesIt(const DecodedTrace& trace) {
  const auto map = MappedFile::Map(trace.data->get());
  GAUNTLET_ASSERT(map);
  const gauntlet_param capacity = {"capacity_bytes", "1000", 1000, 1000};
  const gauntlet_workload workload = {sizeof workload, 1, &capacity,
                                      reinterpret_cast<const uint8_t*>(map->bytes().data()),
                                      map->bytes().size()};
  gauntlet_fault fault = {};
  GAUNTLET_ASSERT(cache_simulator::Workload().Open(workload, &fault) == GAUNTLET_OK);
}

Result<> Read(const Choice& choice, std::string_view bytes) {
  const Json columns = *choice.columns == 0 ? Json() : Json::parse(choice.columns);
  GAUNTLET_TRY(const auto reader, OpenRequests(MemorySource("t", bytes), choice.format, columns));
  GAUNTLET_TRY(const DecodedTrace trace,
               DecodeRequests(*reader, {.name = "t", .range_count = kMostRequests}));
  GAUNTLET_ASSERT(trace.request_count <= kMostRequests && trace.object_count <= trace.request_count);
  const auto info = InfoOf(trace);
  GAUNTLET_ASSERT(info && info->requests == trace.request_count);
  CheckSimulatorTakesIt(trace);
  return {};
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::fuzz::Input input(data, size);
  const auto& choice = gauntlet::kChoices[input.Take<uint8_t>() % gauntlet::kChoices.size()];
  if (const auto read = gauntlet::Read(choice, input.rest()); !read) gauntlet::fuzz::CheckError(read.error());
  return 0;
}
