// A policy that draws random numbers, on workloads that are played several times under seeds of their own.
#include <algorithm>
#include <set>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class Repeats : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    fs::create_directories(folder_ / "noisy");
    std::ofstream(folder_ / "noisy" / "problem.yaml") << R"(name: noisy
domain: cache
interface: policy
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction}
workloads:
  - {name: a, repeats: 4, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 1},
     object_size: unit, capacity: {objects: 200}}
  - {name: b, repeats: 4, generate: {kind: zipf, requests: 20000, objects: 1000, seed: 2},
     object_size: unit, capacity: {objects: 100}}
)";
    Policy("noisy/seed.cc", "false");
    Policy("lru.cc", "true");
    Policy("random.cc", "rng().chance(0.5)");
  }
  // FIFO, where a hit moves its object to the front `when`.
  void Policy(const std::string& name, const std::string& when) const {
    std::ofstream(folder_ / name)
        << "#include <gauntlet/sdk/cache_policy.hpp>\n"
           "class P : public gauntlet::cache::Policy {\n public:\n"
           "  void on_hit(Slot slot, const Request&) { if ("
        << when
        << ") order_.move_to_front(slot); }\n"
           "  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }\n"
           "  Slot choose_victim(const Request&) { return order_.back(); }\n"
           "  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }\n"
           " private:\n  gauntlet::sdk::SlotList order_;\n};\n"
           "GAUNTLET_CACHE_POLICY(P)\n";
  }
  Json Evaluated(const std::string& source) const {
    const Output output = Run("eval ./noisy " + source + " --verify --json");
    EXPECT_EQ(output.code, 0) << output.out << output.err;
    return output.code == 0 ? output.json()["results"][0] : Json::object();
  }
  // Of the repeats of workload number `of`.
  static std::vector<double> Scores(const Json& result, size_t of) {
    std::vector<double> scores;
    for (size_t i = 4 * of; i < 4 * (of + 1); ++i)
      scores.push_back(result["workloads"][i]["score"].get<double>());
    return scores;
  }
};

TEST_F(Repeats, ANoisyPolicyScoresTheMeanOfItsRepeatsAndTheirSpreadIsReported) {
  const Json result = Evaluated("random.cc");
  ASSERT_EQ(result["workloads"].size(), 8u) << result.dump();
  EXPECT_EQ(result["confirmed"], true) << "random numbers from the seed that is lent are honest";
  ASSERT_EQ(result["datasets"].size(), 2u) << "repeats are no further witnesses";
  double sum = 0;
  for (size_t of = 0; of < 2; ++of) {
    std::vector<double> scores = Scores(result, of);
    EXPECT_EQ(std::set(scores.begin(), scores.end()).size(), 4u) << "each repeat has a seed of its own";
    std::ranges::sort(scores);
    const Json& spread = result["datasets"][of];
    EXPECT_EQ(spread["dataset"], of == 0 ? "a" : "b");
    EXPECT_EQ(spread["workloads"], 4);
    EXPECT_EQ(spread["p10"], scores[0]);
    EXPECT_EQ(spread["p50"], scores[1]);
    EXPECT_EQ(spread["p90"], scores[3]);
    double own = 0;
    for (const double score : scores) own += score;
    EXPECT_NEAR(spread["mean"].get<double>(), own / 4, 1e-15);
    sum += own;
  }
  EXPECT_NEAR(result["score"].get<double>(), sum / 8, 1e-15);
}

TEST_F(Repeats, AreTheSameToTheLastBitWhenRunAgain) {
  const Json once = Evaluated("random.cc"), again = Evaluated("random.cc");
  for (const char* key : {"score", "metrics", "workloads", "datasets", "candidate"}) {
    ASSERT_TRUE(once.contains(key)) << key;
    EXPECT_EQ(once[key], again[key]) << key;
  }
}

TEST_F(Repeats, OfAPolicyWithoutNoiseAreEqual) {
  const Json result = Evaluated("lru.cc");
  for (size_t of = 0; of < 2; ++of) {
    const std::vector<double> scores = Scores(result, of);
    EXPECT_EQ(std::set(scores.begin(), scores.end()).size(), 1u) << of;
  }
}

TEST_F(Repeats, KeepTheirSeedsAloneAndInAnotherOrder) {
  const Output output = Run("verify ./noisy random.cc --json");
  const Json json = output.json();
  std::set<std::string> passed;
  for (const Json& check : json["checks"])
    if (check["passed"] == true) passed.insert(check["name"]);
  for (const char* name : {"confirmation", "memory", "alone", "order", "future"})
    EXPECT_TRUE(passed.contains(name)) << name << ": " << output.out << output.err;
}

}  // namespace
}  // namespace gauntlet
