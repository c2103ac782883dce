// A problem that brings its own domain along: a folder anywhere, its simulator compiled when it is needed.
#include <algorithm>
#include <numeric>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class OwnDomain : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    fs::copy(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / "txn_makespan", folder_ / "txn",
             fs::copy_options::recursive);
  }
  size_t Modules() const {
    const auto modules = fs::directory_iterator(folder_ / "cache" / "simulators");
    return static_cast<size_t>(std::distance(begin(modules), end(modules)));
  }
  // A policy that answers with what `body` makes of `order`.
  std::string Policy(const std::string& name, const std::string& body) const {
    Put(name,
        "#include <gauntlet/sdk/txn_policy.hpp>\nclass P : public txn::Policy {\n public:\n"
        "  void order(const Batch& batch, Order& order) { (void)batch; " +
            body + " }\n};\nTXN_POLICY(P)\n");
    return name;
  }
  static Json Verdict(const Output& output) { return output.json()["results"][0]["verdict"]; }
};

TEST_F(OwnDomain, ASimulatorIsCompiledOnceAndAgainWhenItChanges) {
  const Output first = Run("eval txn txn/seed.cc txn/baselines/greedy.cc --verify --json");
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(Modules(), 1u);
  for (const Json& result : first.json()["results"]) EXPECT_TRUE(result["confirmed"]);
  EXPECT_GT(first.json()["results"][1]["score"], first.json()["results"][0]["score"]);
  ASSERT_EQ(Run("eval txn txn/seed.cc --json").code, 0);
  EXPECT_EQ(Modules(), 1u) << "nothing changed";

  Replace("txn/simulator.cc", "makespan += line.makespan();", "makespan += 2 * line.makespan();");
  const Output second = Run("eval txn txn/seed.cc --json");
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(Modules(), 2u);
  EXPECT_EQ(second.json()["results"][0]["metrics"]["makespan"].get<double>(),
            2 * first.json()["results"][0]["metrics"]["makespan"].get<double>());
}

TEST_F(OwnDomain, ErrorsOfTheAuthorAreTheAuthorsAndNameTheirPlace) {
  Replace("txn/simulator.cc", "struct Txn {", "struct Txn {\n  unknown_type wrong;");
  const Output broken = Run("eval txn txn/seed.cc");
  EXPECT_EQ(broken.code, 2) << broken.err;
  EXPECT_THAT(broken.err, HasSubstr("simulator.cc:"));
  EXPECT_THAT(broken.err, HasSubstr("unknown type name 'unknown_type'"));
  EXPECT_FALSE(fs::exists(folder_ / "cache" / "simulators")) << "nothing is kept of it";

  Replace("txn/simulator.cc", "\n  unknown_type wrong;", "");
  Replace("txn/simulator.cc", "kDomain = TXN_DOMAIN", "kDomain = \"else\"");
  const Output other = Run("eval txn txn/seed.cc");
  EXPECT_EQ(other.code, 2) << other.err;
  EXPECT_THAT(other.err, HasSubstr("it is one of the domain \"else\", not \"txn\""));

  Replace("txn/simulator.cc", "kDomain = \"else\"", "kDomain = TXN_DOMAIN");
  Replace("txn/problem.yaml", "keys: 200", "keys: none");
  const Output setting = Run("eval txn txn/seed.cc");
  EXPECT_EQ(setting.code, 2) << setting.err;
  EXPECT_THAT(setting.err, HasSubstr("problem.yaml:"));
  EXPECT_THAT(setting.err, HasSubstr("must be a whole number from 1 to 1000000, not 'none'"));

  Replace("txn/problem.yaml", "keys: none", "keys: 200, colour: red");
  const Output unknown = Run("eval txn txn/seed.cc");
  EXPECT_EQ(unknown.code, 2) << unknown.err;
  EXPECT_THAT(unknown.err, HasSubstr("colour"));

  Replace("txn/problem.yaml", ", colour: red", "");
  Replace("txn/simulator.cc", "arrival += MakespanOf(batch, order);", "__builtin_trap();");
  EXPECT_THAT(Run("eval txn txn/seed.cc").err,
              HasSubstr("the simulator of \"txn\" ended over the reference metrics of workload hot"));

  fs::remove(folder_ / "txn" / "txn_policy.hpp");
  const Output missing = Run("eval txn txn/seed.cc");
  EXPECT_EQ(missing.code, 2) << missing.err;
  EXPECT_THAT(missing.err, HasSubstr("txn_policy.hpp is missing beside it"));
}

