// Figures of campaigns made by hand, and pages of texts that want out of them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "host/report/figures.h"
#include "host/report/report_page.h"
#include "host/report/tables.h"
#include "host/report/text.h"
#include "host/report/wording.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Visible, ShowsWhatAReaderWouldNotSee) {
  EXPECT_EQ(Visible("a\u202Eb"), "a[U+202E]b");
  EXPECT_EQ(Visible("a\u2066\u200Bb"), "a[U+2066][U+200B]b");
  EXPECT_EQ(Visible(std::string("a\0\x1b[31m\x7f", 8)), "a[U+0000][U+001B][31m[U+007F]");
  EXPECT_EQ(Visible("a\xff\xc3"), "a[byte 0xff][byte 0xc3]");
  EXPECT_EQ(Visible("\ttab\nline \u00fcml\u00e4ut \u2212"), "\ttab\nline \u00fcml\u00e4ut \u2212");
}

TEST(Visible, LeavesNothingThatEndsAnElementOrAnAttribute) {
  EXPECT_EQ(HtmlText("</script><b a='x' c=\"y\">&amp;"),
            "&lt;/script&gt;&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;amp;");
}

TEST(ScriptJson, HoldsNoTextThatEndsTheScript) {
  const std::string text = ScriptJson({{"a", "</script><!--\u2028\xff&"}});
  EXPECT_THAT(text, Not(HasSubstr("<")));
  EXPECT_THAT(text, Not(HasSubstr("\u2028")));
  EXPECT_EQ(Json::parse(text)["a"], "</script><!--\u2028\ufffd&");
}

FigureTable SmallTable() {
  return {.name = "t",
          .columns = {{"what", "What"},
                      {"score", "Score", Column::Form::kScore},
                      {"n", "N", Column::Form::kCount}},
          .rows = {{std::string("a,\"b\""), 1.0 / 3, int64_t{7}},
                   {std::string("=HYPERLINK(1)"), std::monostate{}, int64_t{-1}}}};
}

TEST(FigureTable, IsCsvThatReadsBackEqualAndIsNoFormula) {
  EXPECT_EQ(TableCsv(SmallTable()),
            "what,score,n\r\n\"a,\"\"b\"\"\",0.3333333333333333,7\r\n'=HYPERLINK(1),,-1\r\n");
}

TEST(FigureTable, IsAnObjectARowWithNullForNone) {
  const Json json = TableJson(SmallTable());
  EXPECT_EQ(json[0]["score"], 1.0 / 3);
  EXPECT_TRUE(json[1]["score"].is_null());
  EXPECT_EQ(json[1]["n"], -1);
}

TEST(FigureTable, RoundsForPeopleOnly) {
  const std::string html = TableHtml(SmallTable());
  EXPECT_THAT(html, HasSubstr("<td class=n>+0.33333</td>"));
  EXPECT_THAT(html, HasSubstr("<th>What</th>"));
}

Candidate Scored(int64_t number, double score, bool confirmed = true) {
  Candidate c;
  c.number = number;
  c.source = fmt::format("// {}\n", number);
  c.source_hash = HashText(c.source);
  c.generator = number == 0 ? "seed" : "mutate";
  if (number > 0) c.parents = {number - 1};
  c.verdict = Verdict::Ok();
  c.score = score;
  c.confirmed = confirmed;
  c.timing_ms = {{"total", 500.0}, {"cpu", 2.0}};
  return c;
}

TEST(Progress, TellsBestAndMedianOfEachSpan) {
  ProgressReader reader;
  for (int64_t i = 0; i < 40; ++i) reader.Add(Scored(i, i == 20 ? 5 : static_cast<double>(i % 4), i != 39));
  const Progress progress = reader.Read(100);
  ASSERT_EQ(progress.spans.size(), 3u);  // of 16, 16 and 8
  EXPECT_EQ(progress.spans[0].last, 15);
  EXPECT_EQ(progress.spans[0].median, 1);
  EXPECT_EQ(progress.spans[0].best, 3);
  EXPECT_EQ(progress.spans[1].best, 5);
  EXPECT_EQ(progress.spans[2].scored, 8);
  EXPECT_DOUBLE_EQ(progress.lanes_s, 20);
  ASSERT_EQ(progress.best.size(), 5u);
  EXPECT_EQ(progress.best.back().number, 20);
  EXPECT_DOUBLE_EQ(progress.best.back().lanes_s, 10.5);
}

