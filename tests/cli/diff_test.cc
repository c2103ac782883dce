// gauntlet diff: files and candidates of a campaign, in every form of output, and what it says of bad input.
#include <cstdlib>
#include <fstream>

#include "host/base/file.h"
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class DiffCommand : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    Source("a.cc", "3.0 * double(object.now) + double(object.count)");
    Source("b.cc", "2.5 * double(object.now) + double(object.count)");
  }
};

TEST_F(DiffCommand, NamesTheEditAndShowsBothLines) {
  const Output diff = Run("diff a.cc b.cc");
  ASSERT_EQ(diff.code, 0) << diff.err;
  EXPECT_NE(diff.out.find("1 edit."), std::string::npos) << diff.out;
  EXPECT_NE(diff.out.find("weight of double(object.now): 3.0 -> 2.5"), std::string::npos) << diff.out;
  EXPECT_NE(diff.out.find(" | "), std::string::npos) << diff.out;
}

TEST_F(DiffCommand, IsAPatchThatPatchTakes) {
  if (std::system("command -v patch > /dev/null") != 0) GTEST_SKIP() << "no program `patch` on this machine";
  const Output diff = Run("diff a.cc b.cc --unified");
  ASSERT_EQ(diff.code, 0) << diff.err;
  std::ofstream(folder_ / "a.patch") << diff.out;
  ASSERT_EQ(
      std::system(
          ("cd " + folder_.string() + " && cp a.cc c.cc && patch -s c.cc a.patch && cmp b.cc c.cc").c_str()),
      0)
      << diff.out;
}

TEST_F(DiffCommand, AnswersInJsonAndWritesAPage) {
  const Output diff = Run("diff a.cc b.cc --json --html page.html");
  ASSERT_EQ(diff.code, 0) << diff.err;
  const Json edit = diff.json()["edits"].at(0);
  EXPECT_EQ(edit["class"], "literal");
  EXPECT_EQ(edit["before"], "3.0");
  EXPECT_EQ(edit["after"], "2.5");
  EXPECT_EQ(diff.json()["same_tree"], false);
  const std::string page = ReadTextFile(folder_ / "page.html").value_or("");
  EXPECT_NE(page.find("<del>3.0</del>"), std::string::npos) << page;
  EXPECT_NE(page.find("<ins>2.5</ins>"), std::string::npos) << page;
}

TEST_F(DiffCommand, TakesCandidatesOfACampaign) {
  ASSERT_EQ(Run("run toy --campaign c.db --candidates 6 --seed 3 -q").code, 0);
  const Json rows = Run("list c.db --json").json()["candidates"];
  const Output diff = Run("diff c.db:0 c.db:1 --json");
  ASSERT_EQ(diff.code, 0) << diff.err;
  EXPECT_EQ(diff.json()["edits"].empty(), rows[1]["verdict"]["kind"] == "duplicate") << diff.out;
  EXPECT_TRUE(Run("diff c.db:1 c.db:1 --json").json()["edits"].empty());
}

TEST_F(DiffCommand, SaysWhatItCannotRead) {
  EXPECT_EQ(Run("diff a.cc").code, 2);
  const Output missing = Run("diff a.cc nowhere.cc");
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.err.find("nowhere.cc"), std::string::npos) << missing.err;
  std::ofstream(folder_ / "broken.cc") << "#include <gauntlet/sdk/cache_priority.hpp>\nint x = ;\n";
  const Output broken = Run("diff a.cc broken.cc");
  EXPECT_EQ(broken.code, 2);
  EXPECT_NE(broken.err.find("broken.cc does not parse, line 2"), std::string::npos) << broken.err;
}

}  // namespace
}  // namespace gauntlet
