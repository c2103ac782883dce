// gauntlet report: the page of a real campaign, opened by a real browser, and the same figures as tables.
#include <cstdlib>

#include "host/base/file.h"
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class ReportCommand : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    if (campaign_.empty()) {
      const Output run = Run("run toy --campaign c.db --candidates 60 --seed 3 --final -q");
      ASSERT_EQ(run.code, 0) << run.err;
      campaign_ = ReadAll(folder_ / "c.db");
    }
    ASSERT_TRUE(WriteFile(folder_ / "c.db", campaign_));
  }

  static inline std::string campaign_;  // the file of one campaign for all tests
};

// Empty: there is none.
std::string Browser() {
  for (const char* name : {"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"})
    if (std::system(fmt::format("command -v {} > /dev/null", name).c_str()) == 0) return name;
  return "";
}

TEST_F(ReportCommand, WritesOnePageThatNeedsNothingElse) {
  const Output report = Run("report c.db -o page.html");
  ASSERT_EQ(report.code, 0) << report.err;
  const std::string page = ReadAll(folder_ / "page.html");
  for (const char* part :
       {"id=progress", "id=policies", "id=workloads", "id=archive", "id=family", "id=verdicts", "id=cost",
        "id=source", "id=lineage", "oracle bound (belady_misses)"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  for (const char* outside : {" src=", "@import", "url(http", "<link"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  EXPECT_LT(page.size(), 2'000'000u);
}

TEST_F(ReportCommand, SaysInJsonAndCsvWhatIsStored) {
  const Output report = Run("report c.db --json --csv tables");
  ASSERT_EQ(report.code, 0) << report.err;
  const Json json = report.json();
  EXPECT_EQ(json["candidates"], 60);
  const std::string subject = fmt::format("show c.db:{} --json", json["subject"]["number"].get<int64_t>());
  EXPECT_EQ(json["subject"]["source_text"], Run(subject).json()["source_text"]);
  EXPECT_EQ(json["policies"][0]["train_score"], json["subject"]["score"]);
  EXPECT_EQ(json["policies"].back()["policy"], "oracle bound (belady_misses)");
  EXPECT_GE(json["policies"].back()["train_score"], json["policies"][0]["train_score"]);
  EXPECT_EQ(json["test_openings"], 1);
  int64_t verdicts = 0;
  for (const Json& row : json["verdicts"]) verdicts += row["candidates"].get<int64_t>();
  EXPECT_EQ(verdicts, 60);
  const std::string csv = ReadAll(folder_ / "tables" / "policies.csv");
  EXPECT_TRUE(csv.starts_with("policy,train_score,train_gain_over_seed,validation_score,")) << csv;
}

TEST_F(ReportCommand, SaysWhereToOrThatAFileIsNoCampaign) {
  EXPECT_EQ(Run("report c.db").code, 2);
  std::ofstream(folder_ / "foreign.db") << "not a database, whatever its name says";
  const Output foreign = Run("report foreign.db -o page.html");
  EXPECT_EQ(foreign.code, Run("stats foreign.db").code);
  EXPECT_EQ(foreign.err, Run("stats foreign.db").err);
  EXPECT_FALSE(fs::exists(folder_ / "page.html"));
}

TEST_F(ReportCommand, OpensInABrowserWithoutAnError) {
  const std::string browser = Browser();
  if (browser.empty()) GTEST_SKIP() << "no Chromium on this machine: ./dev test installs one where it can";
  const auto open = [&](const std::string& page) {
    const std::string command = fmt::format(
        "cd '{0}' && timeout 120 {1} --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
        "--user-data-dir='{0}/browser' --enable-logging=stderr --v=0 --dump-dom '{2}' > dom.html 2> log",
        folder_.string(), browser, page);
    return std::system(command.c_str());
  };
  // In some containers it is there and cannot live.
  if (open("about:blank") != 0) GTEST_SKIP() << browser << " does not run on this machine";
  ASSERT_EQ(Run("report c.db -o page.html").code, 0);
  ASSERT_EQ(open(fmt::format("file://{}/page.html", folder_.string())), 0) << ReadAll(folder_ / "log");
  const std::string dom = ReadAll(folder_ / "dom.html"), log = ReadAll(folder_ / "log");
  EXPECT_EQ(log.find("CONSOLE"), std::string::npos) << log;
  // Drawn by the scripts: axes, levels and ends of lines as text.
  for (const char* drawn : {"class=\"best\" d=\"M", "class=\"median\" d=\"M", "oracle bound +",
                            "class=\"node", "over candidates", ">lfu "})
    EXPECT_NE(dom.find(drawn), std::string::npos) << drawn;
}

}  // namespace
}  // namespace gauntlet
