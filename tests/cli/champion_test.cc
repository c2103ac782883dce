// Champions: promoted when better beyond doubt, verified, unmasked, and out of the archive with their
// descendants; and candidates that break a constraint.
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class Champions : public Cli {
 protected:
  // A priority function by frequency, which also looks at memory that it never wrote: zeroes, as long as nobody
  // fills them with something else.
  void WriteCareless(const std::string& name) {
    std::ofstream(folder_ / name) << R"(#include <gauntlet/sdk/cache_priority.hpp>
// EVOLVE-BLOCK-START
double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  volatile int* scratch = new int[64];
  int sum = 0;
  for (int i = 0; i < 64; ++i) sum += scratch[i] != 0;
  for (int i = 0; i < 64; ++i) scratch[i] = 7;
  delete[] const_cast<int*>(scratch);
  return sum == 0 ? double(object.count + object.past_count) : -double(object.now);
}
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_PRIORITY(priority)
)";
  }
  static Json Rows(const Output& list) {
    Json rows = list.json()["candidates"];
    for (Json& row : rows) row.erase("timing_ms");
    return rows;
  }
  // A campaign whose best is the careless one, with a child of its own: their numbers.
  std::pair<int64_t, int64_t> BreedFromCareless() {
    std::ofstream(folder_ / "greedy.yaml") << "selector: greedy\n";  // keeps whoever has a score of its own
    EXPECT_EQ(Run("run toy --campaign c.db --config greedy.yaml --candidates 4 --seed 3 -q").code, 0);
    WriteCareless("careless.cc");
    const Output careless = Run("add c.db careless.cc --parent 0 --json");
    EXPECT_EQ(careless.code, 0) << careless.err << careless.out;
    Source("child.cc",
           "double(object.now) + 2.0 * double(object.count) + 0.5 * double(object.past_count) - "
           "3.0 * double(object.size) + 0.25 * double(object.gaps[0]) - 0.125 * double(object.gaps[1])");
    EXPECT_EQ(Run("add c.db child.cc --parent 4").code, 0);
    const Json rows = Rows(Run("list c.db --json"));
    EXPECT_EQ(rows.size(), 6u);
    for (const int number : {4, 5}) EXPECT_EQ(rows[number]["confirmed"], true) << rows[number].dump();
    return {4, 5};
  }
};

TEST_F(Champions, AreReportedWithTheirUncertaintyTheirGapAndTheirVerification) {
  std::ofstream(folder_ / "toy/problem.yaml", std::ios::app)
      << "figures:\n  - {name: saved, formula: (fifo_misses - misses)/fifo_misses}\n";
  const Output run = Run("run toy --campaign c.db --candidates 60 --seed 3 --json");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json report = run.json()["report"];
  EXPECT_EQ(report["verification"]["passed"], true);
  EXPECT_EQ(report["verification"]["checks"].size(), 8u);
  EXPECT_EQ(report["promotions"][0]["over"], "seed");
  EXPECT_EQ(report["promotions"][0]["gain"]["datasets"], 2);
  EXPECT_EQ(report["promoted"], true) << report["promotions"].dump();
  EXPECT_EQ(report["champion"], report["finalist"]);
  for (const Json& policy : report["policies"])
    EXPECT_NEAR(policy["train_validation_gap"].get<double>(),
                policy["train"]["score"].get<double>() - policy["validation"]["score"].get<double>(), 1e-12);
  const Json& train =
      report["policies"][1]["train"];  // where the figure is the score: fewer misses than FIFO
  EXPECT_NEAR(train["figures"]["saved"].get<double>(), train["score"].get<double>(), 1e-12);
  const Output resumed = Run("resume c.db --candidates 61");
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("95 % interval"));
  EXPECT_THAT(resumed.out, HasSubstr("over the seed on train and validation"));
  EXPECT_THAT(resumed.out, HasSubstr("train - validation"));
  EXPECT_THAT(resumed.out, HasSubstr("Verified: 8 checks"));
  EXPECT_THAT(resumed.out, HasSubstr("saved: (fifo_misses - misses)/fifo_misses"));
}

TEST_F(Champions, ThatAreNoBetterThanTheSeedAreNotPromoted) {
  const Output run = Run("run toy --campaign c.db --candidates 1 --json");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json report = run.json()["report"];
  EXPECT_EQ(report["promoted"], true) << "the seed is the champion, until there is a better one";
  EXPECT_EQ(report["champion"], 0);
  EXPECT_EQ(report["promotions"][0]["promoted"], false);
}

TEST_F(Champions, VerifyNeedsToKnowOfWhat) {
  const Output o = Run("verify toy");
  EXPECT_EQ(o.code, 2);
  EXPECT_THAT(o.err, HasSubstr("gauntlet verify toy SOURCE"));
  EXPECT_EQ(Run("verify nowhere.db").code, 2);
  const Output verified = Run("verify toy toy/lfu.cc --json");
  EXPECT_EQ(verified.code, 0) << verified.err << verified.out;
  EXPECT_EQ(verified.json()["checks"].size(), 9u) << "eight, and the validation split";
  EXPECT_GT(verified.json()["evaluations"].get<double>(), 5);
  EXPECT_THAT(Run("verify toy toy/lfu.cc").out, HasSubstr("evaluations of"));
}

