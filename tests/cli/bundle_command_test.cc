// gauntlet export --as bundle and verify of one: what holds is passed, whatever was changed is named.
#include <fstream>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class BundleCommand : public Cli {
 protected:
  void Export(const std::string& more = "") {
    ASSERT_EQ(Run("run toy --campaign c.db --candidates 12 --seed 3 -q").code, 0);
    const Output made = Run("export c.db --as bundle -o b " + more);
    ASSERT_EQ(made.code, 0) << made.err;
  }
  Json ReadBundle() const { return Json::parse(ReadAll(folder_ / "b" / "bundle.json")); }
  void WriteBundle(const Json& json) const { std::ofstream(folder_ / "b" / "bundle.json") << json.dump(1); }
  static const Json& Check(const Json& json, const std::string& name) {
    for (const Json& check : json["checks"])
      if (check["name"] == name) return check;
    ADD_FAILURE() << "no check " << name << " in " << json.dump();
    return json;
  }
};

TEST_F(BundleCommand, WhatWasExportedPassesAndHoldsTheRowsOwnNumbers) {
  Export();
  const Json best = Run("best c.db --json").json();
  const Json bundle = ReadBundle();
  const Json& train = bundle["sources"][0]["results"][0];
  EXPECT_EQ(bundle["sources"].size(), 2u) << "the champion and the seed";
  EXPECT_EQ(train["split"], "train");
  EXPECT_EQ(train["score"], best["score"]);
  EXPECT_EQ(bundle["sources"][0]["results"].size(), 2u) << "train and validation, never test";
  EXPECT_FALSE(bundle.dump().contains("\"test\""));
  const Output verified = Run("verify b --json");
  ASSERT_EQ(verified.code, 0) << verified.out << verified.err;
  EXPECT_EQ(verified.json()["passed"], true);
  EXPECT_EQ(verified.json()["checks"].size(), 1u + 2u * (1 + 2));
  EXPECT_THAT(Run("verify b").out, HasSubstr("recomputed from its answers"));
}

TEST_F(BundleCommand, TheTestSplitIsInItWhenItsOpeningIsCounted) {
  Export("--final");
  EXPECT_EQ(ReadBundle()["sources"][0]["results"].size(), 3u);
  const Output verified = Run("verify b --json");
  EXPECT_EQ(verified.code, 0) << verified.out;
  EXPECT_EQ(Check(verified.json(), "champion test")["passed"], true);
  EXPECT_THAT(Run("verify c.db --final").out, HasSubstr("opening 2 of this campaign"));
}

TEST_F(BundleCommand, ANumberThatIsNotSoFailsWithItsName) {
  Export();
  Json bundle = ReadBundle();
  Json& misses = bundle["sources"][0]["results"][0]["workloads"][0]["metrics"]["misses"];
  const auto true_misses = misses.get<int64_t>();
  misses = true_misses - 1;
  WriteBundle(bundle);
  const Output verified = Run("verify b --json");
  EXPECT_EQ(verified.code, 1) << verified.err;
  EXPECT_EQ(Check(verified.json(), "champion train")["passed"], false);
  EXPECT_THAT(Check(verified.json(), "champion train")["says"].get<std::string>(),
              HasSubstr(fmt::format("misses is {} here and {} in the bundle", true_misses, true_misses - 1)));
  EXPECT_EQ(Check(verified.json(), "seed train")["passed"], true);
  EXPECT_EQ(Check(verified.json(), "champion validation")["passed"], true);
}

TEST_F(BundleCommand, OtherDataAndAnotherProblemAreSaid) {
  Export();
  std::string yaml = ReadAll(folder_ / "toy" / "problem.yaml");
  yaml.replace(yaml.find("seed: 2"), 7, "seed: 9");
  std::ofstream(folder_ / "toy" / "problem.yaml") << yaml;
  const Output verified = Run("verify b --json");
  EXPECT_EQ(verified.code, 1) << verified.err;
  const Json json = verified.json();
  EXPECT_EQ(Check(json, "problem")["passed"], false);
  EXPECT_EQ(Check(json, "champion train")["passed"], true) << "its data are what they were";
  EXPECT_THAT(Check(json, "workloads validation")["says"].get<std::string>(), HasSubstr("holds other data"));
}

TEST_F(BundleCommand, ABundleOfAProblemThatIsNotHereSaysWhichThereAre) {
  Export();
  Json bundle = ReadBundle();
  bundle["problem"]["name"] = "nowhere";
  WriteBundle(bundle);
  const Output verified = Run("verify b");
  EXPECT_EQ(verified.code, 2);
  EXPECT_THAT(verified.err, HasSubstr("nowhere"));
  bundle["problem"]["name"] = "../../etc";
  WriteBundle(bundle);
  EXPECT_THAT(Run("verify b").err, HasSubstr("no name that a problem can have"));
}

}  // namespace
}  // namespace gauntlet
