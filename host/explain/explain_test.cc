// Real compilers and evaluators on a small problem.
#include "host/explain/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "host/explain/minimize.h"
#include "host/ledger/edits.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

constexpr char kProblem[] = R"yaml(
name: toy
domain: cache
interface: policy
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction}
limits: {cpu_s: 5, memory_mb: 16}
workloads:
  - {name: a, generate: {kind: zipf, objects: 2000, requests: 8000, seed: 1},
     object_size: unit, capacity: {objects: 200}}
  - {name: b, generate: {kind: zipf, objects: 1000, requests: 8000, seed: 2},
     object_size: unit, capacity: {objects: 100}}
)yaml";

std::string PolicySource(const std::string& on_hit) {
  return "#include <gauntlet/sdk/cache_policy.hpp>\n"
         "class P : public gauntlet::cache::Policy {\n public:\n  void on_hit(Slot slot, const Request& "
         "request) {\n" +
         on_hit +
         "  }\n"
         "  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }\n"
         "  Slot choose_victim(const Request&) { return order_.back(); }\n"
         "  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }\n\n"
         " private:\n  unsigned long idle_ = 0;\n  gauntlet::sdk::SlotList "
         "order_;\n};\nGAUNTLET_CACHE_POLICY(P)\n";
}

const std::string kFifo = PolicySource("    idle_ += request.size;\n");
// What helps, what does nothing, what harms.
const std::string kMove = "    order_.move_to_front(slot);\n", kIdle = "    idle_ += request.size;\n",
                  kHarm = "    if (request.now % 64 == 0) order_.move_to_back(slot);\n";

class ExplainTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (fs::temp_directory_path() / "gauntlet-explain-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    std::ofstream(folder_ / "problem.yaml") << kProblem;
    std::ofstream(folder_ / "seed.cc") << kFifo;
    auto problem = LoadProblem(folder_);
    ASSERT_TRUE(problem) << problem.error().message;
    auto trials = Trials::Open(*problem, 2, 5);
    ASSERT_TRUE(trials) << trials.error().message;
    trials_ = trials->release();
  }
  static void TearDownTestSuite() {
    delete trials_;
    fs::remove_all(folder_);
  }

  static Candidate Scored(const std::string& source) {
    const auto tried = trials_->Run(std::span(&source, 1), nullptr);
    EXPECT_TRUE(tried) << tried.error().message;
    EXPECT_TRUE((*tried)[0]->score) << (*tried)[0]->verdict.ToJson().dump();
    return *(*tried)[0];
  }
  // A lineage of these sources, each made of the one before.
  static std::vector<LineageStep> LineageOf(const std::vector<std::string>& sources) {
    std::vector<LineageStep> lineage;
    for (const std::string& source : sources) {
      LineageStep step{Scored(source), {}};
      step.candidate.number = static_cast<int64_t>(lineage.size());
      if (!lineage.empty()) {
        const Candidate& parent = lineage.back().candidate;
        step.candidate.parents = {parent.number};
        const auto diff = DiffOf(parent.source, source);
        EXPECT_TRUE(diff);
        step.descents.push_back({parent.number, *diff, GainOf(step.candidate, parent), {}});
      }
      lineage.push_back(std::move(step));
    }
    return lineage;
  }
  static Explanation Explained(const std::vector<std::string>& sources) {
    const auto explanation = Explain(LineageOf(sources), *trials_, nullptr);
    EXPECT_TRUE(explanation) << explanation.error().message;
    return *explanation;
  }
  static const PartWorth& Part(const Explanation& e, const std::string& says) {
    const auto found = std::ranges::find_if(e.parts, [&](const PartWorth& p) { return p.part.says == says; });
    EXPECT_NE(found, e.parts.end()) << says;
    return *found;
  }

  static inline fs::path folder_;
  static inline Trials* trials_ = nullptr;
};

