#include "host/evaluate/evaluator.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string_view>
#include <thread>

#include "host/base/clock.h"
#include "host/base/under_sanitizers.h"
#include "host/evaluate/leftovers.h"
#include "host/evaluate/test_inputs.h"

namespace gauntlet {
namespace {

using testing::HasSubstr;

std::unique_ptr<Evaluator> Start(const EvaluatorSetup& setup) {
  auto evaluator = Evaluator::Start(setup);
  EXPECT_TRUE(evaluator) << evaluator.error().message;
  return evaluator ? std::move(*evaluator) : nullptr;
}

Evaluation MustEvaluate(Evaluator& evaluator, const EvaluationRequest& request) {
  auto evaluation = evaluator.Evaluate(request);
  EXPECT_TRUE(evaluation) << evaluation.error().message;
  return evaluation ? std::move(*evaluation)
                    : Evaluation{.verdict = Failure{VerdictKind::kNoResult, Stage::kEvaluate, "error"}};
}

void ExpectSame(const std::vector<Simulation>& a, const std::vector<Simulation>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].workload, b[i].workload);
    EXPECT_EQ(a[i].metrics, b[i].metrics);
    EXPECT_EQ(a[i].answer_count, b[i].answer_count);
    EXPECT_EQ(a[i].answer_hash, b[i].answer_hash);
  }
}

TEST(Evaluator, ScoresAnHonestPolicyOnEveryWorkload) {
  const auto evaluator = Start(CacheSetup());
  ASSERT_NE(evaluator, nullptr);
  const Evaluation evaluation = MustEvaluate(*evaluator, Policy("lru", {1, 0}));
  ASSERT_TRUE(evaluation.verdict.ok()) << evaluation.verdict.ToJson().dump();
  ASSERT_EQ(evaluation.simulations.size(), 2u);
  EXPECT_EQ(evaluation.simulations[0].workload, 1u);
  EXPECT_EQ(FindMetric(evaluation.simulations[0].metrics, "requests")->count, 20000u);
  EXPECT_GT(evaluation.simulations[0].answer_count, 0u);
  EXPECT_GT(evaluation.peak_memory_bytes, 0u);
  EXPECT_LE(evaluation.peak_memory_bytes, 16u << 20);
}

TEST(Evaluator, GivesTheSameToTheLastBitAgainAndInAnotherProcess) {
  const auto first = Start(CacheSetup()), second = Start(CacheSetup());
  const auto once = MustEvaluate(*first, Policy("lru"));
  ExpectSame(once.simulations, MustEvaluate(*first, Policy("lru")).simulations);
  ExpectSame(once.simulations, MustEvaluate(*second, Policy("lru")).simulations);
}

TEST(Evaluator, LruHitsMoreThanFifoAndParametersSayWhich) {
  const auto evaluator = Start(CacheSetup());
  EvaluationRequest request = Policy("parameterised");
  const auto fifo = MustEvaluate(*evaluator, request);
  request.parameters = {1};
  const auto lru = MustEvaluate(*evaluator, request);
  ExpectSame(lru.simulations, MustEvaluate(*evaluator, Policy("lru")).simulations);
  EXPECT_LT(FindMetric(lru.simulations[0].metrics, "misses")->count,
            FindMetric(fifo.simulations[0].metrics, "misses")->count);
  request.parameters = {1, 2};
  const auto too_many = MustEvaluate(*evaluator, request);
  EXPECT_EQ(too_many.verdict.kind(), VerdictKind::kAbiMismatch);
}

TEST(Evaluator, StopsWhereItsRuleSaysInTheOrderOfTheRequest) {
  for (const Isolation tier : {Isolation::kFork, Isolation::kTrusted}) {
    const auto evaluator = Start(CacheSetup(tier));
    EvaluationRequest request = Policy("lru", {1, 0});
    const auto whole = MustEvaluate(*evaluator, request);
    ASSERT_EQ(whole.simulations.size(), 2u);
    const double misses = FindMetric(whole.simulations[0].metrics, "misses")->Value();
    request.stop =
        StopRule{.objective = {.metric = "misses"}, .references = {0, 0}, .least_sums = {-misses + 1, 0}};
    const auto stopped = MustEvaluate(*evaluator, request);
    ASSERT_TRUE(stopped.verdict.ok()) << stopped.verdict.ToJson().dump();
    ExpectSame({stopped.simulations.begin(), stopped.simulations.end()}, {whole.simulations.front()});
    request.stop->least_sums = {-misses, -1e9};
    ExpectSame(MustEvaluate(*evaluator, request).simulations, whole.simulations);
  }
}

