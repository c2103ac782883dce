// problems/REFERENCE.md is what the program says of its keys, and what it says is what its readers know.
#include <map>
#include <set>
#include <sstream>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

using Names = std::set<std::string>;

class ReferenceOfKeys : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    for (const Json& one : Run("problems --keys --json").json()["keys"]) said_[one["map"]].insert(one["key"]);
  }
  // What an error says of an unknown key.
  static Names KnownIn(const std::string& error) {
    Names out;
    const std::string head = "known here: ";
    const size_t at = error.find(head);
    EXPECT_NE(at, std::string::npos) << error;
    if (at == std::string::npos) return out;
    std::istringstream list(error.substr(at + head.size()));
    for (std::string name; list >> name;)
      out.insert(name.ends_with(',') ? name.substr(0, name.size() - 1) : name);
    return out;
  }
  Names KnownToProblem(const std::string& yaml) {
    std::ofstream(folder_ / "toy" / "problem.yaml") << yaml;
    return KnownIn(Run("eval toy toy/seed.cc").err);
  }
  Names KnownToWorkload(const std::string& problem, const std::string& yaml) {
    std::ofstream(folder_ / "w.yaml") << yaml;
    const fs::path seed = fs::path(GAUNTLET_SOURCE_DIR) / "problems" / problem / "seed.cc";
    return KnownIn(Run("eval " + problem + " " + seed.string() + " --workload w.yaml").err);
  }
  std::map<std::string, Names> said_;
};

TEST_F(ReferenceOfKeys, IsWhatTheProgramSays) {
  const Output output = Run("problems --keys");
  EXPECT_EQ(output.code, 0) << output.err;
  EXPECT_EQ(output.out, ReadAll(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / "REFERENCE.md"))
      << "write it again: build/gauntlet problems --keys > problems/REFERENCE.md";
}

TEST_F(ReferenceOfKeys, ProblemsAreReadByTheseKeys) {
  const std::string good = ReadAll(folder_ / "toy" / "problem.yaml");
  EXPECT_EQ(KnownToProblem("zzz: 1\n" + good), said_[""]);
  const std::map<std::string, std::string> maps = {
      {"objective", "objective: {metric: misses, zzz: 1}"},
      {"limits", "limits: {zzz: 1}"},
      {"simulator", "simulator: {command: [sh], zzz: 1}"},
      {"constraints[]", "constraints: [{metric: m, at_most: 1, zzz: 1}]"},
      {"figures[]", "figures: [{name: n, formula: misses, zzz: 1}]"},
      {"baselines[]", "baselines: [{name: n, source: seed.cc, zzz: 1}]"},
      {"stand_ins[]", "stand_ins: [{name: n, source: seed.cc, expect: ok, zzz: 1}]"},
      {"features[]", "features: [{name: nodes, low: 1, high: 2, zzz: 1}]"},
      {"cascade[]", "cascade: [{sample_rate: 0.5, zzz: 1}]"}};
  for (const auto& [map, line] : maps) {
    std::string yaml;
    if (map == "objective") {
      yaml = "name: toy\ndomain: cache\ninterface: priority\nseed: seed.cc\n" + line + "\n";
    } else {
      yaml = "name: toy\ndomain: cache\ninterface: priority\nseed: seed.cc\nobjective: {metric: misses}\n" +
             line + "\n";
    }
    EXPECT_EQ(KnownToProblem(yaml), said_[map]) << map;
  }
  // No map is left out.
  size_t of_problem = 0;
  for (const auto& [map, names] : said_)
    of_problem += map.starts_with("workloads") || map == "search" ? 0 : 1;
  EXPECT_EQ(of_problem, maps.size() + 1);
}

TEST_F(ReferenceOfKeys, CampaignsAreReadByTheseKeys) {
  for (const std::string& key : said_["search"]) {
    std::ofstream(folder_ / "c.yaml") << key << ": {zzz: {}}\n";
    EXPECT_THAT(Run("run toy --candidates 1 --config c.yaml").err, Not(HasSubstr("unknown key " + key)))
        << key;
  }
  std::ofstream(folder_ / "c.yaml") << "zzz: 1\n";
  const std::string error = Run("run toy --candidates 1 --config c.yaml").err;
  EXPECT_THAT(error, HasSubstr("unknown key zzz; there are seed, window"));
}

TEST_F(ReferenceOfKeys, WorkloadsAreReadByTheseKeys) {
  const fs::path problems = fs::path(GAUNTLET_SOURCE_DIR) / "problems";
  fs::copy(problems / "moe_balance" / "serving", folder_ / "serving", fs::copy_options::recursive);
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"cache_priority", "cache",
       "zzz: 1\nname: x\ngenerate: {kind: zipf, requests: 100, objects: 10, seed: 1}\nobject_size: unit\n"
       "capacity: {objects: 5}\n"},
      {"moe_balance", "moe", ReadAll(problems / "moe_balance" / "problem.yaml")},
      {"spot_single_region", "spot", ReadAll(problems / "spot_single_region" / "problem.yaml")}};
  for (const auto& [problem, domain, text] : cases) {
    std::string yaml = text;
    if (domain != "cache") {  // the problem's own entries, with a key too many in the first
      yaml = yaml.substr(yaml.find("\nworkloads:") + 1);
      yaml.replace(yaml.find("name:"), 5, "zzz: 1, name:");
      if (yaml.find("{zzz") == std::string::npos) yaml.replace(yaml.find("zzz: 1, "), 8, "zzz: 1\n    ");
    }
    const Names known = KnownToWorkload(problem, yaml);
    EXPECT_FALSE(known.empty());
    for (const std::string& name : known)
      EXPECT_TRUE(said_["workloads[]"].contains(name) ||
                  said_["workloads[] of `" + domain + "`"].contains(name))
          << domain << ": " << name;
  }
}

}  // namespace
}  // namespace gauntlet
