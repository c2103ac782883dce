#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <numeric>
#include <set>

#include "host/workload/moe_generate.h"
#include "host/workload/moe_history.h"
#include "host/workload/variants.h"
#include "host/workload/workload.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A machine and a model, in one line.
constexpr const char* kServing =
    "serving: {hidden: 4, expert_width: 2, weight_bytes: 1, dispatch_bytes: 1, combine_bytes: 1, gpu_flops: "
    "1, "
    "gpu_bytes_per_s: 1, attention_flops: 0, attention_bytes: 0, attention_weight_bytes: 0, message_s: 0, "
    "layer_s: 0, step_s: 0, hidden_move_share: 0, intra_node_bytes_per_s: 1, inter_node_bytes_per_s: 1}\n";
constexpr const char* kThreeSteps = R"({"load_history": [
  {"logical_expert_load": [[1, 2, 3], [4, 5, 6]], "time": {"a": [1, {"b": null}]}},
  {"logical_expert_load": [[10, 20, 30], [40, 50, 60]]},
  {"note": "x", "logical_expert_load": [[7, 7, 7], [8, 8, 8.0]]}], "other": [[1], "x"]})";

class MoeWorkloads : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gauntlet-moe-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  Result<std::vector<Workload>> Load(const std::string& yaml) const {
    Write("workload.yaml", yaml + kServing);
    GAUNTLET_TRY(const auto entries, LoadWorkloadFile(folder_ / "workload.yaml"));
    return LoadWorkloads("moe", entries);
  }
  std::string ErrorOf(const std::string& yaml) const {
    const auto out = Load(yaml);
    return out ? "no error" : out.error().message;
  }
  // Of a load history.
  std::string JsonErrorOf(const std::string& json) const {
    Write("h.json", json);
    const auto out = ReadLoadHistory(folder_ / "h.json", 2);
    return out ? "no error" : out.error().message;
  }
  static std::string Param(const Workload& w, const std::string& key) {
    for (const auto& [name, value] : w.params)
      if (name == key) return value;
    return "";
  }

  fs::path folder_;
};

TEST_F(MoeWorkloads, StepsOfAHistoryAreSummedToWindowsAndTheLastMayBeShorter) {
  Write("h.json", kThreeSteps);
  const auto history = ReadLoadHistory(folder_ / "h.json", 2);
  ASSERT_TRUE(history) << history.error().message;
  EXPECT_EQ(history->layers, 2u);
  EXPECT_EQ(history->experts, 3u);
  EXPECT_FALSE(history->synthetic);
  EXPECT_THAT(history->steps, ElementsAre(2, 1));
  EXPECT_THAT(history->loads, ElementsAre(11, 22, 33, 44, 55, 66, 7, 7, 7, 8, 8, 8));
  EXPECT_THAT(history->Range(1, 1).loads, ElementsAre(7, 7, 7, 8, 8, 8));
  EXPECT_THAT(history->SampleLayers(0.5).loads, ElementsAre(11, 22, 33, 7, 7, 7));
}