TEST_F(ExplainTest, AWorthIsTheScoreLessTheScoreOfTheSourceWithoutThePart) {
  const std::string whole = PolicySource(kIdle + kMove + kHarm);
  const Explanation e = Explained({kFifo, whole});
  const double score = *Scored(whole).score;
  EXPECT_EQ(e.score, score);

  const PartWorth& move = Part(e, "without order_.move_to_front(slot);");
  EXPECT_EQ(move.fate.kind, Fate::Kind::kScored);
  EXPECT_EQ(*move.fate.worth, score - *Scored(PolicySource(kIdle + kHarm)).score);
  EXPECT_GT(*move.fate.worth, 0);
  const PartWorth& harm = Part(e, "without if (request.now % 64 == 0) order_.move_to_back(slot);");
  EXPECT_EQ(*harm.fate.worth, score - *Scored(PolicySource(kIdle + kMove)).score);
  EXPECT_LT(*harm.fate.worth, 0);
  EXPECT_EQ(Part(e, "without idle_ += request.size;").fate.kind, Fate::Kind::kSame);
  const PartWorth& evict = Part(e, "without order_.remove(slot);");
  EXPECT_EQ(evict.fate.kind, Fate::Kind::kFails) << "a list that keeps who has left";
  EXPECT_FALSE(evict.fate.worth);
  EXPECT_TRUE(evict.fate.failure);

  const auto lines = e.LineWorths();
  EXPECT_EQ(lines[4], 0.0);
  EXPECT_EQ(lines[5], move.fate.worth);
  EXPECT_FALSE(lines[0]);
  EXPECT_EQ(lines.size(), static_cast<size_t>(std::ranges::count(whole, '\n')) + 1);
}

TEST_F(ExplainTest, AnEditOfTheLineageIsUndoneInThePolicyAsItIs) {
  const std::string first = PolicySource(kIdle + kMove), last = PolicySource(kIdle + kMove + kHarm);
  const Explanation e = Explained({kFifo, first, last});
  ASSERT_EQ(e.edits.size(), 2u);
  EXPECT_EQ(e.edits[0].step, 1);
  EXPECT_EQ(*e.edits[0].gain, *Scored(first).score - *Scored(kFifo).score);
  EXPECT_EQ(*e.edits[0].fate.worth, *Scored(last).score - *Scored(PolicySource(kIdle + kHarm)).score);
  EXPECT_EQ(e.edits[1].fate.worth, e.edits[1].gain) << "of the last step: what it gained is what it is worth";
}

TEST_F(ExplainTest, AChangedScoreIsAnErrorAndAStopIsSaid) {
  auto lineage = LineageOf({kFifo, PolicySource(kMove)});
  const auto stopped = Explain(lineage, *trials_, [](size_t, size_t) { return false; });
  ASSERT_TRUE(stopped) << stopped.error().message;
  EXPECT_TRUE(stopped->stopped);
  lineage.back().candidate.score = *lineage.back().candidate.score + 1e-9;
  const auto changed = Explain(lineage, *trials_, nullptr);
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().message, testing::HasSubstr("changed since"));
}

TEST_F(ExplainTest, MinimizingLeavesNothingThatCouldGo) {
  const std::string whole = PolicySource(kIdle + kMove + kHarm);
  const double score = *Scored(whole).score;
  const auto minimized = Minimize(whole, score, 0, *trials_, nullptr);
  ASSERT_TRUE(minimized) << minimized.error().message;
  EXPECT_FALSE(minimized->stopped);
  EXPECT_GE(minimized->score, score) << "without what harms it is better";
  EXPECT_EQ(minimized->score, *Scored(minimized->source).score);
  for (const char* gone : {"idle_", "% 64", "move_to_back"})
    EXPECT_FALSE(minimized->source.contains(gone)) << gone;
  EXPECT_TRUE(minimized->source.contains("move_to_front"));
  EXPECT_EQ(minimized->bytes, PolicyBytes(minimized->source));
  EXPECT_LT(minimized->bytes, minimized->bytes_before);
  const auto left = trials_->compiler().Ablations({minimized->source, "cache"});
  ASSERT_TRUE(left);
  for (const Ablation& a : left->ablations) {
    const std::string less = Without(minimized->source, a);
    if (PolicyBytes(less) >= minimized->bytes) continue;
    const auto tried = trials_->Run(std::span(&less, 1), nullptr);
    ASSERT_TRUE(tried);
    EXPECT_FALSE((*tried)[0]->score && *(*tried)[0]->score >= score) << a.says;
  }
}

TEST_F(ExplainTest, AToleranceBuysASmallerPolicy) {
  const std::string whole =
      PolicySource(kMove + "    if (request.now % 64 == 63) order_.move_to_back(slot);\n" +
                   "    if (request.now % 2 == 0) order_.move_to_front(slot);\n");
  const double score = *Scored(whole).score;
  const auto all = Minimize(whole, score, 10, *trials_, nullptr);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_FALSE(all->source.contains("move_to")) << "any score is enough: a FIFO is left";
  const auto none = Minimize(whole, score, 0, *trials_, nullptr);
  ASSERT_TRUE(none);
  EXPECT_GE(none->score, score);
  EXPECT_LT(all->bytes, none->bytes);
}

}  // namespace
}  // namespace gauntlet
