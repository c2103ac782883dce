// Lineages made by hand, diffed by a real compiler process.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "host/ledger/edit_stats.h"
#include "host/ledger/edits.h"
#include "host/ledger/lineage.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

std::string Policy(const std::string& on_hit, const std::string& argument = "slot") {
  return "#include <gauntlet/sdk/cache_policy.hpp>\nclass Lru : public gauntlet::cache::Policy {\n public:\n"
         "  void on_hit(Slot " +
         argument + ", const Request& request) {\n" + on_hit +
         "  }\n  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }\n"
         "  Slot choose_victim(const Request&) { return order_.back(); }\n"
         "  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }\n"
         " private:\n  gauntlet::sdk::SlotList order_;\n};\nGAUNTLET_CACHE_POLICY(Lru)\n";
}

std::string Priority(const std::string& body) {
  return "#include <gauntlet/sdk/cache_priority.hpp>\n"
         "double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) "
         "{\n" +
         body + "}\nGAUNTLET_CACHE_PRIORITY(priority)\n";
}

// A campaign file that its test writes candidate by candidate.
class Ledger : public testing::Test {
 protected:
  void SetUp() override {
    static int count = 0;
    path_ = fs::temp_directory_path() / fmt::format("gauntlet-ledger-{}-{}.db", ::getpid(), count++);
    auto file = CampaignFile::Open(path_, CampaignFile::Mode::kCreate);
    ASSERT_TRUE(file) << file.error().message;
    file_ = std::move(*file);
  }
  void TearDown() override {
    file_.reset();
    for (const char* end : {"", "-wal", "-shm", "-mark", "-lock"}) fs::remove(path_.string() + end);
  }

  // Its number. `score`: none makes it a candidate that did not compile.
  int64_t Add(const std::string& source, std::vector<int64_t> parents, std::optional<double> score = 0.0,
              const std::string& operation = "") {
    Candidate c;
    c.number = next_++;
    c.source = source;
    c.source_hash = HashText(source);
    c.parents = std::move(parents);
    c.generator = c.parents.empty() ? "seed" : "mutate";
    if (!operation.empty()) c.edits.push_back({operation, 1, "", ""});
    c.verdict = score ? Verdict::Ok() : Verdict(Failure{VerdictKind::kCompileError, Stage::kCompile, "no"});
    c.score = score;
    if (score)
      c.workloads = {{"w", "train", "d", {{"misses", true, static_cast<uint64_t>(1000 - 100 * *score), 0}}}};
    const auto added = file_->AppendBatch({c});
    EXPECT_TRUE(added) << (added ? "" : added.error().message);
    return c.number;
  }
  // A line of descent; what the last step says, with its mark.
  std::vector<std::string> LastStep(const std::vector<std::string>& sources) {
    int64_t last = -1;
    for (const std::string& source : sources)
      last = Add(source, last < 0 ? std::vector<int64_t>{} : std::vector<int64_t>{last});
    return SaidBy(last);
  }
  std::vector<std::string> SaidBy(int64_t number) {
    const auto lineage = ReadLineage(*file_, number);
    EXPECT_TRUE(lineage) << (lineage ? "" : lineage.error().message);
    std::vector<std::string> said;
    if (!lineage) return said;
    const SourceDiff& diff = lineage->back().descents.at(0).diff;
    EXPECT_FALSE(diff.failure) << diff.failure->reason;
    for (const NamedEdit& e : diff.named)
      said.push_back(e.says + (e.brings_back >= 0 ? fmt::format(" << {}", e.brings_back) : ""));
    return said;
  }

  fs::path path_;
  std::unique_ptr<CampaignFile> file_;
  int64_t next_ = 0;
};

using Said = std::vector<std::string>;

const std::string kTouch = "    order_.move_to_front(slot);\n";
const std::string kGuard = "    if (request.size > 4096) return;\n";

TEST_F(Ledger, MarksAGuardThatAnAncestorRemoved) {
  EXPECT_EQ(LastStep({Policy(kGuard + kTouch), Policy(kTouch), Policy(kGuard + kTouch)}),
            (Said{"new guard: request.size > 4096 << 1"}));
}

