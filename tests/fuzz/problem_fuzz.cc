// A problem.yaml as somebody else wrote it, up to the campaign's configuration that follows from it.
#include "host/campaign/config.h"
#include "host/problem/problem.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

Result<> Read(std::string_view yaml) {
  static const std::string kSeed = fuzz::PutFile("seed.cc", "// a policy\n");
  GAUNTLET_TRY(const Problem problem, LoadProblem(fuzz::PutFile("problem.yaml", yaml)));
  GAUNTLET_ASSERT(!problem.workloads.empty());
  GAUNTLET_TRY(const CampaignConfig config, ConfigFor(problem, Json()));
  const Json written = ConfigToJson(config);
  const auto again = ConfigFromJson(written);
  GAUNTLET_ASSERT(again && ConfigToJson(*again) == written);
  return {};
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const gauntlet::fuzz::Input input(data, size);
  if (const auto read = gauntlet::Read(input.rest()); !read) gauntlet::fuzz::CheckError(read.error());
  return 0;
}
