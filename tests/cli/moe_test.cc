// Expert balancing as a user meets it: a recorded history as a workload, measured time beside the metrics, and
// constraints on both.
#include <algorithm>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class Moe : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    std::ofstream json(folder_ / "expert-load.json");
    json << R"({"load_history": [)";
    for (int step = 0; step < 12; ++step) {
      json << (step > 0 ? ", " : "") << R"({"logical_expert_load": [[)";
      for (int e = 0; e < 8; ++e) json << (e > 0 ? ", " : "") << (step * 7 + e * 5) % 23;
      json << "]]}";
    }
    json << "]}";
    Put("recorded.yaml", "name: recorded\nload: expert-load.json\nwindow_steps: 2\n" + Cluster());
  }
  static std::string Cluster() { return "replicas: 12\ngroups: 4\nnodes: 2\ngpus: 4\ntop_k: 2\n"; }
  void Put(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  static std::string Baseline(const std::string& name) {
    return std::string(GAUNTLET_SOURCE_DIR) + "/problems/moe_balance/baselines/" + name + ".cc";
  }
  Json Result(const Output& output) const { return output.json()["results"][0]; }
};

TEST_F(Moe, ARecordedHistoryIsScoredWithItsTimeAndThePublishedFormulas) {
  const Output output =
      Run("eval moe_balance " + Baseline("eplb") + " --workload recorded.yaml --verify --json");
  ASSERT_EQ(output.code, 0) << output.out << output.err;
  const Json result = Result(output);
  EXPECT_TRUE(result["confirmed"]);
  EXPECT_EQ(result["workloads"][0]["metrics"]["windows"], 5);
  for (const char* name : {"balancedness_gpu", "balancedness_expert", "migration_bytes", "rebalance_ms",
                           "tokens_per_s", "step_ms_p99"})
    EXPECT_TRUE(result["metrics"].contains(name)) << name;
  const double gpu = result["metrics"]["balancedness_gpu"], ms = result["metrics"]["rebalance_ms"];
  ASSERT_GT(ms, 0);
  EXPECT_LE(ms, result["timing_ms"]["cpu"].get<double>() / 6 + 0.01)
      << "the least of all runs: no more than of the first";
  EXPECT_NEAR(result["resources"]["published_a"].get<double>(), 90 * gpu + 5 * std::min(2 / ms, 2.0), 1e-9);
  EXPECT_NEAR(result["resources"]["published_c"].get<double>(), (gpu + 20 / ms) / 2, 1e-6);
  EXPECT_FALSE(result["workloads"][0]["metrics"].contains("rebalance_ms")) << "no metric of a simulator";
}

TEST_F(Moe, ABrokenHistoryIsAnInputErrorWithItsPlace) {
  const std::string text = ReadAll(folder_ / "expert-load.json");
  Put("expert-load.json", text.substr(0, text.size() / 2));
  const Output output = Run("eval moe_balance " + Baseline("eplb") + " --workload recorded.yaml");
  EXPECT_EQ(output.code, 2);
  EXPECT_THAT(output.err, HasSubstr("expert-load.json: byte " + std::to_string(text.size() / 2 + 1)));
}

TEST_F(Moe, AnIllegalPlacementIsAVerdictThatNamesLayerAndExpert) {
  Put("illegal.cc", R"(#include <gauntlet/sdk/moe_policy.hpp>
class Illegal : public gauntlet::moe::Policy {
 public:
  bool rebalance(const View& view, Placement& placement) {
    for (uint32_t slot = 0; slot < config().replicas; ++slot) placement.set(0, slot, 3);
    return view.rebalances() == 1;
  }
};
GAUNTLET_MOE_POLICY(Illegal)
)");
  const Output output = Run("eval moe_balance illegal.cc --workload recorded.yaml --json");
  EXPECT_EQ(output.code, 1);
  const Json verdict = Result(output)["verdict"];
  EXPECT_EQ(verdict["kind"], "invalid_decision");
  EXPECT_EQ(verdict["detail"]["request"], 1);
  EXPECT_THAT(verdict["reason"].get<std::string>(), HasSubstr("layer 0: expert 0 has no replica"));
}

// A time that no balancer keeps to, and bytes: both are said, and the score stays.
TEST_F(Moe, WhoMovesTooMuchOrTakesTooLongIsInfeasible) {
  fs::create_directories(folder_ / "tight");
  const auto problem = [&](const std::string& constraints) {
    Put("tight/problem.yaml",
        "name: tight\ndomain: moe\ninterface: policy\nseed: " + Baseline("eplb") +
            "\nobjective: {metric: gpu_imbalance, reference: static_gpu_imbalance, form: bounded_reduction}\n"
            "constraints:\n" +
            constraints +
            "workloads:\n  - {name: g, generate: {seed: 1, layers: 2, experts: 8, "
            "windows: 9, drift: 0.3}, replicas: 12, gpus: 4}\n");
    return Run("eval tight " + Baseline("eplb") + " --json");
  };
  const Output slow = problem(
      "  - {metric: rebalance_ms, at_most: 1.0e-9, measured: true}\n"
      "  - {metric: migration_bytes, at_most: 1}\n");
  ASSERT_EQ(slow.code, 0) << slow.out << slow.err;
  EXPECT_EQ(Result(slow)["infeasible"].size(), 2u);
  EXPECT_FALSE(Result(slow)["score"].is_null());
  EXPECT_EQ(Result(slow)["workloads"][0]["name"], "synthetic-g");
  const Output unsaid = problem("  - {metric: rebalance_ms, at_most: 1}\n");
  EXPECT_EQ(unsaid.code, 2);
  EXPECT_THAT(unsaid.err, HasSubstr("rebalance_ms is measured by a clock"));
}

}  // namespace
}  // namespace gauntlet
