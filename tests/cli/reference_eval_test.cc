// The baselines through the command line on real traces, against the figures of another simulator.
#include <map>

#include "simulators/cache/harness/published.h"
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

using cache_simulator::PublishedRow;

class Reference : public Cli {
 protected:
  // A workload file of this trace, with a capacity as the row has it.
  void WriteWorkload(const fs::path& cache, const PublishedRow& row) const {
    const std::map<std::string, std::pair<const char*, const char*>> files = {
        {"cloudPhysicsIO.oracleGeneral", {"cloudPhysicsIO.oracleGeneral.bin", "oracle_general"}},
        {"caffeine/2_pools", {"caffeine/lirs/2_pools.trace.gz", "lirs_text"}},
        {"caffeine/multi1", {"caffeine/lirs/multi1.trace.gz", "lirs_text"}},
        {"caffeine/web12", {"caffeine/cache2k/web12.trace.xz", "i32be"}}};
    const auto& [file, format] = files.at(row.trace);
    std::ofstream(folder_ / "w.yaml") << fmt::format("name: w\ntrace: {}\nformat: {}\ncapacity: {{{}: {}}}\n",
                                                     fs::absolute(cache / file).string(), format,
                                                     row.unit_size ? "objects" : "bytes", row.capacity);
  }
};

TEST_F(Reference, MissesOfFifoLruAndArcAreThoseOfTheReference) {
  const std::vector<PublishedRow> rows = cache_simulator::ReadPublishedRows();
  if (rows.empty()) GTEST_SKIP() << "no " << cache_simulator::PublishedRowsPath();
  const std::map<std::string, std::string> policies = {{"FIFO", "fifo"}, {"LRU", "lru"}, {"ARC", "arc"}};
  std::map<std::string, int> seen;  // rows of a trace and policy: every fifth is asked for
  int checked = 0;
  for (const PublishedRow& row : rows) {
    const bool known = row.trace == "cloudPhysicsIO.oracleGeneral" || row.trace == "caffeine/2_pools" ||
                       row.trace == "caffeine/multi1" || row.trace == "caffeine/web12";
    if (!known || !policies.contains(row.algorithm)) continue;
    if (seen[row.trace + row.algorithm + (row.unit_size ? "1" : "0")]++ % 5 != 0) continue;
    WriteWorkload(cache_simulator::SharedData() / "cache", row);
    const fs::path source =
        fs::absolute(fmt::format("problems/cache_miss_ratio/baselines/{}.cc", policies.at(row.algorithm)));
    const Output o = Run(fmt::format("eval cache_miss_ratio '{}' --workload w.yaml --json", source.string()));
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(o.json()["results"][0]["workloads"][0]["metrics"]["misses"], row.misses)
        << row.trace << " " << row.algorithm << " " << row.capacity;
    ++checked;
  }
  EXPECT_GE(checked, 12);
}

}  // namespace
}  // namespace gauntlet