struct Misbehaviour {
  std::string policy;
  VerdictKind kind;
  std::string words;  // in the reason
};

const std::vector<Misbehaviour> kMisbehaviours = {
    {"null_write", VerdictKind::kCrash, "memory that is not there"},
    {"divide", VerdictKind::kCrash, "division"},
    {"trap", VerdictKind::kCrash, "trap"},
    {"stack_overflow", VerdictKind::kCrash, "stack overflowed"},
    {"endless_loop", VerdictKind::kTimeout, "CPU time"},
    {"memory_bomb", VerdictKind::kMemoryLimit, "16777216 bytes"},
    {"memory_leak", VerdictKind::kMemoryLimit, "16777216 bytes"},
    {"exit_zero", VerdictKind::kNoResult, "without a result"},
    {"exit_done", VerdictKind::kNoResult, "without a result"},
    {"throws", VerdictKind::kException, "thrown on purpose"},
    {"throws_noexcept", VerdictKind::kException, "noexcept"},
    {"opens_file", VerdictKind::kPolicyViolation, "system call"},
    {"opens_socket", VerdictKind::kPolicyViolation, "system call"},
    {"forks", VerdictKind::kPolicyViolation, "system call"},
    {"illegal_victim", VerdictKind::kInvalidDecision, ""},
};

// Every way to misbehave gets its verdict, and the next honest policy scores the same.
void ExpectRightVerdicts(Evaluator& evaluator, const std::vector<Misbehaviour>& kinds,
                         const Evaluation& honest) {
  for (const Misbehaviour& bad : kinds) {
    const Evaluation evaluation = MustEvaluate(evaluator, Policy(bad.policy));
    EXPECT_EQ(ToString(evaluation.verdict.kind()), ToString(bad.kind))
        << bad.policy << ": " << evaluation.verdict.ToJson().dump();
    ASSERT_NE(evaluation.verdict.failure(), nullptr) << bad.policy;
    EXPECT_THAT(evaluation.verdict.failure()->reason, HasSubstr(bad.words)) << bad.policy;
    EXPECT_EQ(evaluation.verdict.failure()->detail["workload"], "small") << bad.policy;
    EXPECT_GE(evaluation.verdict.failure()->detail["request"].get<uint64_t>(), 1000u) << bad.policy;
    EXPECT_THAT(evaluation.note, HasSubstr("about to misbehave")) << bad.policy;
    if (bad.kind == VerdictKind::kCrash) EXPECT_NE(evaluation.fault_offset, 0u) << bad.policy;
    ExpectSame(honest.simulations, MustEvaluate(evaluator, Policy("lru")).simulations);
  }
}

TEST(Evaluator, SurvivesWhateverAPolicyDoesAndKeepsNothingOfIt) {
  const auto evaluator = Start(CacheSetup());
  const Evaluation honest = MustEvaluate(*evaluator, Policy("lru"));
  ASSERT_TRUE(honest.verdict.ok());
  const auto processes = Descendants(::getpid());
  ASSERT_EQ(processes.size(), 1u);
  const size_t descriptors = OpenDescriptors(processes[0]), own_descriptors = OpenDescriptors(::getpid());
  const size_t mappings = MappingCount(processes[0]);
  auto kinds = kMisbehaviours;
  kinds.push_back({"reads_clock", VerdictKind::kCrash, "crashed"});
  ExpectRightVerdicts(*evaluator, kinds, honest);
  EXPECT_EQ(Descendants(::getpid()), processes);
  EXPECT_EQ(OpenDescriptors(processes[0]), descriptors);
  EXPECT_EQ(OpenDescriptors(::getpid()), own_descriptors);
  EXPECT_EQ(MappingCount(processes[0]), mappings);
}