TEST(Progress, NeverHasMoreSpansThanAsked) {
  ProgressReader reader;
  for (int64_t i = 0; i < 1001; ++i) reader.Add(Scored(i, 0));
  const Progress progress = reader.Read(10);
  EXPECT_LE(progress.spans.size(), 10u);
  EXPECT_EQ(progress.spans.back().last, 1000);
}

TEST(Progress, CountsNoScoreThatIsNone) {
  ProgressReader reader;
  Candidate failed = Scored(0, 0);
  failed.verdict = Failure{VerdictKind::kCrash, Stage::kEvaluate, "boom"};
  failed.score.reset();
  failed.confirmed = false;
  reader.Add(failed);
  const Progress progress = reader.Read(10);
  ASSERT_EQ(progress.spans.size(), 1u);
  EXPECT_EQ(progress.spans[0].scored, 0);
  EXPECT_FALSE(progress.spans[0].median);
  EXPECT_TRUE(progress.best.empty());
}

TEST(ArchiveMap, PutsElitesWhereTheSelectorDoes) {
  const std::vector<FeatureDimension> dimensions = {{"nodes", 1, 100, 4, true},
                                                    {"branches", 0, 10, 2, false}};
  const ArchiveMap map =
      MapArchive(dimensions, {{1, 0.5, {1, 0}, 0}, {2, 0.7, {99, 9}, 0}, {3, 0.6, {2, 1}, 0}});
  ASSERT_EQ(map.cells.size(), 2u);
  EXPECT_EQ(map.cells[0].number, 3);
  EXPECT_EQ(map.cells[0].elites, 2);
  EXPECT_EQ(map.cells[1].x, 3u);
  EXPECT_EQ(map.cells[1].y, 1u);
  EXPECT_DOUBLE_EQ(map.axes[0].Begin(2), 10);
  EXPECT_DOUBLE_EQ(map.axes[1].Begin(1), 5);
}

TEST(ArchiveMap, SharesCellsWhereThereAreMoreBinsThanFit) {
  const ArchiveMap map = MapArchive({{"n", 0, 1000, 1000, false}}, {{1, 1, {999}, 0}});
  EXPECT_LE(map.axes[0].cells, kMostArchiveCells);
  ASSERT_EQ(map.cells.size(), 1u);
  EXPECT_EQ(map.cells[0].x, map.axes[0].cells - 1);
  EXPECT_DOUBLE_EQ(map.axes[0].Begin(map.axes[0].cells), 1000);
}

TEST(Family, KeepsALineOfDescentInItsRow) {
  // 0 -> 1 -> 3 (champion), 1 -> 2, 0 -> 4
  const std::vector<Kin> kin = {
      {-1, 0.0, false}, {0, 1.0, false}, {1, 2.0, true}, {1, 3.0, true}, {0, 0.5, true}};
  const Family family = FamilyOf(kin, 3, 10);
  ASSERT_EQ(family.members.size(), 5u);
  EXPECT_EQ(family.rows, 3);
  std::vector<int> rows;
  for (const FamilyMember& m : family.members) rows.push_back(m.row);
  EXPECT_THAT(rows, ElementsAre(0, 0, 1, 0, 2));
  EXPECT_TRUE(family.members[1].on_path);
  EXPECT_FALSE(family.members[2].on_path);
  EXPECT_EQ(family.drawn, 3);
}

TEST(Family, DrawsTheBestWhereAllDoNotFit) {
  std::vector<Kin> kin = {{-1, 0.0, false}};
  for (int i = 1; i <= 100; ++i) kin.push_back({0, static_cast<double>(i), true});
  const Family family = FamilyOf(kin, 1, 5);
  EXPECT_EQ(family.rows, 5);
  EXPECT_EQ(family.elites, 100);
  EXPECT_EQ(family.drawn, 5);
  EXPECT_EQ(family.members.back().number, 100);
}

Json Standing(double score, double workload_score) {
  return {{"verdict", "ok"},
          {"score", score},
          {"gap_closed", 0.25},
          {"gain", {{"mean", 0.1}, {"interval", {0.05, 0.2}}}},
          {"workloads",
           {{{"name", "w"}, {"dataset", "d"}, {"metrics", {{"misses", 7}}}, {"score", workload_score}}}}};
}