TEST_F(OwnDomain, AnswersThatMayNotBeCarriedOutAreVerdictsWithTheirPlace) {
  const Output twice = Run("eval txn " + Policy("twice.cc", "order[3] = order[2];") + " --json");
  EXPECT_EQ(twice.code, 1) << twice.err;
  EXPECT_EQ(Verdict(twice)["kind"], "invalid_decision");
  EXPECT_EQ(Verdict(twice)["reason"], "place 3: transaction 2 stands in the order already");
  EXPECT_EQ(Verdict(twice)["detail"]["request"], 0);
  const Output beyond = Run("eval txn " + Policy("beyond.cc", "order[5] = order.size();") + " --json");
  EXPECT_EQ(Verdict(beyond)["kind"], "invalid_decision");
  EXPECT_EQ(Verdict(Run("eval txn " + Policy("outside.cc", "order[order.size()] = 0;") + " --json"))["kind"],
            "exception");
  EXPECT_EQ(Verdict(Run("eval txn " + Policy("wild.cc", "order.begin()[1u << 30] = 1;") + " --json"))["kind"],
            "crash");
}

TEST_F(OwnDomain, HowWorkloadsAreMadeIsNotForCandidatesToRead) {
  Put("txn/generator.hpp", "#pragma once\ninline int secret() { return 7; }\n");
  Replace("txn/simulator.cc", "#include <gauntlet/txn_abi.h>",
          "#include <gauntlet/txn_abi.h>\n#include \"generator.hpp\"");
  Put("peeks.cc", "#include <gauntlet/sdk/txn_policy.hpp>\n#include <generator.hpp>\n");
  Put("peeks_too.cc", "#include <gauntlet/sdk/txn_policy.hpp>\n#include <gauntlet/generator.hpp>\n");
  ASSERT_EQ(Run("eval txn txn/seed.cc").code, 0) << "the simulator itself may";
  for (const char* name : {"peeks.cc", "peeks_too.cc"}) {
    const std::string kind = Verdict(Run(std::string("eval txn ") + name + " --json"))["kind"];
    EXPECT_TRUE(kind == "screen_rejected" || kind == "compile_error") << name << ": " << kind;
  }
}

TEST_F(OwnDomain, ARecordThatIsInTwoSplitsIsRefused) {
  Replace("txn/problem.yaml",
          "{name: hot_v, split: validation, transactions: 120, keys: 150, ticks: 18, skew: 1.1, computes: "
          "0.1, seed: 11}",
          "{name: hot_v, split: validation, transactions: 100, keys: 200, ticks: 16, skew: 1.2, computes: 0, "
          "seed: 1}");
  const Output output = Run("run txn --candidates 5");
  EXPECT_EQ(output.code, 2) << output.err;
  EXPECT_THAT(output.err, HasSubstr("of workload 'hot_v' (validation) is one of 'hot' (train) as well"));
}

TEST_F(OwnDomain, ACampaignRunsResumesAndIsReadWithoutItsFolder) {
  const Output run = Run("run txn --campaign c.db --candidates 60 --seed 1 --workers 1 --final");
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("Verified:"));
  const Output more = Run("resume c.db --candidates 90");
  ASSERT_EQ(more.code, 0) << more.err;
  const Output best = Run("best c.db --json");
  ASSERT_EQ(best.code, 0) << best.err;

  // What was made of sources later on is read with the headers of the campaign.
  fs::rename(folder_ / "txn", folder_ / "elsewhere");
  const Output diff = Run("diff c.db:0 c.db:1 --json");
  EXPECT_EQ(diff.code, 0) << diff.err;
  EXPECT_EQ(Run("stats c.db").code, 0);
}