TEST_F(MoeWorkloads, WhatIsWrongInAHistoryIsSaidWithItsByte) {
  const std::string good = kThreeSteps;
  // Cut anywhere it is an error with the file and a byte near the cut.
  for (size_t length = 0; length < good.size(); ++length) {
    const std::string error = JsonErrorOf(good.substr(0, length));
    ASSERT_THAT(error, HasSubstr("h.json: byte ")) << length;
    const auto byte = std::stoul(error.substr(error.find("byte ") + 5));
    ASSERT_LE(byte, length + 1);
    ASSERT_GE(byte + 1, length);
  }
  const auto error = [&](const std::string& load) {
    return JsonErrorOf(R"({"load_history": [{"logical_expert_load": [[1, 2]]}, {"logical_expert_load": )" +
                       load + "}]}");
  };
  EXPECT_EQ(error("[[3, 4]]"), "no error");
  EXPECT_THAT(error("[[3]]"), HasSubstr("step 1: layer 0 has 1 experts, layer 0 of step 0 has 2"));
  EXPECT_THAT(error("[[3, 4, 5]]"), HasSubstr("layer 0 has more experts"));
  EXPECT_THAT(error("[[3, 4], [5, 6]]"), HasSubstr("2 layers, step 0 has 1"));
  EXPECT_THAT(error("[[3, -1]]"), HasSubstr("layer 0, expert 1: the load -1 is no count"));
  EXPECT_THAT(error("[[3, 0.5]]"), HasSubstr("the load 0.5 is no count"));
  EXPECT_THAT(error("[[3, 1e300]]"), HasSubstr("is no count"));
  EXPECT_THAT(error("[[3, \"4\"]]"), HasSubstr("a text where a load was expected"));
  EXPECT_THAT(error("[[3, null]]"), HasSubstr("null where a load"));
  EXPECT_THAT(error("[3, 4]"), HasSubstr("a number where the list of a layer's loads was expected"));
  EXPECT_THAT(error("{}"), HasSubstr("a mapping where"));
  EXPECT_THAT(error("[[3, 4294967295]]"), HasSubstr("2^32 - 1 is the most"));
  EXPECT_THAT(error("[[3, NaN]]"), HasSubstr("byte 83: syntax error"));
  EXPECT_THAT(JsonErrorOf("[]"), HasSubstr("a list where {\"load_history\": [...]} was expected"));
  EXPECT_THAT(JsonErrorOf("{\"history\": []}"), HasSubstr("no load_history"));
  EXPECT_THAT(JsonErrorOf("{\"load_history\": [{\"load\": [[1]]}]}"),
              HasSubstr("without logical_expert_load"));
  EXPECT_THAT(ReadLoadHistory(folder_ / "none.json", 2).error().message, HasSubstr("cannot be read"));
}

TEST_F(MoeWorkloads, AnEntryBecomesSettingsOfTheSimulatorAndBytes) {
  Write("h.json", kThreeSteps);
  const auto all =
      Load("load: h.json\nwindow_steps: 1\nreplicas: 4\ngpus: 2\ntop_k: 2\nmigration_budget_bytes: 9\n");
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 1u);
  const Workload& w = all->front();
  EXPECT_EQ(w.name, "h");
  EXPECT_EQ(w.dataset, "h");
  EXPECT_EQ(w.request_count, 3u);
  EXPECT_EQ(Param(w, "expert_bytes"), "24") << "3 x hidden x expert_width x weight_bytes";
  EXPECT_EQ(Param(w, "migration_budget_bytes"), "9");
  EXPECT_EQ(Param(w, "history"), "8");
  const auto back = HistoryOf(w);
  ASSERT_TRUE(back);
  EXPECT_THAT(back->window(1), ElementsAre(10, 20, 30, 40, 50, 60));
  const auto last =
      Load("name: late\nload: h.json\nwindow_steps: 1\nrange: {first: 1}\nreplicas: 4\ngpus: 2\n");
  ASSERT_TRUE(last) << last.error().message;
  EXPECT_EQ(last->front().request_count, 2u);
}