TEST_F(Ledger, DoesNotMarkAnotherGuard) {
  EXPECT_EQ(LastStep({Policy(kGuard + kTouch), Policy(kTouch),
                      Policy("    if (request.size > 8192) return;\n" + kTouch)}),
            (Said{"new guard: request.size > 8192"}));
}

TEST_F(Ledger, DoesNotMarkTheSameGuardInAnotherPlace) {
  const std::string loop = "    for (int i = 0; i < 2; ++i) {\n" + kGuard + kTouch + "    }\n";
  const std::string bare = "    for (int i = 0; i < 2; ++i) {\n" + kTouch + "    }\n";
  EXPECT_EQ(LastStep({Policy(loop), Policy(bare), Policy(kGuard + bare)}),
            (Said{"new guard: request.size > 4096"}));
}

TEST_F(Ledger, MarksAcrossStepsThatChangedSomethingElse) {
  EXPECT_EQ(LastStep({Policy(kGuard + kTouch), Policy(kTouch), Policy(kTouch + "    order_.remove(slot);\n"),
                      Policy(kGuard + kTouch + "    order_.remove(slot);\n")}),
            (Said{"new guard: request.size > 4096 << 1"}));
}

TEST_F(Ledger, DoesNotMarkTheFirstComing) {
  EXPECT_EQ(LastStep({Policy(kTouch), Policy(kGuard + kTouch)}), (Said{"new guard: request.size > 4096"}));
}

TEST_F(Ledger, DoesNotMarkASecondCopyOfWhatCameBackAlready) {
  EXPECT_EQ(LastStep({Policy(kGuard + kTouch), Policy(kTouch), Policy(kGuard + kTouch),
                      Policy(kGuard + kTouch + kGuard)}),
            (Said{"new guard: request.size > 4096"}));
}

TEST_F(Ledger, MarksALiteralThatReturnsToAFormerValue) {
  const auto with = [](const char* weight) {
    return Priority(fmt::format("return {} * object.count + 3.0 * object.size;\n", weight));
  };
  EXPECT_EQ(LastStep({with("3.0"), with("2.0"), with("1.0"), with("3.0")}),
            (Said{"weight of object.count: 1.0 -> 3.0 << 1"}));
}

TEST_F(Ledger, TellsAWeightFromTheSameNumberElsewhere) {
  EXPECT_EQ(LastStep({Priority("return 3.0 * object.count + 5.0 * object.size;\n"),
                      Priority("return 2.0 * object.count + 5.0 * object.size;\n"),
                      Priority("return 2.0 * object.count + 3.0 * object.size;\n")}),
            (Said{"weight of object.size: 5.0 -> 3.0"}));
}

TEST_F(Ledger, MarksAnOperatorThatReturns) {
  EXPECT_EQ(LastStep({Priority("return object.count + object.size;\n"),
                      Priority("return object.count - object.size;\n"),
                      Priority("return object.count + object.size;\n")}),
            (Said{"operator: - -> + << 1"}));
}

TEST_F(Ledger, FindsWhatWasRemovedBeforeALocalWasRenamed) {
  const std::string touch_it = "    order_.move_to_front(it);\n";
  const std::string guard = "    if (order_.back() == slot) return;\n",
                    guard_it = "    if (order_.back() == it) return;\n";
  EXPECT_EQ(LastStep({Policy(guard + kTouch), Policy(kTouch), Policy(touch_it, "it"),
                      Policy(guard_it + touch_it, "it")}),
            (Said{"new guard: order_.back() == it << 1"}));
}

TEST_F(Ledger, DoesNotMarkAStatementThatMovesWithinItsBlock) {
  const std::string a = kTouch, b = "    order_.remove(slot);\n", c = "    order_.push_back(slot);\n";
  for (const std::string& said : LastStep({Policy(a + b + c), Policy(b + c + a), Policy(a + b + c)}))
    EXPECT_EQ(said.find("<<"), std::string::npos) << said;
}