// What people ask of finished candidates, of a domain that the host has never heard of.
TEST_F(OwnDomain, ACampaignIsExplainedReportedTunedAndPacked) {
  const Output run = Run("run txn --campaign c.db --candidates 40 --seed 1");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json best = Run("best c.db --json").json();

  const Output explained = Run("explain c.db --json");
  ASSERT_EQ(explained.code, 0) << explained.err;
  EXPECT_FALSE(explained.json()["parts"].empty());

  ASSERT_EQ(Run("report c.db -o page.html").code, 0);
  EXPECT_THAT(ReadAll(folder_ / "page.html"), HasSubstr("txn_makespan"));

  const Output tuned = Run("tune txn txn/seed.cc --vectors 10 --json");
  EXPECT_LE(tuned.code, 1) << tuned.err;
  EXPECT_TRUE(tuned.json().is_object()) << tuned.out;

  ASSERT_EQ(Run("export c.db --as bundle -o b").code, 0);
  const Output verified = Run("verify b --json");
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;

  const Output debugged = Run("debug c.db:0 --json");
  EXPECT_EQ(debugged.code, 0) << debugged.out << debugged.err;
}

TEST_F(OwnDomain, ThePublicBatchesCostWhatTheyArePublishedToCost) {
  const fs::path shared = fs::path(GAUNTLET_SOURCE_DIR).parent_path() / "shared" / "data" / "txn";
  if (!fs::exists(shared)) GTEST_SKIP() << "no " << shared << ": the public batches are not here";
  std::string entries = "workloads:\n";
  for (int i = 1; i <= 3; ++i)
    entries += fmt::format("  - {{name: public_{0}, files: {{batch: {1}/workload_{0}.json}}}}\n", i,
                           shared.string());
  Put("public.yaml", entries);
  const Output output = Run("eval txn txn/baselines/arrival.cc --workload public.yaml --verify --json");
  ASSERT_EQ(output.code, 0) << output.err;
  uint64_t makespan = 0;
  for (const Json& workload : output.json()["results"][0]["workloads"])
    makespan += workload["metrics"]["makespan"].get<uint64_t>();
  EXPECT_EQ(makespan, 537u);
}

TEST_F(OwnDomain, ADamagedFileIsSaidWithItsLine) {
  Put("cut.json", "{\n\"txn0\": \"r-1 w-2\",\n\"txn1\": \"r-1 x-2\"\n}\n");
  Put("cut.yaml", "name: cut\nfiles:\n  batch: cut.json\n");
  const Output word = Run("eval txn txn/seed.cc --workload cut.yaml");
  EXPECT_EQ(word.code, 2) << word.err;
  EXPECT_THAT(word.err, HasSubstr("cut.json:3: 'x-2' is neither r-KEY nor w-KEY nor *"));
  Put("cut.json", "{\n\"txn0\": \"r-1 w-2\",\n");
  EXPECT_THAT(Run("eval txn txn/seed.cc --workload cut.yaml").err,
              HasSubstr("cut.json:3: expected a key in quotes"));
}

// Every order of a small batch, by the rules as the header tells them.
TEST_F(OwnDomain, NoOrderOfASmallBatchBeatsTheOptimumAndTheBoundIsBelowIt) {
  Put("small.json",
      R"({"a": "r-1 * w-2", "b": "w-1 w-2 *", "c": "* r-2 r-1", "d": "w-3 r-2", "e": "* * w-3 w-1"})");
  Put("small.yaml", "name: small\nfiles: {batch: small.json}\n");
  Replace("txn/problem.yaml", "reference: arrival_makespan", "reference: optimal_makespan");
  std::vector<int> order = {0, 1, 2, 3, 4};
  double best = -1e9;
  std::string sources;
  int count = 0;
  do {
    std::string body;
    for (size_t i = 0; i < order.size(); ++i) body += fmt::format("order[{}] = {}; ", i, order[i]);
    sources += " " + Policy(fmt::format("o{}.cc", count++), body);
  } while (std::ranges::next_permutation(order).found);
  const Output output = Run("eval txn" + sources + " --workload small.yaml --json");
  ASSERT_EQ(output.code, 0) << output.err;
  for (const Json& result : output.json()["results"]) best = std::max(best, result["score"].get<double>());
  EXPECT_EQ(best, 0) << "the score compares with the optimum";
}

