// The JSON columns of a candidate's row in a campaign file, one a line.
#include <array>

#include "host/store/row.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gauntlet;
  Row row;
  const std::array columns = {&row.parents, &row.edits,     &row.verdict,  &row.stage_scores,
                              &row.metrics, &row.workloads, &row.features, &row.timing_ms};
  std::string_view rest = fuzz::Input(data, size).rest();
  for (std::string* column : columns) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    *column = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto candidate = FromRow(row);
  if (!candidate) {
    fuzz::CheckError(candidate.error());
    return 0;
  }
  const Row written = ToRow(*candidate);
  const auto again = FromRow(written);
  GAUNTLET_ASSERT(again && ToRow(*again).Checksum() == written.Checksum());
  GAUNTLET_ASSERT(!DumpJson(CandidateToJson(*candidate)).empty());
  return 0;
}