Json Report() {
  return {
      {"champion", 2},
      {"finalist", 2},
      {"promoted", true},
      {"test_openings", 0},
      {"objective", {{"metric", "misses"}, {"bound", "belady_misses"}}},
      {"bounds",
       {{"train", {{{"name", "w"}, {"score", 0.9}}}}, {"validation", {{{"name", "w"}, {"score", nullptr}}}}}},
      {"policies",
       {{{"name", "seed"}, {"train", Standing(0.1, 0.1)}, {"validation", Standing(0.1, 0.1)}},
        {{"name", "champion"}, {"train", Standing(0.5, 0.5)}, {"validation", Standing(0.3, 0.3)}},
        {{"name", "lru"}, {"train", Standing(0.2, 0.2)}, {"validation", Standing(0.4, 0.4)}}}}};
}

TEST(Standings, AreWhatTheFinalReportStored) {
  const auto s = ReadStandings(Report());
  ASSERT_TRUE(s) << s.error().message;
  ASSERT_EQ(s->policies.size(), 3u);
  EXPECT_EQ(s->policies[0].name, "champion");
  EXPECT_EQ(s->policies[1].name, "lru");
  EXPECT_DOUBLE_EQ(*s->policies[0].GapTo("validation"), 0.2);
  EXPECT_FALSE(s->policies[0].GapTo("test"));
  EXPECT_THAT(s->splits, ElementsAre("train", "validation"));
  ASSERT_EQ(s->workloads.size(), 2u);
  EXPECT_EQ(s->workloads[0].best_baseline, "lru");
  EXPECT_EQ(s->workloads[0].metric, 7);
  EXPECT_EQ(s->workloads[0].bound, 0.9);
  EXPECT_EQ(s->bounds.count("train"), 1u);
  EXPECT_EQ(s->bounds.count("validation"), 0u) << "no bound on one workload is none of the split";
}

TEST(Standings, OfAnOlderReportHaveNoScoresOfWorkloads) {
  Json report = Report();
  report.erase("objective");
  report.erase("bounds");
  for (Json& policy : report["policies"])
    for (const char* split : {"train", "validation"}) policy[split]["workloads"][0].erase("score");
  const auto s = ReadStandings(report);
  ASSERT_TRUE(s) << s.error().message;
  EXPECT_FALSE(s->has_workload_scores);
  EXPECT_EQ(WorkloadTable(*s).columns.size(), 3u) << "no column without figures";
}

TEST(Standings, OfSomethingElseAreAnError) {
  const auto s = ReadStandings({{"champion", 1}, {"policies", {{{"name", 7}}}}});
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().kind, ErrorKind::kCorruptArtifact);
}

// A campaign file that its test writes row by row.
class ReportOfAFile : public testing::Test {
 protected:
  void SetUp() override {
    static int count = 0;
    path_ = fs::temp_directory_path() / fmt::format("gauntlet-report-{}-{}.db", ::getpid(), count++);
    auto file = CampaignFile::Open(path_, CampaignFile::Mode::kCreate);
    ASSERT_TRUE(file) << file.error().message;
    file_ = std::move(*file);
    Put("problem", {{"name", "toy"}});
    Put("config", {{"seed", 3},
                   {"selector", {{"kind", "map_elites"}}},
                   {"dimensions",
                    {{{"name", "nodes"}, {"low", 0.0}, {"high", 10.0}, {"bins", 5}, {"log_scale", false}}}}});
  }
  void TearDown() override {
    file_.reset();
    for (const char* end : {"", "-wal", "-shm", "-mark", ".lock"}) fs::remove(path_.string() + end);
  }
  void Put(const std::string& key, const Json& value) {
    const auto put = file_->PutFact(key, value);
    ASSERT_TRUE(put) << put.error().message;
  }
  void Append(const std::vector<Candidate>& candidates) {
    const auto added = file_->AppendBatch(candidates);
    ASSERT_TRUE(added) << added.error().message;
  }
  Figures Read() {
    auto figures = ReadFigures(*file_, "c.db");
    EXPECT_TRUE(figures) << figures.error().message;
    return figures ? std::move(*figures) : Figures{};
  }

  fs::path path_;
  std::unique_ptr<CampaignFile> file_;
};