// The search of the simulator against every placement, by the formula as the header tells it.
TEST_F(OwnDomain, NoPlacementOfASmallFleetBeatsTheOptimumAndTheBoundIsBelowIt) {
  fs::copy(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / "prism_placement", folder_ / "prism",
           fs::copy_options::recursive);
  constexpr double kSize[] = {20, 35, 11, 29, 17}, kRate[] = {5, 2, 9, 4, 7}, kSlo[] = {5, 8, 6, 10, 7};
  std::string models;
  for (int m = 0; m < 5; ++m)
    models += fmt::format("{}{{\"gigabytes\": {}, \"requests_per_s\": {}, \"slo\": {}}}", m > 0 ? ", " : "",
                          kSize[m], kRate[m], kSlo[m]);
  Put("fleets.json", "[{\"gpus\": 3, \"models\": [" + models + "]}]");
  Put("small.yaml", "name: small\nfiles: {fleets: fleets.json}\n");
  double best = 1e9;
  for (int code = 0; code < 243; ++code) {
    double load[3] = {}, used[3] = {}, worst = 0;
    for (int m = 0, rest = code; m < 5; ++m, rest /= 3) {
      load[rest % 3] += kRate[m] / kSlo[m];
      used[rest % 3] += kSize[m];
    }
    for (int g = 0; g < 3; ++g) worst = std::max(worst, used[g] < 80 ? load[g] / (80 - used[g]) : 1e9);
    best = std::min(best, worst);
  }
  const auto score_against = [&](const std::string& reference, const std::string& source) {
    const Output output =
        Run("eval prism prism/baselines/" + source + ".cc --workload small.yaml --verify --json");
    EXPECT_EQ(output.code, 0) << reference << output.err;
    return output.json()["results"][0];
  };
  const Json in_turn = score_against("in_turn", "in_turn");
  EXPECT_EQ(in_turn["score"], 0) << "it is the reference";
  Replace("prism/problem.yaml", "reference: in_turn_max_pressure", "reference: optimal_max_pressure");
  const Json greedy = score_against("optimal", "greedy_by_load");
  const double pressure = greedy["metrics"]["max_pressure"];
  EXPECT_GE(pressure, best * (1 - 1e-12));
  // The score is (optimum - pressure) / pressure where the policy is worse.
  EXPECT_NEAR(greedy["score"].get<double>(), pressure > best ? -(pressure - best) / pressure : 0, 1e-9);
  Replace("prism/problem.yaml", "reference: optimal_max_pressure", "reference: bound_max_pressure");
  EXPECT_LE(score_against("bound", "greedy_by_load")["score"].get<double>(), greedy["score"].get<double>());

  Put("full.cc",
      "#include <gauntlet/sdk/prism_policy.hpp>\nstruct P : prism::Policy {\n"
      "  void place(const Fleet&, Placement&) {}\n};\nPRISM_POLICY(P)\n");
  const Json verdict = Verdict(Run("eval prism full.cc --workload small.yaml --json"));
  EXPECT_EQ(verdict["kind"], "invalid_decision");
  EXPECT_EQ(verdict["reason"], "model 3: GPU 0 would hold 95 GB, and has 80");
}