TEST(HotTier, ScoresAsTierForkDoesAndSurvivesWhateverAPolicyDoes) {
  const auto forked = Start(CacheSetup()), hot = Start(CacheSetup(Isolation::kHot));
  const Evaluation honest = MustEvaluate(*forked, Policy("lru"));
  ExpectSame(honest.simulations, MustEvaluate(*hot, Policy("lru")).simulations);
  ExpectRightVerdicts(*hot, kMisbehaviours, honest);
  EXPECT_TRUE(MustEvaluate(*hot, Policy("reads_clock")).verdict.ok())
      << "this tier does not take the clock away";
}

TEST(HotTier, ServesOneModuleAfterAnotherInOneChildAndUnloadsThem) {
  const auto hot = Start(CacheSetup(Isolation::kHot));
  const Evaluation lru = MustEvaluate(*hot, Policy("lru"));
  const auto before = Descendants(::getpid());
  ASSERT_EQ(before.size(), 2u);  // the evaluator and its child
  const size_t mappings = MappingCount(before[1]);
  const Evaluation fifo = MustEvaluate(*hot, Policy("parameterised"));
  for (int i = 0; i < 50; ++i) {
    ExpectSame(lru.simulations, MustEvaluate(*hot, Policy("lru")).simulations);
    ExpectSame(fifo.simulations, MustEvaluate(*hot, Policy("parameterised")).simulations);
  }
  EXPECT_EQ(Descendants(::getpid()), before);
  EXPECT_EQ(MappingCount(before[1]), mappings);
}

TEST(HotTier, StartsAnotherChildAfterAFault) {
  const auto hot = Start(CacheSetup(Isolation::kHot));
  MustEvaluate(*hot, Policy("lru"));
  const auto before = Descendants(::getpid());
  MustEvaluate(*hot, Policy("trap"));
  MustEvaluate(*hot, Policy("lru"));
  const auto after = Descendants(::getpid());
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after[0], before[0]);
  EXPECT_NE(after[1], before[1]);
}

TEST(HotTier, RejectsABadArtifactWithoutLosingItsChild) {
  const auto hot = Start(CacheSetup(Isolation::kHot));
  MustEvaluate(*hot, Policy("lru"));
  const auto before = Descendants(::getpid());
  EXPECT_EQ(MustEvaluate(*hot, Policy("constructor")).verdict.kind(), VerdictKind::kLinkError);
  EXPECT_EQ(Descendants(::getpid()), before);
}

TEST(TrustedTier, ScoresAsTierForkDoesAndReportsWhatItCan) {
  const auto forked = Start(CacheSetup()), trusted = Start(CacheSetup(Isolation::kTrusted));
  const Evaluation honest = MustEvaluate(*forked, Policy("lru"));
  const std::vector<std::pair<std::string, VerdictKind>> kinds = {
      {"throws", VerdictKind::kException},        {"illegal_victim", VerdictKind::kInvalidDecision},
      {"memory_leak", VerdictKind::kMemoryLimit}, {"null_write", VerdictKind::kCrash},
      {"exit_zero", VerdictKind::kNoResult},
  };
  for (const auto& [policy, kind] : kinds) {
    const Evaluation evaluation = MustEvaluate(*trusted, Policy(policy));
    EXPECT_EQ(ToString(evaluation.verdict.kind()), ToString(kind))
        << policy << ": " << evaluation.verdict.ToJson().dump();
    const Evaluation again = MustEvaluate(*trusted, Policy("lru"));
    EXPECT_TRUE(again.verdict.ok()) << "after " << policy << ": " << again.verdict.ToJson().dump();
    ExpectSame(honest.simulations, again.simulations);
  }
  const auto confirmed = trusted->Confirm(Policy("lru"), honest);
  ASSERT_TRUE(confirmed) << confirmed.error().message;
  EXPECT_TRUE(confirmed->verdict.ok());
  EXPECT_TRUE(MustEvaluate(*trusted, Policy("opens_file")).verdict.ok()) << "nothing is forbidden here";
}

