// A workload file (--workload, or an entry of a problem): what it says of traces that are there, and the first
// requests of what it generates.
#include <spdlog/spdlog.h>
#include <stdlib.h>

#include "host/trace/generator.h"
#include "host/workload/workload.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

constexpr size_t kMostRequests = 5000;

void PutTraces() {
  spdlog::set_level(spdlog::level::off);
  ::setenv("GAUNTLET_CACHE", "/proc/none", 1);  // every input would leave a file
  fuzz::PutFile("a.csv", "time,id,size\n0,7,100\n1,8,300\n2,7,100\n");
  fuzz::PutFile("b.txt", "3\n1\n3\n2\n");
}

// Tables of a million objects are as it should be, and take too long here.
bool IsModest(const Json& json) {
  if (json.is_number()) return !(json.get<double>() > 1e5);
  for (const Json& part : json)
    if (part.is_primitive() ? part.is_number() && part.get<double>() > 1e5 : !IsModest(part)) return false;
  return true;
}

Result<> Generate(const Json& options) {
  GAUNTLET_TRY(const auto reader, OpenGenerator(options));
  std::vector<TraceRequest> batch(1000);
  for (size_t read = 0; read < kMostRequests;) {
    GAUNTLET_TRY(const size_t n, reader->Read(batch));
    if (n == 0) break;
    read += n;
  }
  return {};
}

Result<> Read(std::string_view yaml) {
  GAUNTLET_TRY(const auto entries, LoadWorkloadFile(fuzz::PutFile("workload.yaml", yaml)));
  for (const WorkloadEntry& entry : entries) {
    GAUNTLET_TRY(const Json generate, entry.settings.Value("generate"));
    if (!generate.is_null()) {
      if (IsModest(generate)) GAUNTLET_CHECK_OK(Generate(generate));
      continue;
    }
    GAUNTLET_TRY(const auto workloads, LoadWorkloads("cache", {entry}));
    for (const Workload& workload : workloads) GAUNTLET_ASSERT(workload.data && workload.request_count > 0);
  }
  return {};
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool put = (gauntlet::PutTraces(), true);
  static_cast<void>(put);
  const gauntlet::fuzz::Input input(data, size);
  if (const auto read = gauntlet::Read(input.rest()); !read) gauntlet::fuzz::CheckError(read.error());
  return 0;
}
