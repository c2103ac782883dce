#include "host/evaluate/worker/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstring>
#include <limits>

namespace gauntlet {
namespace {

using testing::HasSubstr;

const std::vector<PlayedName> kWorkloads = {{4, "first"}, {2, "second"}};
const EvaluationLimits kLimits = {.cpu_ms = 100, .memory_bytes = 1000, .note_bytes = 10};

gauntlet_result SoundResult() {
  gauntlet_result result = {};
  result.metric_count = 1;
  CopyText(result.metrics[0].name, "misses");
  result.metrics[0].kind = GAUNTLET_METRIC_COUNT;
  result.metrics[0].integer = 5;
  result.log_bytes = 100;
  return result;
}

// What a child leaves that did all it should.
Remains Finished() {
  Remains remains = {};
  remains.end.code = kChildDone;
  remains.prelude.locked = 1;
  remains.report.ending = Ending::kFinished;
  remains.report.finished = 2;
  remains.results = {SoundResult(), SoundResult()};
  return remains;
}

Remains Failed(int32_t status) {
  Remains remains = Finished();
  remains.end.code = kChildReported;
  remains.report.ending = Ending::kFailed;
  remains.report.status = status;
  return remains;
}

Remains Killed(int signal, bool timed_out = false) {
  Remains remains = {};
  remains.prelude.locked = 1;
  remains.end.signalled = true;
  remains.end.code = signal;
  remains.end.timed_out = timed_out;
  return remains;
}

std::string KindOf(const Remains& remains) {
  const auto answer = Judge(remains, kWorkloads, {}, kLimits);
  return answer ? std::string(ToString(answer->evaluation.verdict.kind()))
                : "error: " + answer.error().message;
}

TEST(Judge, TakesAFinishedRunForAHint) {
  const auto answer = Judge(Finished(), kWorkloads, {}, kLimits);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->evaluation.verdict.ok());
  ASSERT_EQ(answer->evaluation.simulations.size(), 2u);
  EXPECT_EQ(answer->evaluation.simulations[0].workload, 4u);
}

TEST(Judge, TakesARunThatItsRuleStoppedForAHintAndNoOther) {
  StopRule rule{.objective = {.metric = "misses"}, .references = {0, 0}, .least_sums = {-4, -100}};
  Remains stopped = Finished();
  stopped.report.finished = 1;
  stopped.results.resize(1);
  const auto answer = Judge(stopped, kWorkloads, {}, kLimits, &rule);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->evaluation.verdict.ok());
  EXPECT_EQ(answer->evaluation.simulations.size(), 1u);
  rule.least_sums[0] = -5;  // what it has
  EXPECT_EQ(Judge(stopped, kWorkloads, {}, kLimits, &rule)->evaluation.verdict.kind(),
            VerdictKind::kNoResult);
  EXPECT_EQ(KindOf(stopped), "no_result") << "without a rule";
}

TEST(Judge, BelievesNoSuccessWithoutEveryPartOfIt) {
  Remains remains = Finished();
  remains.end.code = 0;
  EXPECT_EQ(KindOf(remains), "no_result");
  remains = Finished();
  remains.report.ending = Ending::kNone;
  EXPECT_EQ(KindOf(remains), "no_result");
  remains = Finished();
  remains.report.finished = 1;
  EXPECT_EQ(KindOf(remains), "no_result");
  remains = Finished();
  remains.results[1].metric_count = GAUNTLET_MAX_METRICS + 1;
  EXPECT_EQ(KindOf(remains), "no_result");
  remains = Finished();
  remains.results[0].metrics[0].name[0] = '\x1b';
  EXPECT_EQ(KindOf(remains), "no_result");
  remains = Finished();
  remains.results[0].metrics[0].kind = GAUNTLET_METRIC_REAL;
  remains.results[0].metrics[0].real = std::numeric_limits<double>::infinity();
  EXPECT_EQ(KindOf(remains), "no_result");
}

TEST(Judge, BelievesNoLogThatIsLongerThanItsRoom) {
  const uint64_t exact[] = {100, 100}, short_by_one[] = {100, 99};
  EXPECT_TRUE(Judge(Finished(), kWorkloads, exact, kLimits)->evaluation.verdict.ok());
  EXPECT_EQ(Judge(Finished(), kWorkloads, short_by_one, kLimits)->evaluation.verdict.kind(),
            VerdictKind::kNoResult);
}

