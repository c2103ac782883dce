#include "host/evaluate/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet {
namespace {

// Over the wire and back.
template <class T>
Result<T> Travel(const Json& json) {
  return FromJson<T>(Json::from_cbor(Json::to_cbor(json)));
}

TEST(Wire, CarriesAnEvaluationToTheLastBit) {
  EvaluationAnswer sent;
  sent.evaluation.verdict = Failure{VerdictKind::kCrash, Stage::kEvaluate, "why", {{"request", 7}}};
  sent.evaluation.simulations = {
      {3, {{"requests", true, 1ull << 63, 0}, {"ratio", false, 0, 0.1}, {"whole", false, 0, 3.0}}, 5, ~0ull}};
  sent.evaluation.note = "note";
  sent.evaluation.fault_offset = 4096;
  sent.evaluation.cpu_ms = 1.5;
  sent.evaluation.peak_memory_bytes = 9;
  sent.logs = {{4096, 17, {{10, 8}, {12, 17}}}};
  sent.recycled = true;
  const auto got = Travel<EvaluationAnswer>(ToJson(sent));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->evaluation.verdict.kind(), VerdictKind::kCrash);
  EXPECT_EQ(got->evaluation.verdict.failure()->detail["request"], 7);
  ASSERT_EQ(got->evaluation.simulations.size(), 1u);
  EXPECT_EQ(got->evaluation.simulations[0].metrics, sent.evaluation.simulations[0].metrics);
  EXPECT_EQ(got->evaluation.simulations[0].answer_hash, ~0ull);
  EXPECT_EQ(got->evaluation.fault_offset, 4096u);
  EXPECT_EQ(got->logs[0].bytes, 17u);
  EXPECT_EQ(got->logs[0].cuts, sent.logs[0].cuts);
  EXPECT_TRUE(got->recycled);
}

TEST(Wire, CarriesQuestions) {
  const auto setup = Travel<WorkerSetup>(ToJson(
      WorkerSetup{WorkerRole::kBlockFed, "/s.so", "cache", "i/1", Isolation::kHot, {1.5, 2, 3}, 4, true}));
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->role, WorkerRole::kBlockFed);
  EXPECT_EQ(setup->isolation, Isolation::kHot);
  EXPECT_EQ(setup->limits.memory_bytes, 2u);
  EXPECT_TRUE(setup->altered_memory);
  const auto workload = Travel<WorkloadMessage>(
      ToJson(WorkloadMessage{"w", {{"k", "v"}}, 9, WorkloadFacts{64, 16, 5, 99, {1, 2}, 3}}));
  ASSERT_TRUE(workload);
  EXPECT_EQ(workload->params[0].second, "v");
  EXPECT_EQ(workload->facts->run_config, (std::vector<uint8_t>{1, 2}));
  EXPECT_EQ(workload->facts->block_records, 3u);
  const auto evaluate = Travel<EvaluateMessage>(ToJson(EvaluateMessage{{~0ull}, {2, 1}, true, 8}));
  ASSERT_TRUE(evaluate);
  EXPECT_EQ(evaluate->parameters[0], ~0ull);
  EXPECT_EQ(evaluate->workloads, (std::vector<uint32_t>{2, 1}));
}

TEST(Wire, TurnsAReportedErrorBackIntoOne) {
  const auto got = Travel<Metrics>(ErrorToJson({ErrorKind::kInput, "bad trace"}));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::kInput);
  EXPECT_EQ(got.error().message, "bad trace");
}

TEST(Wire, RejectsMalformedAnswersWithoutThrowing) {
  const Json good = ToJson(EvaluationAnswer{});
  EXPECT_TRUE(FromJson<EvaluationAnswer>(good));
  for (const auto& [key, value] : good.items()) {
    Json missing = good, wrong = good;
    missing.erase(key);
    wrong[key] = Json::array({Json::object()});
    EXPECT_FALSE(FromJson<EvaluationAnswer>(missing)) << key;
    EXPECT_FALSE(FromJson<EvaluationAnswer>(wrong)) << key;
  }
  for (const Json& odd : {Json(), Json(1), Json::array(), Json("x")})
    EXPECT_FALSE(FromJson<EvaluationAnswer>(odd));
}

TEST(Wire, SeedsAWorkloadByItsName) {
  EXPECT_EQ(SeedOfWorkload(1, "a"), SeedOfWorkload(1, "a"));
  EXPECT_NE(SeedOfWorkload(1, "a"), SeedOfWorkload(1, "b"));
  EXPECT_NE(SeedOfWorkload(1, "a"), SeedOfWorkload(2, "a"));
}

}  // namespace
}  // namespace gauntlet