TEST_F(OwnDomain, ATableReusesWhatConsecutiveRowsShareByteForByte) {
  fs::copy(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / "llm_sql_reorder", folder_ / "sql",
           fs::copy_options::recursive);
  // Texts of rows: "a,1xy", "12xy", "123z". The second shares nothing with the first, "12" with the third.
  Put("t.csv", "id,\"na\"\"me\",kind\n\"a,1\",x,y\n1,2x,y\n12,3,z\n");
  Put("t.yaml", "name: t\nfiles: {table: t.csv}\n");
  const Output output = Run("eval sql sql/baselines/arrival.cc --workload t.yaml --verify --json");
  ASSERT_EQ(output.code, 0) << output.err;
  const Json metrics = output.json()["results"][0]["metrics"];
  EXPECT_EQ(metrics["characters"], 13);
  EXPECT_DOUBLE_EQ(metrics["hit_rate"], 2.0 / 13);
  EXPECT_DOUBLE_EQ(metrics["hit_rate_any"], 2.0 / 13);

  const auto verdict = [&](const std::string& body) {
    Put("bad.cc",
        "#include <gauntlet/sdk/llmsql_policy.hpp>\nstruct P : llmsql::Policy {\n"
        "  void order(const Table&, Order& order) { " +
            body + " }\n};\nLLMSQL_POLICY(P)\n");
    return Verdict(Run("eval sql bad.cc --workload t.yaml --json"))["reason"];
  };
  EXPECT_EQ(verdict("order.row(1) = 0;"), "place 1: row 0 stands in the order already");
  EXPECT_EQ(verdict("order.column(2, 0) = 1;"), "row 2: column 1 stands in it already");
  EXPECT_EQ(verdict("order.column(2, 0) = 3;"), "row 2: column 3 does not exist");
  Put("t.csv", "id,name\n1,2\n3\n");
  EXPECT_THAT(Run("eval sql sql/seed.cc --workload t.yaml").err,
              HasSubstr("t.csv:3: 1 cells; the head has 2"));
}

// Three regions, by hand: the rules as the header and the README tell them.
TEST_F(OwnDomain, ABroadcastIsBilledByLinksMachinesAndTime) {
  fs::copy(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / "cloudcast_broadcast", folder_ / "cast",
           fs::copy_options::recursive);
  Put("prices.csv", "src,dest,cost\nx:1,y:1,0.1\nx:1,y:2,0.1\ny:1,y:2,0.01\n");
  const std::string throughputs =
      "src_region,dst_region,throughput_sent\nx:1,y:1,2e9\nx:1,y:2,1e9\ny:1,y:2,4e9\n";
  Put("throughputs.csv", throughputs);
  Put("job.json",
      R"({"source_node": "x:1", "dest_nodes": ["y:1", "y:2"], "data_vol": 10, "num_partitions": 2,
          "ingress_limit": {"x": 100, "y": 3}, "egress_limit": {"x": 2, "y": 10}})");
  Put("w.yaml",
      "name: w\nmachines: 1\nfiles: {prices: prices.csv, throughputs: throughputs.csv, broadcast: "
      "job.json}\n");
  const auto result = [&](const std::string& body) {
    Put("p.cc",
        "#include <gauntlet/sdk/cloudcast_policy.hpp>\nstruct P : cloudcast::Policy {\n"
        "  void route(const Broadcast&, Routes& routes) { " +
            body + " }\n};\nCLOUDCAST_POLICY(P)\n");
    return Run("eval cast p.cc --workload w.yaml --verify --json").json()["results"][0];
  };
  const std::string first = "routes.from(0, 1) = routes.from(1, 1) = 0; ";
  // Links 1.1 USD; the source's link takes 80 Gbit at 2 Gbit/s, the other at 3, which is all that y:2 takes in.
  const Json relayed = result(first + "routes.from(0, 2) = routes.from(1, 2) = 1;");
  ASSERT_EQ(relayed["verdict"]["kind"], "ok") << relayed;
  EXPECT_NEAR(relayed["metrics"]["usd"].get<double>(), 1.1 + 3 * 0.54 / 3600 * 40, 1e-12);
  EXPECT_NEAR(relayed["metrics"]["bound_usd"].get<double>(), 1.1 + 3 * 0.54 / 3600 * 40, 1e-12);
  // Links 2 USD; the source gives out 2 Gbit/s, 1 for each link.
  const Json direct = result(first + "routes.from(0, 2) = routes.from(1, 2) = 0;");
  EXPECT_NEAR(direct["metrics"]["usd"].get<double>(), 2 + 3 * 0.54 / 3600 * 80, 1e-12);
  EXPECT_EQ(direct["score"], 0) << "these are the cheapest paths";
  // A partition each way: x:1 to y:1 carries both, the links to y:2 one each, which enter at 1.5 Gbit/s at most.
  const Json both = result(first + "routes.from(0, 2) = 0; routes.from(1, 2) = 1;");
  EXPECT_NEAR(both["metrics"]["egress_usd"].get<double>(), 1 + 0.5 + 0.05, 1e-12);
  EXPECT_NEAR(both["metrics"]["seconds"].get<double>(), 80, 1e-12);

  const auto reason = [&](const std::string& body) { return result(body)["verdict"]["reason"]; };
  EXPECT_EQ(reason(first + "routes.from(0, 2) = 1;"), "partition 1: nobody sends it to region 2");
  EXPECT_EQ(reason(first + "routes.from(0, 2) = 7;"), "partition 0: there is no link from region 7 to 2");
  EXPECT_EQ(reason("routes.from(0, 1) = 2; routes.from(0, 2) = 1;"),
            "partition 0: there is no link from region 2 to 1");
  Put("throughputs.csv", throughputs + "y:2,y:1,1e9\n");
  Put("prices.csv", "src,dest,cost\nx:1,y:1,0.1\nx:1,y:2,0.1\ny:1,y:2,0.01\ny:2,y:1,0.01\n");
  EXPECT_EQ(reason("routes.from(0, 1) = 2; routes.from(0, 2) = 1;"),
            "partition 0: region 2 gets it in a circle");
  Put("throughputs.csv", throughputs + "y:1,x:1,fast\n");
  EXPECT_THAT(Run("eval cast cast/seed.cc --workload w.yaml").err,
              HasSubstr("throughputs.csv:5: 'fast' is no throughput_sent"));
}