TEST(Judge, PutsViolationBeforeMemoryBeforeTimeoutBeforeCrash) {
  EXPECT_EQ(KindOf(Killed(SIGSYS)), "policy_violation");
  EXPECT_EQ(KindOf(Killed(SIGKILL, true)), "timeout");
  EXPECT_EQ(KindOf(Killed(SIGXCPU, true)), "timeout");
  EXPECT_EQ(KindOf(Killed(SIGSEGV)), "crash");
  Remains claims_memory = Killed(SIGSYS);
  claims_memory.report.ending = Ending::kFailed;
  claims_memory.report.status = GAUNTLET_OUT_OF_MEMORY;
  EXPECT_EQ(KindOf(claims_memory), "policy_violation");
  Remains claims_success = Finished();
  claims_success.end = Killed(SIGSEGV).end;
  EXPECT_EQ(KindOf(claims_success), "crash");
}

TEST(Judge, NamesWhatARunReportedOfItself) {
  EXPECT_EQ(KindOf(Failed(GAUNTLET_OUT_OF_MEMORY)), "memory_limit");
  EXPECT_EQ(KindOf(Failed(GAUNTLET_EXCEPTION)), "exception");
  EXPECT_EQ(KindOf(Failed(GAUNTLET_INVALID_DECISION)), "invalid_decision");
  EXPECT_EQ(KindOf(Failed(GAUNTLET_LOG_OVERFLOW)), "log_overflow");
  EXPECT_EQ(KindOf(Failed(GAUNTLET_UNSUPPORTED)), "load_error");
  EXPECT_EQ(KindOf(Failed(GAUNTLET_BAD_WORKLOAD)), "score_forged");
  EXPECT_EQ(KindOf(Failed(GAUNTLET_OK)), "no_result");
  EXPECT_EQ(KindOf(Failed(12345)), "no_result");
}

TEST(Judge, CallsItAnErrorOfOursOnlyBeforeTheFilter) {
  Remains remains = Killed(SIGKILL);
  EXPECT_THAT(KindOf(remains), HasSubstr("error: "));  // locked, and killed by none of us: see Runner
  remains.prelude.locked = 0;
  remains.end.code = SIGSEGV;
  EXPECT_THAT(KindOf(remains), HasSubstr("error: "));
  remains.prelude.failed_verdict = static_cast<uint32_t>(VerdictKind::kLinkError) + 1;
  CopyText(remains.prelude.detail, R"({"rung": "artifact"})");
  EXPECT_EQ(KindOf(remains), "link_error");
  EXPECT_EQ(Judge(remains, kWorkloads, {}, kLimits)->evaluation.verdict.failure()->detail["rung"],
            "artifact");
  remains.prelude.failed_verdict = 999;
  EXPECT_EQ(KindOf(remains), "load_error");
}

TEST(Judge, GivesTheOffsetOfACrashInsideTheModuleOnly) {
  Remains remains = Failed(0);
  remains.report.ending = Ending::kFault;
  remains.report.fault = {SIGSEGV, 0, 16, 0x5010};
  remains.prelude.module_base = 0x5000;
  remains.prelude.module_bytes = 0x100;
  EXPECT_EQ(Judge(remains, kWorkloads, {}, kLimits)->evaluation.fault_offset, 0x10u);
  remains.report.fault.instruction = 0x5100;
  EXPECT_EQ(Judge(remains, kWorkloads, {}, kLimits)->evaluation.fault_offset, 0u);
  remains.report.fault.instruction = 0x4fff;
  EXPECT_EQ(Judge(remains, kWorkloads, {}, kLimits)->evaluation.fault_offset, 0u);
}

TEST(Judge, CleansTextThatACandidateHadInItsHands) {
  Remains remains = Failed(GAUNTLET_EXCEPTION);
  std::memset(remains.report.reason, 0xff, sizeof remains.report.reason);  // no NUL, no UTF-8
  remains.note = "ok\n\x1b[31mred";
  const auto answer = Judge(remains, kWorkloads, {}, kLimits);
  EXPECT_EQ(answer->evaluation.verdict.failure()->reason, std::string(1024, '?'));
  EXPECT_EQ(answer->evaluation.note, "ok\n?[31mred");
}

}  // namespace
}  // namespace gauntlet