TEST(Evaluator, RunsNoInstructionOfAModuleWithAConstructor) {
  const auto evaluator = Start(CacheSetup());
  const Evaluation evaluation = MustEvaluate(*evaluator, Policy("constructor"));
  EXPECT_EQ(evaluation.verdict.kind(), VerdictKind::kLinkError);
  EXPECT_EQ(evaluation.verdict.failure()->detail["rung"], "artifact");
}

TEST(Evaluator, KeepsNotesToTheirBudget) {
  const auto evaluator = Start(CacheSetup());
  const Evaluation evaluation = MustEvaluate(*evaluator, Policy("notes"));
  EXPECT_TRUE(evaluation.verdict.ok());
  EXPECT_EQ(evaluation.note.size(), 256u);
}

TEST(Evaluator, HandsOutMemoryThatReadsTheSameInEveryRun) {
  const auto evaluator = Start(CacheSetup());
  ExpectSame(MustEvaluate(*evaluator, Policy("uninitialised_heap")).simulations,
             MustEvaluate(*evaluator, Policy("lru")).simulations);
}

TEST(Evaluator, GivesTheSameInAlteredMemoryUnlessThePolicyReadsWhatItNeverWrote) {
  EvaluatorSetup altered = CacheSetup();
  altered.altered_memory = true;
  const auto usual = Start(CacheSetup()), other = Start(altered);
  ExpectSame(MustEvaluate(*usual, Policy("lru")).simulations,
             MustEvaluate(*other, Policy("lru")).simulations);
  const auto careless = MustEvaluate(*other, Policy("uninitialised_heap"));
  ASSERT_TRUE(careless.verdict.ok()) << careless.verdict.ToJson().dump();
  EXPECT_NE(careless.simulations[0].answer_hash,
            MustEvaluate(*usual, Policy("uninitialised_heap")).simulations[0].answer_hash);
}

TEST(Evaluator, KeepsAnswersAndSaysWhichRecordAskedForThem) {
  for (const Isolation isolation : {Isolation::kFork, Isolation::kHot, Isolation::kTrusted}) {
    const auto evaluator = Start(CacheSetup(isolation));
    const auto logged = evaluator->EvaluateLogged(Policy("lru"));
    ASSERT_TRUE(logged) << logged.error().message;
    ExpectSame(logged->evaluation.simulations, MustEvaluate(*evaluator, Policy("lru")).simulations);
    ASSERT_EQ(logged->logs.size(), 2u);
    const auto answers = logged->AnswersOf(1);
    ASSERT_TRUE(answers) << answers.error().message;
    EXPECT_EQ(answers->size(), 1 + 4 * logged->evaluation.simulations[1].answer_count);
    uint64_t record = 0;
    for (uint64_t offset = 1; offset < answers->size(); offset += answers->size() / 5 + 1) {
      const auto place = evaluator->Locate(*logged, 1, offset);
      ASSERT_TRUE(place) << place.error().message;
      EXPECT_LE(place->begin, offset);
      EXPECT_EQ(place->end, place->begin + 4) << "a victim";
      EXPECT_GT(place->record, record);
      record = place->record;
    }
    EXPECT_FALSE(evaluator->Locate(*logged, 1, answers->size()));
  }
}

TEST(Evaluator, ReplacesALostWorkerAndRepeatsTheRequest) {
  const auto evaluator = Start(CacheSetup());
  const Evaluation before = MustEvaluate(*evaluator, Policy("lru"));
  const auto processes = Descendants(::getpid());
  ASSERT_EQ(processes.size(), 1u);
  ::kill(processes[0], SIGKILL);
  ExpectSame(before.simulations, MustEvaluate(*evaluator, Policy("lru")).simulations);
}

// Dead, or a zombie that somebody has yet to reap.
bool IsGone(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state = "Z";
  stat >> number >> name >> state;
  return state == "Z" || state == "X";
}