// Seven steps in windows of two: four windows, the last of one step.
TEST_F(MoeWorkloads, WhatOneSplitSeesMayNotComeBackInAnother) {
  std::string steps;
  for (int i = 0; i < 7; ++i)
    steps += std::string(i > 0 ? ", " : "") + R"({"logical_expert_load": [[1, 2, 3], [4, 5, 6]]})";
  Write("h.json", R"({"load_history": [)" + steps + "]}");
  const auto checked = [&](const std::string& one, const std::string& other) {
    std::string yaml = "workloads:\n";
    for (const std::string& entry : {one, other})
      yaml += "  - {replicas: 4, gpus: 2, top_k: 1, window_steps: 2, " + entry + "}\n";
    Write("workload.yaml", yaml);
    const auto entries = LoadWorkloadFile(folder_ / "workload.yaml");
    EXPECT_TRUE(entries) << entries.error().message;
    const auto fine = CheckSplits("moe", *entries);
    return fine ? std::string() : fine.error().message;
  };
  const std::string early = "name: early, load: h.json, range: {first: 0, count: 2}",
                    late = "name: late, split: test, load: h.json, ";
  EXPECT_EQ(checked(early, late + "range: {first: 2}"), "") << "steps 0 to 3, 4 to 6";
  EXPECT_THAT(checked(early, late + "range: {first: 1}"),
              HasSubstr("workloads 'early' (train, 0 to 3) and 'late' (test, 2 to 6) share steps 2 to 3 of " +
                        fs::weakly_canonical(folder_ / "h.json").string()));
  EXPECT_EQ(checked(early, "name: late, load: h.json"), "") << "of one split";
  EXPECT_THAT(checked("name: early, split: validation, load: h.json", late + "range: {first: 2}"),
              HasSubstr("'early' (validation, 0 to 6) and 'late' (test, 4 to 6) share steps 4 to 6"));
  fs::create_symlink("h.json", folder_ / "other.json");
  EXPECT_THAT(checked(early, "name: late, split: test, load: other.json"), HasSubstr("share steps 0 to 3"));
  const auto made = [](const char* seed, const char* windows) {
    return std::string("generate: {layers: 2, experts: 3, seed: ") + seed + ", windows: " + windows + "}";
  };
  EXPECT_EQ(checked("name: a, " + made("1", "4"), "name: b, split: test, " + made("2", "4")), "");
  EXPECT_THAT(checked("name: a, " + made("1", "4"), "name: b, split: test, " + made("1", "6")),
              HasSubstr("share steps 0 to 7 of {"));
}

TEST_F(MoeWorkloads, ErrorsPointAtTheKey) {
  Write("h.json", kThreeSteps);
  const std::string load = "load: h.json\nwindow_steps: 1\n";
  EXPECT_THAT(ErrorOf(load), HasSubstr("replicas"));
  EXPECT_THAT(ErrorOf(load + "replicas: 2\ngpus: 2\n"), HasSubstr("at least one for each of the 3 experts"));
  EXPECT_THAT(ErrorOf(load + "replicas: 4\ngpus: 3\n"),
              HasSubstr("workload.yaml:4: gpus: expected a number that"));
  EXPECT_THAT(ErrorOf(load + "replicas: 4\ngpus: 2\nnodes: 3\n"), HasSubstr("nodes: expected"));
  EXPECT_THAT(ErrorOf(load + "replicas: 4\ngpus: 2\ngroups: 2\n"), HasSubstr("divides the 3 experts"));
  EXPECT_THAT(ErrorOf(load + "replicas: 4\ngpus: 2\ngpu: 2\n"), HasSubstr("gpu: unknown key"));
  EXPECT_THAT(ErrorOf(load + "replicas: 4\ngpus: 2\nrange: {first: 3}\n"),
              HasSubstr("of the 3 that there are"));
  EXPECT_THAT(ErrorOf("load: h.json\nreplicas: 4\ngpus: 2\n"), HasSubstr("window_steps: 1 windows"));
  EXPECT_THAT(ErrorOf("replicas: 4\ngpus: 2\n"), HasSubstr("expected one of: load"));
  EXPECT_THAT(ErrorOf("generate: {seed: 1, layers: 1, experts: 3, windows: 2}\nreplicas: 4\ngpus: 2\n"),
              HasSubstr("name: missing"));
  EXPECT_THAT(
      ErrorOf("name: g\ngenerate: {seed: 1, layers: 1, experts: 3, windows: 2, tokens: 4}\nreplicas: 4\n"
              "gpus: 2\n"),
      HasSubstr("'tokens'"));
}

// What is made up is called so, whatever its author calls it.
TEST_F(MoeWorkloads, GeneratedOnesAreLabelledSynthetic) {
  const std::string rest = "generate: {seed: 1, layers: 2, experts: 3, windows: 4}\nreplicas: 4\ngpus: 2\n";
  const auto plain = Load("name: v3\ndataset: recorded\n" + rest);
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(plain->front().name, "synthetic-v3");
  EXPECT_EQ(plain->front().dataset, "synthetic-recorded");
  EXPECT_TRUE(HistoryOf(plain->front())->synthetic);
  EXPECT_EQ(Load("name: synthetic_v3\n" + rest)->front().name, "synthetic_v3");
}