TEST_F(Ledger, MarksADiffOfAnyTwoAlongTheLine) {
  LastStep(
      {Policy(kGuard + kTouch), Policy(kTouch), Policy(kTouch + kTouch), Policy(kGuard + kTouch + kTouch)});
  const Step step{1, 3};
  auto diffs = ReadEdits(*file_, {&step, 1}, 1);
  ASSERT_TRUE(diffs) << diffs.error().message;
  ASSERT_TRUE(MarkCycles(*file_, 1, diffs->at(0)));
  bool marked = false;
  for (const NamedEdit& e : diffs->at(0).named) marked |= e.brings_back == 1;
  EXPECT_TRUE(marked);
}

TEST_F(Ledger, TellsTheEditsAndGainsAgainstEachParent) {
  Add(Priority("return object.count;\n"), {}, 1.0);
  Add(Priority("return object.size;\n"), {0}, 2.0);
  Add(Priority("return object.size + 2.0 * object.count;\n"), {1, 0}, 2.5);
  const auto lineage = ReadLineage(*file_, 2);
  ASSERT_TRUE(lineage) << lineage.error().message;
  ASSERT_EQ(lineage->size(), 3u);
  const LineageStep& last = lineage->back();
  ASSERT_EQ(last.descents.size(), 2u);
  EXPECT_EQ(last.descents[0].parent, 1);
  EXPECT_DOUBLE_EQ(*last.descents[0].gain, 0.5);
  EXPECT_DOUBLE_EQ(*last.descents[1].gain, 1.5);
  const Json json = DescentToJson(last.descents[0]);
  EXPECT_EQ(json["workloads"][0]["change"]["misses"], -50.0);
  EXPECT_EQ(json["edits"].size(), 1u) << json.dump();
}

TEST_F(Ledger, RanksClassesByHowOftenTheyHelped) {
  const auto with = [](const char* weight) {
    return Priority(fmt::format("return {} * object.count;\n", weight));
  };
  Add(with("1.0"), {}, 1.0);
  Add(with("2.0"), {0}, 1.5, "literal");
  Add(with("3.0"), {1}, 1.25, "literal");
  Add(with("4.0"), {1}, 1.75, "literal");
  Add(Priority("return 1.0 + object.count;\n"), {0}, 0.5, "swap");
  Add("#include <gauntlet/sdk/cache_priority.hpp>\nint broken = ;\n", {0}, std::nullopt, "swap");
  const auto stats = ReadEditStats(*file_, 1);
  ASSERT_TRUE(stats) << stats.error().message;
  EXPECT_EQ(stats->steps, 5);
  const EditTally& literal = stats->classes.at("literal");
  EXPECT_EQ(literal.tried, 3);
  EXPECT_EQ(literal.alone, 3);
  EXPECT_EQ(literal.helped, 2);
  EXPECT_DOUBLE_EQ(*literal.best_gain, 0.5);
  EXPECT_EQ(literal.best, 1);
  EXPECT_DOUBLE_EQ(*literal.MeanGain(), (0.5 - 0.25 + 0.25) / 3);
  EXPECT_EQ(stats->classes.at("(unreadable)").tried, 1);
  EXPECT_EQ(stats->classes.at("(unreadable)").valid, 0);
  EXPECT_EQ(stats->operations.at("swap").tried, 2);
  EXPECT_EQ(stats->operations.at("swap").valid, 1);
  EXPECT_EQ(Ranked(stats->classes).front().first, "literal");
  ASSERT_EQ(stats->best.size(), 1u);
  EXPECT_EQ(stats->best[0].number, 1);
}

TEST_F(Ledger, ManyChildrenOfOneParentAreReadInOrder) {
  Add(Priority("return object.count;\n"), {});
  std::vector<Step> steps;
  for (int i = 1; i <= 40; ++i) {
    Add(Priority(fmt::format("return object.count + {}.0;\n", i)), {0});
    steps.push_back({0, i});
  }
  const auto diffs = ReadEdits(*file_, steps, 2);
  ASSERT_TRUE(diffs) << diffs.error().message;
  for (int i = 1; i <= 40; ++i) {
    const auto& edits = diffs->at(static_cast<size_t>(i) - 1).edits;
    ASSERT_EQ(edits.size(), 1u);
    EXPECT_NE(edits[0].after.find(fmt::format("{}.0", i)), std::string::npos) << edits[0].after;
  }
}

}  // namespace
}  // namespace gauntlet