TEST(Evaluator, LeavesNoProcessBehindWhenTheHostIsKilled) {
  for (const Isolation isolation : {Isolation::kFork, Isolation::kHot}) {
    const pid_t host = ::fork();
    if (host == 0) {
      EvaluatorSetup setup = CacheSetup(isolation);
      setup.limits.cpu_ms = 60000;
      auto evaluator = Evaluator::Start(setup);
      if (evaluator) (void)(*evaluator)->Evaluate(Policy("endless_loop"));
      ::_exit(0);
    }
    const Deadline deadline = Deadline::After(20000);
    std::vector<pid_t> below;
    while (below.size() < 2 && !deadline.Passed()) below = Descendants(host);
    ASSERT_EQ(below.size(), 2u);
    ::kill(host, SIGKILL);
    ::waitpid(host, nullptr, 0);
    while (!deadline.Passed() && !(IsGone(below[0]) && IsGone(below[1]))) ::usleep(1000);
    EXPECT_TRUE(IsGone(below[0]) && IsGone(below[1]));
  }
}

TEST(Evaluator, SaysWhatIsWrongWithAWorkload) {
  EvaluatorSetup setup = CacheSetup();
  setup.workloads[1].params = {{"capacity_objects", "many"}};
  const auto evaluator = Evaluator::Start(setup);
  ASSERT_FALSE(evaluator);
  EXPECT_EQ(evaluator.error().kind, ErrorKind::kInput);
  EXPECT_THAT(evaluator.error().message, HasSubstr("large"));
}

TEST(Confirm, ConfirmsAnHonestPolicyToTheLastBit) {
  const auto evaluator = Start(CacheSetup());
  const Evaluation hint = MustEvaluate(*evaluator, Policy("lru"));
  for (int i = 0; i < 3; ++i) {
    const auto confirmed = evaluator->Confirm(Policy("lru"), hint);
    ASSERT_TRUE(confirmed) << confirmed.error().message;
    ASSERT_TRUE(confirmed->verdict.ok()) << confirmed->verdict.ToJson().dump();
    ExpectSame(hint.simulations, confirmed->simulations);
  }
}

Verdict ConfirmVerdict(const std::string& policy) {
  const auto evaluator = Start(CacheSetup());
  const Evaluation hint = MustEvaluate(*evaluator, Policy(policy));
  EXPECT_TRUE(hint.verdict.ok()) << policy << hint.verdict.ToJson().dump();
  const auto confirmed = evaluator->Confirm(Policy(policy), hint);
  EXPECT_TRUE(confirmed) << confirmed.error().message;
  return confirmed ? confirmed->verdict : Verdict::Ok();
}

TEST(Confirm, UnmasksAPolicyThatReadTheFuture) {
  GAUNTLET_SKIP_UNDER_SANITIZERS("the policy knows how frames lie on the stack in a plain build");
  const Verdict verdict = ConfirmVerdict("mapped_records");
  ASSERT_EQ(ToString(verdict.kind()), "lookahead") << verdict.ToJson().dump();
  EXPECT_EQ(verdict.failure()->stage, Stage::kConfirm);
}

TEST(Confirm, UnmasksPatchedCounters) {
  const Verdict verdict = ConfirmVerdict("forges_counters");
  EXPECT_EQ(ToString(verdict.kind()), "score_forged") << verdict.ToJson().dump();
}

TEST(Confirm, TellsNondeterminismFromLookahead) {
  const Verdict verdict = ConfirmVerdict("of_the_policy");
  EXPECT_EQ(ToString(verdict.kind()), "nondeterministic") << verdict.ToJson().dump();
}

TEST(Confirm, UnmasksAPolicyThatCarriesSomethingFromOneSimulationToTheNext) {
  const Verdict verdict = ConfirmVerdict("carried_from_workload_to_workload");
  ASSERT_EQ(ToString(verdict.kind()), "nondeterministic") << verdict.ToJson().dump();
  EXPECT_THAT(verdict.failure()->reason, HasSubstr("alone"));
  EXPECT_EQ(verdict.failure()->detail["workload"], "large");
}