// What search sees is not what judges it: no seed serves two workloads, let alone two splits.
TEST_F(MoeWorkloads, TheBuiltInProblemMakesEveryWorkloadFromASeedOfItsOwnAndSaysThatItDoes) {
  const auto problem = LoadProblem(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / "moe_balance");
  ASSERT_TRUE(problem) << problem.error().message;
  std::set<uint64_t> seeds;
  std::set<Split> splits;
  for (const WorkloadEntry& entry : problem->workloads) {
    const auto generate = entry.settings.Value("generate");
    ASSERT_TRUE(generate && generate->contains("seed")) << entry.name;
    EXPECT_TRUE(seeds.insert(generate->at("seed").get<uint64_t>()).second) << entry.name;
    EXPECT_TRUE(entry.name.starts_with("synthetic")) << entry.name;
    splits.insert(entry.split);
  }
  EXPECT_EQ(splits.size(), 3u);
}

MoeHistory Generate(const char* options) {
  auto history = GenerateLoads(Json::parse(options), 100, 2);
  EXPECT_TRUE(history) << history.error().message;
  return *history;
}

double Peak(const MoeHistory& history, uint64_t window) {
  const auto loads = history.window(window).first(history.experts);
  return *std::ranges::max_element(loads) * double(history.experts) /
         std::accumulate(loads.begin(), loads.end(), 0.0);
}

TEST(MoeGenerate, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const char* options = R"({"seed": 5, "layers": 3, "experts": 16, "windows": 6, "drift": 0.2, "noise": 4,
                            "bursts": {"chance": 0.1}, "regimes": {"count": 2, "windows": 2},
                            "prefill": {"share": 0.4, "swing": 0.3, "tokens": 3}, "layer_correlation": 0.5})";
  Json other = Json::parse(options);
  other["seed"] = 6;
  EXPECT_EQ(Generate(options).loads, Generate(options).loads);
  EXPECT_NE(Generate(options).loads, Generate(other.dump().c_str()).loads);
  // The same bits on every machine.
  uint64_t sum = 0;
  for (const uint32_t load : Generate(options).loads) sum = sum * 31 + load;
  EXPECT_EQ(sum, 18397778157520844407ull);
}

TEST(MoeGenerate, HandsOutTheTokensThatItWasGiven) {
  const MoeHistory history = Generate(
      R"({"seed": 1, "layers": 2, "experts": 64, "windows": 3, "tokens_per_step": 1000, "noise": 1})");
  for (uint64_t w = 0; w < 3; ++w) {
    const auto loads = history.window(w);
    const double sum = std::accumulate(loads.begin(), loads.end(), 0.0);
    EXPECT_NEAR(sum, 2 * 1000.0 * 100 * 2, 5000);
  }
}

TEST(MoeGenerate, SkewDriftBurstsAndRegimesDoWhatTheySay) {
  const auto with = [](const std::string& more) {
    return Generate(
        (R"({"seed": 1, "layers": 1, "experts": 32, "windows": 30, "noise": 0)" + more + "}").c_str());
  };
  const MoeHistory calm = with(R"(, "skew": 0)");
  EXPECT_NEAR(Peak(calm, 0), 1, 1e-3);
  EXPECT_GT(Peak(with(R"(, "skew": 1.2)"), 0), 5);
  const auto same = [](const MoeHistory& h, uint64_t a, uint64_t b) {
    return std::ranges::equal(h.window(a), h.window(b));
  };
  EXPECT_TRUE(same(with(""), 0, 29)) << "nothing changes that is not asked for";
  const MoeHistory drifting = with(R"(, "popularity": "lognormal", "drift": 0.1)");
  EXPECT_FALSE(same(drifting, 0, 1));
  const MoeHistory bursts = with(R"(, "skew": 0, "bursts": {"chance": 0.05, "factor": 8})");
  int bursting = 0;
  for (uint64_t w = 0; w < 30; ++w) bursting += Peak(bursts, w) > 3 ? 1 : 0;
  EXPECT_GT(bursting, 15);
  const MoeHistory regimes = with(R"(, "regimes": {"count": 2, "windows": 5})");
  int changes = 0;
  for (uint64_t w = 1; w < 30; ++w) changes += !same(regimes, w - 1, w);
  EXPECT_GT(changes, 1);
  EXPECT_LT(changes, 15);
}