TEST_F(Champions, WhoAreUnmaskedLeaveTheArchiveWithTheirDescendantsAndRowsGoOnAlikeForAnyNumberOfWorkers) {
  const auto [careless, child] = BreedFromCareless();
  const Output verify = Run(fmt::format("verify c.db:{} --json", careless));
  EXPECT_EQ(verify.code, 1) << verify.out << verify.err;
  EXPECT_EQ(verify.json()["revoked"], (Json{careless, child}));
  const Json rows = Rows(Run("list c.db --json"));
  const Json& unmasked = rows[static_cast<size_t>(careless)];
  EXPECT_EQ(unmasked["verdict"]["kind"], "nondeterministic");
  EXPECT_TRUE(unmasked["verdict"]["detail"].contains("answers")) << unmasked["verdict"].dump();
  EXPECT_TRUE(unmasked["score"].is_null());
  for (const int64_t number : {careless, child}) {
    EXPECT_EQ(rows[static_cast<size_t>(number)]["in_archive"], false);
    EXPECT_EQ(rows[static_cast<size_t>(number)]["confirmed"], false);
  }
  for (const int workers : {1, 3}) {
    const std::string name = fmt::format("w{}.db", workers);
    ASSERT_EQ(Run(fmt::format("export c.db -o out{0} && cp c.db {1}", workers, name)).code, 0);
    const Output resumed = Run(fmt::format("resume {} --candidates 40 --workers {} -q", name, workers));
    ASSERT_EQ(resumed.code, 0) << resumed.err;
  }
  const Json one = Rows(Run("list w1.db --json"));
  ASSERT_EQ(one.size(), 40u);
  EXPECT_EQ(Rows(Run("list w3.db --json")), one);
  for (const Json& row : one)
    for (const Json& parent : row["parents"])
      if (row["number"].get<int64_t>() > child)
        EXPECT_TRUE(parent != careless && parent != child) << row.dump();
}

TEST_F(Champions, AFinalReportTurnsDownWhoeverDoesNotStandUp) {
  const auto [careless, child] = BreedFromCareless();
  const Output resumed = Run("resume c.db --candidates 7 --json");
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  const Json report = resumed.json()["report"];
  ASSERT_EQ(report["turned_down"].size(), 1u) << report["turned_down"].dump();
  EXPECT_EQ(report["turned_down"][0]["number"], careless);
  EXPECT_EQ(report["turned_down"][0]["check"], "memory");
  EXPECT_EQ(report["turned_down"][0]["revoked"][0], careless);
  EXPECT_NE(report["champion"], careless);
  EXPECT_EQ(Run("show c.db:4 --json").json()["verdict"]["kind"], "nondeterministic");
}

TEST_F(Champions, AreNamedByNoReportWhereNobodyStandsUpWhichIsACheckThatFailedAndTheCampaignGoesOn) {
  const auto [careless, child] = BreedFromCareless();
  fs::rename(folder_ / "c.db", folder_ / "d.db");
  const Output run =
      Run(fmt::format("run toy --campaign c.db --seed-from d.db:{} --candidates 1 --seed 3", careless));
  EXPECT_EQ(run.code, 1) << run.err << run.out;
  EXPECT_THAT(run.out, HasSubstr("No finalist stood up to verification"));
  EXPECT_THAT(run.out, HasSubstr("candidate 0 failed memory: "));
  EXPECT_THAT(run.out, HasSubstr("gauntlet resume c.db"));
  ASSERT_EQ(Run("add c.db toy/lfu.cc").code, 0);
  const Output resumed = Run("resume c.db --candidates 3 --json");
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_GT(resumed.json()["report"]["finalist"].get<int64_t>(), 0);
}

TEST_F(Champions, WhoBreaksAConstraintIsNoEliteWhateverItsScore) {
  const double misses =
      Run("eval toy toy/seed.cc --json").json()["results"][0]["metrics"]["misses"].get<double>();
  std::ofstream(folder_ / "toy" / "problem.yaml", std::ios::app)
      << fmt::format("constraints: [{{metric: misses, at_least: {}}}]\n", misses * 0.999);
  const Output run = Run("run toy --campaign c.db --candidates 40 --seed 3 --json");
  ASSERT_EQ(run.code, 0) << run.err;
  Source("both.cc", "double(object.count + object.past_count)");
  ASSERT_EQ(Run("add c.db both.cc").code, 0);
  const Json rows = Rows(Run("list c.db --json"));
  const Json& lfu = rows[40];
  EXPECT_EQ(lfu["verdict"]["kind"], "ok");
  ASSERT_TRUE(lfu.contains("infeasible")) << lfu.dump();
  EXPECT_EQ(lfu["infeasible"][0]["metric"], "misses");
  EXPECT_LT(lfu["infeasible"][0]["value"].get<double>(), lfu["infeasible"][0]["at_least"].get<double>());
  for (const Json& row : rows)
    if (row.contains("infeasible"))
      EXPECT_FALSE(row["confirmed"].get<bool>() || row["in_archive"].get<bool>()) << row.dump();
  EXPECT_GE(Run("best c.db --json").json()["metrics"]["misses"].get<double>(), misses * 0.999);
  EXPECT_THAT(Run("show c.db:40").out, HasSubstr("infeasible: misses"));
  EXPECT_THAT(Run("list c.db").out, HasSubstr("ok, infeasible"));
  const Output eval = Run("eval toy toy/lfu.cc --json");
  EXPECT_EQ(eval.code, 0);
  EXPECT_TRUE(eval.json()["results"][0].contains("infeasible")) << eval.out;
}

TEST_F(Champions, ASeedThatBreaksAConstraintSaysSo) {
  std::ofstream(folder_ / "toy" / "problem.yaml", std::ios::app)
      << "constraints: [{metric: miss_ratio, at_most: 0.001}]\n";
  const Output run = Run("run toy --campaign c.db --candidates 40");
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("infeasible: miss_ratio"));
}

}  // namespace
}  // namespace gauntlet
