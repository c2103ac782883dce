#include "host/harness/protocol.h"

#include <gtest/gtest.h>

namespace gauntlet {
namespace {

Evaluation From(const std::string& output) {
  CageEnd end;
  end.output = output;
  return EvaluationOf(end, {4, 7}, {"cost"});
}

std::string ReasonOf(const std::string& output) {
  const Evaluation evaluation = From(output);
  return evaluation.verdict.ok() ? "ok" : evaluation.verdict.failure()->reason;
}

TEST(Protocol, AnAnswerIsOneSimulationForEachWorkload) {
  const Evaluation good =
      From(R"({"simulations": [{"metrics": {"cost": 3, "x": -1}}, {"metrics": {"cost": 2.5, "x": 0}}]})");
  ASSERT_TRUE(good.verdict.ok()) << good.verdict.ToJson().dump();
  EXPECT_EQ(good.simulations[0].workload, 4u);
  EXPECT_EQ(good.simulations[1].workload, 7u);
  EXPECT_TRUE(FindMetric(good.simulations[0].metrics, "cost")->is_count);
  EXPECT_EQ(FindMetric(good.simulations[1].metrics, "cost")->Value(), 2.5);
  EXPECT_EQ(FindMetric(good.simulations[0].metrics, "x")->Value(), -1);
}

TEST(Protocol, WhatIsNoAnswerIsNoResultAndSaysWhy) {
  const auto has = [](const std::string& output, const std::string& what) {
    EXPECT_EQ(From(output).verdict.kind(), VerdictKind::kNoResult) << output;
    EXPECT_NE(ReasonOf(output).find(what), std::string::npos) << ReasonOf(output);
  };
  has("", "no answer");
  has("[]", "no answer");
  has(R"({"simulations": [{"metrics": {"cost": 1}}]})", "2 simulations are expected");
  has(R"({"simulations": [{"metrics": {"cost": 1}}, {"metrics": {"price": 1}}]})", "cost is missing");
  has(R"({"simulations": [{"metrics": {"cost": 1}}, {"metrics": {"cost": 1, "a": 2}}]})",
      "different metrics");
  has(R"({"simulations": [{"metrics": {"cost": "1"}}, {"metrics": {"cost": 1}}]})", "no number");
  has(R"({"simulations": [{"metrics": {"cost": 1e999}}, {"metrics": {"cost": 1}}]})", "");
  has(R"({"simulations": [{"metrics": {"cost": 1, "\u001b[2J": 1}}, {"metrics": {"cost": 1}}]})",
      "named with");
  has(R"({"failure": {"kind": "ok", "reason": ""}})", "no kind of failure");
  has(R"({"failure": {"kind": "duplicate", "reason": ""}})", "no kind of failure");
  has(std::string(100000, '['), "nests too deep");
}

TEST(Protocol, WhatAProgramSaysIsBoundedAndPrintable) {
  const Evaluation failed =
      From(R"({"failure": {"kind": "timeout", "reason": "slow\u001b[31m", "step": 3, "on": "a\u0007",
                                      "list": [1]}})");
  ASSERT_EQ(failed.verdict.kind(), VerdictKind::kTimeout);
  EXPECT_EQ(failed.verdict.failure()->reason, "slow?[31m");
  EXPECT_EQ(failed.verdict.failure()->detail, (Json{{"step", 3}, {"on", "a?"}}));
  CageEnd end;
  end.code = 3;
  end.complaint = "first\nlast \xff\x1b\n";
  EXPECT_EQ(EvaluationOf(end, {0}, {}).verdict.failure()->reason,
            "the simulator's program ended with exit code 3: last ??");
}

}  // namespace
}  // namespace gauntlet
