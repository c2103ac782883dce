// The spot baselines against the figures of the published protocol in ../shared/data/reference/spot.csv, cell by cell,
// and against the same policies written a second time inside the simulator.
#include <gauntlet/spot.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "host/trace/memory_file.h"
#include "host/workload/workload.h"
#include "simulators/common/harness/harness.h"
#include "simulators/spot/module.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

using simulators::OpenedWorkload;
using simulators::Outcome;

const fs::path kSpotData = fs::path(GAUNTLET_SOURCE_DIR) / "../shared/data/spot";

#define SKIP_WITHOUT_SHARED_DATA() \
  if (!fs::exists(kSpotData)) GTEST_SKIP() << "no ../shared/data/spot"

simulators::Policy Baseline(const std::string& problem, const std::string& name) {
  auto policy =
      simulators::LoadPolicy(fs::path(GAUNTLET_BUILD_DIR) / "tests/baselines" / problem / (name + ".so"),
                             GAUNTLET_SPOT_POLICY_INTERFACE);
  EXPECT_TRUE(policy) << policy.error().message;
  return *policy;
}

struct Cell {
  std::string name;
  OpenedWorkload opened;
};

std::vector<Cell> Load(const std::string& yaml) {
  const fs::path file = fs::path(::testing::TempDir()) / "spot_baselines.yaml";
  std::ofstream(file) << yaml;
  std::vector<Cell> out;
  const auto entries = LoadWorkloadFile(file);
  EXPECT_TRUE(entries) << entries.error().message;
  const auto workloads = LoadWorkloads("spot", *entries);
  EXPECT_TRUE(workloads) << workloads.error().message;
  for (const Workload& w : *workloads) {
    const auto map = MappedFile::Map(w.data->get());
    const auto* bytes = reinterpret_cast<const uint8_t*>(map->bytes().data());
    auto opened =
        OpenedWorkload::Open(*spot_simulator::Simulator(), {bytes, bytes + map->bytes().size()}, w.params);
    EXPECT_TRUE(opened) << w.name << ": " << opened.error().message;
    out.push_back({w.name, *opened});
  }
  return out;
}

std::vector<Cell> Published() {
  return Load("semantics: adrs_compat\nwindows: " + (kSpotData / "adrs_cant_be_late_windows.csv").string() +
              "\ntraces: " + (kSpotData / "spot-traces/availability/1-node/aws-10-26-2022").string() +
              "\ndeadline_hours: [52, 70]\non_demand_usd_per_hour: 3.06\nspot_usd_per_hour: 0.9731\n");
}

double MeanOver(const std::vector<Cell>& cells, const simulators::Policy& policy) {
  double sum = 0;
  for (const Cell& cell : cells) {
    const Outcome outcome = cell.opened.Run(policy);
    EXPECT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
    EXPECT_EQ(outcome.Count("deadline_misses"), 0u);
    sum += outcome.Real("mean_cost_usd");
  }
  return sum / static_cast<double>(cells.size());
}

TEST(SpotBaselines, CostWhatThePublishedProtocolSaysOverAll1080Simulations) {
  SKIP_WITHOUT_SHARED_DATA();
  const std::vector<Cell> cells = Published();
  ASSERT_EQ(cells.size(), 36u);
  EXPECT_NEAR(MeanOver(cells, Baseline("spot_single_region", "greedy")), 119.03453876543, 1e-9);
  EXPECT_NEAR(MeanOver(cells, Baseline("spot_single_region", "uniform_progress")), 101.68271064815, 1e-9);
  EXPECT_NEAR(MeanOver(cells, Baseline("spot_single_region", "on_demand")), 147.39, 1e-9);
}

TEST(SpotBaselines, CostWhatThePublishedProtocolSaysInEveryCell) {
  SKIP_WITHOUT_SHARED_DATA();
  std::map<std::string, std::pair<double, double>> published;  // mean and standard deviation
  std::ifstream in(kSpotData / "../reference/spot.csv");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::stringstream row(line);
    std::string policy, zone, deadline, overhead, count, mean, deviation;
    for (std::string* field : {&policy, &zone, &deadline, &overhead, &count, &mean, &deviation})
      std::getline(row, *field, ',');
    policy = policy.substr(0, policy.find('('));
    published[policy + " " + zone + "-" + deadline + "h-" + overhead + "h"] = {std::stod(mean),
                                                                               std::stod(deviation)};
  }
  ASSERT_EQ(published.size(), 3 * 36u);
  for (const Cell& cell : Published()) {
    const Outcome reference = cell.opened.Reference();
    for (const std::string& policy : std::vector<std::string>{"on_demand", "greedy", "uniform_progress"}) {
      const auto found = published.find(policy + " " + cell.name);
      ASSERT_NE(found, published.end()) << cell.name;
      const Outcome outcome = cell.opened.Run(Baseline("spot_single_region", policy));
      EXPECT_NEAR(outcome.Real("mean_cost_usd"), found->second.first, 1e-9) << policy << " " << cell.name;
      EXPECT_NEAR(outcome.Real("std_cost_usd"), found->second.second, 1e-9) << policy << " " << cell.name;
      EXPECT_DOUBLE_EQ(reference.Real(policy + "_cost_usd"), outcome.Real("mean_cost_usd")) << cell.name;
      EXPECT_LE(reference.Real("bound_cost_usd"), outcome.Real("mean_cost_usd") + 1e-9);
    }
  }
}