class MoeVariantsTest : public ::testing::Test {
 protected:
  MoeVariantsTest() {
    history_ = Generate(R"({"seed": 3, "layers": 2, "experts": 8, "windows": 40, "drift": 0.3, "noise": 9})");
    original_.name = "synthetic_x";
    original_.params = {{"groups", "4"}};
    EXPECT_TRUE(PutHistory(history_, &original_));
  }
  MoeHistory Disturbed(const std::string& name, uint64_t seed) const {
    for (const Disturbance& disturbance : VariantsOf("moe")->disturbances)
      if (disturbance.name == name) return *HistoryOf(*disturbance.make(original_, seed));
    ADD_FAILURE() << name;
    return history_;
  }
  MoeHistory history_;
  Workload original_;
};

TEST_F(MoeVariantsTest, AnotherFutureHasTheSamePastAndOtherWindowsOfTheHistoryAfterIt) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const auto other = VariantsOf("moe")->other_future(original_, seed);
    ASSERT_TRUE(other) << other.error().message;
    const MoeHistory changed = *HistoryOf(other->workload);
    ASSERT_EQ(changed.windows(), history_.windows());
    EXPECT_EQ(other->workload.name, original_.name) << "the same seed of the run";
    size_t differ = 0;
    for (uint64_t w = 0; w < changed.windows(); ++w) {
      const bool same = std::ranges::equal(changed.window(w), history_.window(w));
      if (w < other->common_records) ASSERT_TRUE(same) << w;
      differ += !same;
    }
    EXPECT_GE(differ, (history_.windows() - other->common_records) / 2);
    auto all = changed.loads, before = history_.loads;
    std::ranges::sort(all);
    std::ranges::sort(before);
    EXPECT_EQ(all, before);
  }
}

TEST_F(MoeVariantsTest, DisturbancesChangeWhatTheySayAndNothingElse) {
  const MoeHistory counts = Disturbed("counts", 1);
  for (size_t i = 0; i < counts.loads.size(); ++i)
    ASSERT_NEAR(counts.loads[i], history_.loads[i], 0.05 * history_.loads[i] + 1);
  EXPECT_NE(counts.loads, history_.loads);
  EXPECT_NE(counts.loads, Disturbed("counts", 2).loads);

  // Renumbered the same way in every window; pairs of a group stay together.
  const MoeHistory experts = Disturbed("experts", 1);
  std::vector<uint32_t> from(8);
  for (uint32_t e = 0; e < 8; ++e) {
    for (uint32_t old = 0; old < 8; ++old) {
      bool same = true;
      for (uint64_t w = 0; w < 40; ++w) same = same && experts.window(w)[e] == history_.window(w)[old];
      if (same) from[e] = old;
    }
  }
  std::vector<uint32_t> sorted = from;
  std::ranges::sort(sorted);
  EXPECT_THAT(sorted, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  for (uint32_t e = 0; e < 8; e += 2) EXPECT_EQ(from[e] / 2, from[e + 1] / 2);
  EXPECT_NE(from, sorted);

  const MoeHistory drops = Disturbed("drops", 1);
  EXPECT_LT(drops.windows(), 40u);
  EXPECT_GT(drops.windows(), 30u);
  EXPECT_TRUE(std::ranges::equal(drops.window(1), history_.window(1)));
}

TEST_F(MoeVariantsTest, AnswersAreToldInWords) {
  const auto text = [](std::vector<uint8_t> bytes) {
    return VariantsOf("moe")->answers_text("gauntlet.moe.policy/1", bytes);
  };
  EXPECT_EQ(text({0, 0, 0, 0}), "no change");
  EXPECT_EQ(text({1, 0, 0, 0, 5, 0, 0, 0, 3, 0, 1, 1}), "1 layer changed, layer 5 to 3 257 ...");
  EXPECT_EQ(text({2, 0, 0, 0, 5, 0, 0, 0}), "2 layers changed, layer 5 to ...");
  EXPECT_EQ(text({}), "no answer");
}

}  // namespace
}  // namespace gauntlet