TEST_F(OwnDomain, CheapestPathsCostOnThePublicNetworkWhatIsPublished) {
  const fs::path shared = fs::path(GAUNTLET_SOURCE_DIR).parent_path() / "shared" / "data" / "cloudcast";
  if (!fs::exists(shared)) GTEST_SKIP() << "no " << shared << ": the public network is not here";
  std::string entries = "workloads:\n";
  for (const char* name : {"intra_aws", "intra_azure", "intra_gcp", "inter_agz", "inter_gaz2"})
    entries += fmt::format(
        "  - {{name: {1}, files: {{prices: {0}/cost.csv, throughputs: {0}/throughput.csv, "
        "broadcast: {0}/config/{1}.json}}}}\n",
        shared.string(), name);
  Put("public.yaml", entries);
  const fs::path folder = fs::path(GAUNTLET_SOURCE_DIR) / "problems" / "cloudcast_broadcast";
  const Output output =
      Run("eval " + folder.string() + " " + (folder / "baselines/cheapest_paths.cc").string() +
          " --workload public.yaml --verify --json");
  ASSERT_EQ(output.code, 0) << output.err;
  double usd = 0;
  for (const Json& workload : output.json()["results"][0]["workloads"])
    usd += workload["metrics"]["usd"].get<double>();
  EXPECT_NEAR(usd, 1045.860405, 1e-4) << "whose seconds are rounded to hundredths";
}