// Whether these bytes lie in the memory of a process; of a very large range only its beginning is looked at.
bool HoldsInMemory(pid_t pid, std::string_view wanted) {
  constexpr uint64_t kAtOnce = 1 << 20, kMost = 64 << 20;
  const std::string folder = "/proc/" + std::to_string(pid);
  std::ifstream maps(folder + "/maps");
  const UniqueFd memory(::open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC));
  for (std::string line; std::getline(maps, line);) {
    uint64_t begin = 0, end = 0;
    char readable = '-';
    if (std::sscanf(line.c_str(), "%lx-%lx %c", &begin, &end, &readable) != 3 || readable != 'r') continue;
    if (line.contains("[v")) continue;  // the kernel's own
    std::string bytes;
    for (uint64_t at = begin; at < std::min(end, begin + kMost); at += kAtOnce) {
      bytes.erase(0, bytes.size() - std::min(bytes.size(), wanted.size()));
      const size_t before = bytes.size();
      bytes.resize(before + std::min(kAtOnce, end - at));
      const auto want = static_cast<ssize_t>(bytes.size() - before);
      EXPECT_EQ(::pread(memory.get(), bytes.data() + before, bytes.size() - before, static_cast<off_t>(at)),
                want)
          << line;
      if (bytes.contains(wanted)) return true;
    }
  }
  return false;
}
std::string_view BytesOf(const uint64_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

TEST(Confirm, LeavesNeitherTheNameNorTheLengthOfAWorkloadInTheReachOfAChild) {
  GAUNTLET_SKIP_UNDER_SANITIZERS("the sanitizer's own operator delete keeps what we wipe");
  constexpr uint64_t kRequests = 20011, kCapacity = 613;
  EvaluatorSetup setup = CacheSetup();
  setup.limits.cpu_ms = 700;
  setup.workloads = {MakeWorkload("unmistakable-name", kRequests, kCapacity, 3)};
  const auto evaluator = Start(setup);
  const Evaluation hint = MustEvaluate(*evaluator, Policy("lru", {0}));
  for (int i = 0; i < 3; ++i)  // a worker that has fed before knows more than a fresh one
    ASSERT_TRUE(evaluator->Confirm(Policy("lru", {0}), hint)->verdict.ok());
  const auto standing = Descendants(::getpid());
  std::jthread confirmation([&] { (void)evaluator->Confirm(Policy("endless_loop", {0}), hint); });
  std::vector<pid_t> now;
  const Deadline deadline = Deadline::After(10000);
  while ((now = Descendants(::getpid())).size() <= standing.size() && !deadline.Passed()) ::usleep(1000);
  ::usleep(300000);  // it has begun to loop by then
  ASSERT_EQ(now.size(), standing.size() + 1);
  const pid_t child = now.back();
  EXPECT_TRUE(HoldsInMemory(child, BytesOf(kCapacity))) << "what the simulator must know is there";
  EXPECT_FALSE(HoldsInMemory(child, "unmistakable-name"));
  EXPECT_FALSE(HoldsInMemory(child, BytesOf(kRequests)));
  EXPECT_FALSE(HoldsInMemory(
      child, BytesOf(sizeof(gauntlet_cache_trace_header) + kRequests * sizeof(gauntlet_cache_record))));
}

TEST(Confirm, RejectsAHintThatIsNotOfThisPolicy) {
  const auto evaluator = Start(CacheSetup());
  Evaluation hint = MustEvaluate(*evaluator, Policy("lru"));
  hint.simulations[1].answer_hash ^= 1;
  const auto confirmed = evaluator->Confirm(Policy("lru"), hint);
  ASSERT_TRUE(confirmed) << confirmed.error().message;
  EXPECT_FALSE(confirmed->verdict.ok());
}

TEST(Confirm, ComputesReferenceMetrics) {
  const auto evaluator = Start(CacheSetup());
  const auto metrics = evaluator->Reference(1);
  ASSERT_TRUE(metrics) << metrics.error().message;
  const auto fifo = MustEvaluate(*evaluator, Policy("parameterised"));
  EXPECT_EQ(FindMetric(*metrics, "fifo_misses")->count,
            FindMetric(fifo.simulations[1].metrics, "misses")->count);
  EXPECT_LT(FindMetric(*metrics, "belady_misses")->count, FindMetric(*metrics, "fifo_misses")->count);
  const auto one = evaluator->Reference(1, "fifo_misses");
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(*FindMetric(*one, "fifo_misses"), *FindMetric(*metrics, "fifo_misses"));
  EXPECT_EQ(FindMetric(*one, "belady_misses"), nullptr) << "nobody asked for it";
}

}  // namespace
}  // namespace gauntlet