TEST(SpotBaselines, GreedyOverRegionsCostsWhatThePublishedProtocolSays) {
  SKIP_WITHOUT_SHARED_DATA();
  const std::pair<const char*, int> scenarios[] = {
      {"us-east-1a_v100_1, us-east-1c_v100_1", 8},
      {"us-east-2a_v100_1, us-west-2a_v100_1", 8},
      {"us-east-1a_v100_1, us-east-2b_v100_1, us-west-2c_v100_1", 6},
      {"us-east-1a_v100_1, us-east-1c_v100_1, us-east-1d_v100_1", 6},
      {"us-east-1a_v100_1, us-east-1f_v100_1, us-west-2a_v100_1, us-west-2b_v100_1, us-east-2b_v100_1", 4},
      {"us-east-2a_v100_1, us-west-2c_v100_1, us-east-1d_v100_1, us-east-2b_v100_1, us-west-2a_v100_1, "
       "us-east-1f_v100_1, us-east-1a_v100_1, us-west-2b_v100_1, us-east-1c_v100_1",
       2}};
  std::string yaml = "workloads:\n";
  for (const auto& [regions, jobs] : scenarios)
    yaml += "  - {name: s" + std::to_string(yaml.size()) + ", semantics: adrs_compat, windows: " +
            (kSpotData / "adrs_cant_be_late_multi_windows.csv").string() +
            ", traces: " + (kSpotData / "spot-traces/availability/1-node/aws-02-15-2023").string() +
            ", regions: [" + regions + "], jobs: " + std::to_string(jobs) +
            ", deadline_hours: 52, overhead_hours: 0.2}\n";
  const std::vector<Cell> cells = Load(yaml);
  ASSERT_EQ(cells.size(), 6u);
  EXPECT_NEAR(MeanOver(cells, Baseline("spot_multi_region", "greedy")), 82.18692369213043, 1e-9);
}

TEST(SpotBaselines, MultiNodeAndPreemptionTracesReadToo) {
  SKIP_WITHOUT_SHARED_DATA();
  const std::string traces = (kSpotData / "spot-traces").string();
  for (const std::string& yaml : std::vector<std::string>{
           "traces: " + traces + "/availability/16-node/aws-08-27-2023\nnodes: 16\n",
           "traces: " + traces + "/preemption/4-node/aws-08-03-2023\nnodes: 4\n",
           "traces: " + traces + "/preemption/1-node/aws-04-22-2023\nnotice_s: 120\n",
           "traces: " + traces + "/preemption/1-node/gcp-04-30-2023\non_demand_usd_per_hour: 3.76\n"}) {
    const auto cells =
        Load(yaml + "work_hours: 20\ndeadline_hours: 26\noverhead_hours: 0.1\nwindows: {every_hours: 26}\n");
    ASSERT_FALSE(cells.empty());
    for (const Cell& cell : cells) {
      const Outcome outcome = cell.opened.Run(Baseline("spot_single_region", "uniform_progress"));
      ASSERT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
      EXPECT_GT(outcome.Count("simulations"), 0u);
      EXPECT_EQ(outcome.Count("deadline_misses"), 0u) << cell.name;
    }
  }
}

constexpr const char* kMadeUp =
    "generate:\n"
    "  seed: 5\n"
    "  days: 40\n"
    "  zones:\n"
    "    - {name: us-east-1a_v100_1, up_hours: 0.5, down_hours: 1, area_pull: 1, price_sigma: 0.1}\n"
    "    - {name: us-east-1b_v100_1, up_hours: 2, down_hours: 0.5, area_pull: 1, daily: 0.5}\n"
    "    - {name: us-west-2a_v100_1, up_hours: 4, up_sigma: 1.5, down_hours: 0.3}\n"
    "windows: {every_hours: 50}\n"
    "deadline_hours: [50, 60]\n"
    "overhead_hours: 0.1\n";
constexpr const char* kRules =
    "launch_delay_s: 120\ncheckpoint_s: 60\ncheckpoint_ticks: 4\nnotice_s: 30\nprobe_s: 60\ncheckpoint_gb: "
    "10\n"
    "egress_usd_per_gb: {same_area: 0.01, other_area: 0.02}\n";

TEST(SpotBaselines, AreInTimeUnderStrictRulesAndThoseThatTheSimulatorKnows) {
  const auto single = Load(std::string(kMadeUp) + kRules);
  const auto multi = Load(std::string(kMadeUp) + kRules +
                          "regions: [us-east-1a_v100_1, us-east-1b_v100_1, us-west-2a_v100_1]\n");
  const auto check = [](const std::vector<Cell>& cells, const std::string& problem,
                        const std::vector<std::string>& names) {
    for (const Cell& cell : cells) {
      const Outcome reference = cell.opened.Reference();
      for (const std::string& name : names) {
        const Outcome outcome = cell.opened.Run(Baseline(problem, name));
        ASSERT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
        EXPECT_EQ(outcome.Count("deadline_misses"), 0u) << problem << " " << name << " " << cell.name;
        EXPECT_LE(reference.Real("bound_cost_usd"), outcome.Real("mean_cost_usd") + 1e-9);
        if (name == "greedy" || name == "uniform_progress" || name == "on_demand")
          EXPECT_DOUBLE_EQ(reference.Real(name + "_cost_usd"), outcome.Real("mean_cost_usd")) << name;
      }
    }
  };
  check(single, "spot_single_region",
        {"on_demand", "greedy", "time_sliced", "uniform_progress", "uniform_progress_eager", "seed"});
  check(multi, "spot_multi_region", {"on_demand", "greedy", "uniform_progress", "cheapest", "seed"});
}

}  // namespace
}  // namespace gauntlet