TEST_F(ReportOfAFile, SaysWhatIsThereAndNoMore) {
  Candidate elite = Scored(1, 0.25);
  elite.in_archive = true;
  elite.features = {3};
  Append({Scored(0, 0.125), elite});
  const Figures figures = Read();
  ASSERT_TRUE(figures.subject);
  EXPECT_EQ(figures.subject->number, 1);
  EXPECT_EQ(figures.subject_is, "best so far");
  EXPECT_EQ(figures.tallies.count, 2);
  ASSERT_EQ(figures.archive.cells.size(), 1u);
  EXPECT_EQ(figures.archive.cells[0].x, 1u);
  const std::string page = ReportPage(figures);
  EXPECT_THAT(page, HasSubstr("No final report is stored yet"));
  EXPECT_THAT(page, HasSubstr("+0.25000"));
  EXPECT_THAT(page, Not(HasSubstr("id=policies")));
  const Json json = FiguresToJson(figures);
  EXPECT_FALSE(json.contains("policies"));
  EXPECT_EQ(json["candidates"], 2);
  EXPECT_EQ(json["archive"][0]["nodes"], 3.0);
}

TEST_F(ReportOfAFile, IsAboutTheChampionOnceThereIsOne) {
  Append({Scored(0, 0.125), Scored(1, 0.5), Scored(2, 0.25)});
  Put("final_report", Report());
  const Figures figures = Read();
  EXPECT_EQ(figures.subject->number, 2);
  EXPECT_EQ(figures.subject_is, "champion");
  const std::string page = ReportPage(figures);
  EXPECT_THAT(page, HasSubstr("oracle bound (belady_misses)"));
  EXPECT_THAT(page, HasSubstr("resume CAMPAIGN --final"));
}

TEST_F(ReportOfAFile, WorksWithoutASingleRow) {
  const Figures figures = Read();
  EXPECT_FALSE(figures.subject);
  EXPECT_THAT(ReportPage(figures), HasSubstr("No candidate is confirmed yet."));
}

TEST_F(ReportOfAFile, ShowsWhatEachLineIsWorthWhenThatIsStored) {
  Candidate c = Scored(0, 0.5);
  c.source = "int a;\nint b;\nint c;\nint d;\n";
  c.source_hash = HashText(c.source);
  Append({c});
  EXPECT_THAT(ReportPage(Read()), HasSubstr("gauntlet explain finds out"));
  Put("explanation-0", {{"lines", {0.25, nullptr, 0.0, -0.5}}});
  const Figures figures = Read();
  EXPECT_EQ(figures.explanation["lines"].size(), 4u);
  const std::string page = ReportPage(figures);
  EXPECT_THAT(page, HasSubstr("<td class=\"worth gain\">+0.25000</td><td>int a;</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"worth idle\"></td><td>int b;</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"worth idle\">0</td><td>int c;</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"worth loss\">-0.50000</td><td>int d;</td>"));
  Put("explanation-0", {{"lines", "none"}});
  EXPECT_THAT(ReportPage(Read()), HasSubstr("int a;")) << "whatever stands there";
}

TEST_F(ReportOfAFile, OfNoCampaignIsAnError) {
  file_.reset();
  fs::remove(path_);
  auto file = CampaignFile::Open(path_, CampaignFile::Mode::kCreate);
  ASSERT_TRUE(file);
  const auto figures = ReadFigures(**file, "c.db");
  ASSERT_FALSE(figures);
  EXPECT_EQ(figures.error().message, "c.db: no run was started on it");
}

TEST_F(ReportOfAFile, HoldsWhateverAHostileCandidateIsMadeOf) {
  const std::string evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202E\x01'\"-->";
  Candidate c = Scored(0, 0.5);
  c.source = "int a;  // " + evil + "\n// ]]></style>\n";
  c.source_hash = HashText(c.source);
  c.generator = evil;
  c.edits = {{evil, 1, evil, evil}};
  c.in_archive = true;
  c.features = {1};
  Candidate failed = Scored(1, 0);
  failed.score.reset();
  failed.confirmed = false;
  failed.verdict = Failure{VerdictKind::kCompileError, Stage::kCompile, evil};
  failed.parents.clear();
  Append({c, failed});
  Put("problem", {{"name", evil}});
  const Figures figures = Read();
  const std::string page = ReportPage(figures);
  for (const char* out : {"<script>alert", "<img", "\u202E", "\x01", "]]></style>"})
    EXPECT_THAT(page, Not(HasSubstr(out)));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"));
  EXPECT_THAT(page, HasSubstr("[U+202E]"));
  size_t scripts = 0;
  for (size_t at = 0; (at = page.find("</script>", at)) != std::string::npos; ++at) ++scripts;
  EXPECT_EQ(scripts, 3u) << "data, d3, charts";
}

}  // namespace
}  // namespace gauntlet