TEST_F(OwnDomain, AHeaderThatBreaksTheConventionsIsRefusedWithItsLine) {
  const std::string fine = ReadAll(folder_ / "txn" / "txn_abi.h");
  const auto said = [&](const std::string& from, const std::string& to) {
    Put("txn/txn_abi.h", fine);
    Replace("txn/txn_abi.h", from, to);
    const Output output = Run("eval txn txn/seed.cc");
    EXPECT_EQ(output.code, 2) << to << output.err;
    return output.err;
  };
  const std::string moved = said("  uint32_t key_count;\n  uint32_t reserved_zero;",
                                 "  uint32_t reserved_zero;\n  uint32_t key_count;");
  EXPECT_THAT(moved, HasSubstr("the layout is another one than its fingerprint says"));
  const size_t number = moved.find("#define TXN_FINGERPRINT 0x");
  ASSERT_NE(number, std::string::npos) << moved;
  const std::string line = moved.substr(number, moved.find('\n', number) - number);
  const std::string old = fine.substr(fine.find("#define TXN_FINGERPRINT"), line.size());
  EXPECT_NE(line, old);
  Replace("txn/txn_abi.h", old, line);
  EXPECT_EQ(Run("eval txn txn/seed.cc").code, 0) << "as it says";

  // Comments and formatting are no part of it.
  Put("txn/txn_abi.h", fine);
  Replace("txn/txn_abi.h", "/* What is to be run.", "/* What shall run.\n *\n");
  EXPECT_EQ(Run("eval txn txn/seed.cc").code, 0);

  EXPECT_THAT(said("  uint64_t seed;", "  unsigned long seed;"),
              HasSubstr("seed is or takes unsigned long: what crosses the border has a fixed width"));
  EXPECT_THAT(said("  uint32_t key_count;\n  uint32_t reserved_zero;", "  uint32_t key_count;"),
              HasSubstr("4 bytes of padding at the end of txn_batch"));
  EXPECT_THAT(said("  uint32_t struct_size;\n  uint32_t reserved_zero;\n  void *(*create)",
                   "  uint64_t reserved_zero;\n  void *(*create)"),
              HasSubstr("its first field is uint32_t struct_size"));
  EXPECT_THAT(said("const txn_batch *batch, uint32_t *order", "const txn_batch *batch, unsigned *order"),
              HasSubstr("order is or takes unsigned int"));
  EXPECT_THAT(
      said("  uint32_t key;      /* below key_count */", "  uint32_t key : 32; /* below key_count */"),
      HasSubstr("is a bit-field"));
}

TEST_F(OwnDomain, ANewProblemIsCompleteAndRunsAtOnce) {
  const Output made = Run("new spare_parts");
  ASSERT_EQ(made.code, 0) << made.err;
  for (const auto& item : fs::recursive_directory_iterator(folder_ / "spare_parts")) {
    if (!item.is_regular_file()) continue;
    for (const char* old : {"example", "EXAMPLE", "Example"})
      EXPECT_EQ(ReadAll(item.path()).find(old), std::string::npos) << item.path() << " speaks of " << old;
  }
  const std::string baseline = "spare_parts/baselines/longest_first.cc";
  const Output eval = Run("eval spare_parts spare_parts/seed.cc " + baseline + " --verify --json");
  ASSERT_EQ(eval.code, 0) << eval.err;
  EXPECT_TRUE(eval.json()["results"][1]["confirmed"]);
  EXPECT_GT(eval.json()["results"][1]["score"].get<double>(), 0.3);
  EXPECT_EQ(Run("verify spare_parts " + baseline).code, 0);
  const Output run = Run("run spare_parts --candidates 40 --seed 1");
  EXPECT_EQ(run.code, 0) << run.err;

  EXPECT_EQ(Run("new spare_parts").code, 2) << "it is there already";
  for (const char* name : {"cache", "example", "txn_makespan", "9lives", "../up", "Big"})
    EXPECT_EQ(Run(std::string("new ") + name).code, 2) << name;
  Put("batches.csv", "3,4,5\n6,x\n");
  Put("read.yaml", "name: read\nmachines: 2\nfiles: {batches: batches.csv}\n");
  EXPECT_THAT(Run("eval spare_parts " + baseline + " --workload read.yaml").err,
              HasSubstr("batches.csv:2: 'x' is no number of seconds"));
  Put("batches.csv", "3,4,5\n6,1\n");
  const Output read = Run("eval spare_parts " + baseline + " --workload read.yaml --json");
  ASSERT_EQ(read.code, 0) << read.err;
  EXPECT_EQ(read.json()["results"][0]["metrics"]["seconds"], 7 + 6) << "3 and 4 on one machine, 6 alone";
}

}  // namespace
}  // namespace gauntlet
