// An installed Gauntlet, with nothing of the trees that it was made from in reach.
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class Install : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    root_ = folder_ / "root";
    const Output installed =
        Shell(fmt::format("cmake --install '{}' --prefix '{}'", GAUNTLET_BUILD_DIR, root_.string()));
    ASSERT_EQ(installed.code, 0) << installed.err;
  }

  Output Shell(const std::string& command) const {
    const fs::path out = folder_ / "stdout", err = folder_ / "stderr";
    const int status = std::system(
        fmt::format("( cd '{}' && unset GAUNTLET_ROOT && export HOME='{}' GAUNTLET_CACHE='{}' && {} ) "
                    ">'{}' 2>'{}' </dev/null",
                    folder_.string(), folder_.string(), (folder_ / "cache").string(), command, out.string(),
                    err.string())
            .c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ReadAll(out), ReadAll(err)};
  }
  // In a mount namespace of its own where the source and build trees are empty folders, if this user may make one.
  bool CanHide() const {
    return Shell("mkdir -p empty hidden && unshare --mount mount --bind empty hidden").code == 0;
  }
  Output Installed(const std::string& arguments) const {
    const std::string program = fmt::format("'{}' {}", (root_ / "bin" / "gauntlet").string(), arguments);
    if (!CanHide()) return Shell(program);
    return Shell(fmt::format(
        "mkdir -p empty && unshare --mount sh -c \"mount --bind empty '{0}' && mount --bind empty '{1}' && "
        "test ! -e '{0}/bin' -a ! -e '{1}/host' && {2}\"",
        GAUNTLET_BUILD_DIR, GAUNTLET_SOURCE_DIR, program));
  }

  fs::path root_;
};

TEST_F(Install, RunsWithoutTheTreesThatItWasMadeFrom) {
  if (!CanHide()) std::printf("no mount namespace here: the trees stay in sight\n");
  const Output doctor = Installed("doctor --json");
  EXPECT_EQ(doctor.code, 0) << doctor.out << doctor.err;

  const Output problems = Installed("problems --json");
  ASSERT_EQ(problems.code, 0) << problems.err;
  for (const Json& problem : problems.json()["problems"])
    EXPECT_THAT(problem["folder"].get<std::string>(), HasSubstr(root_.string()));
  EXPECT_GE(problems.json()["problems"].size(), 6u);

  const std::string share = (root_ / "share" / "gauntlet" / "problems").string();
  const Output eval = Installed("eval cache_priority " + share + "/cache_priority/seed.cc --verify --json");
  ASSERT_EQ(eval.code, 0) << eval.out << eval.err;
  EXPECT_TRUE(eval.json()["results"][0]["confirmed"]);

  const Output run = Installed("run toy --campaign c.db --candidates 30 --seed 1 --final");
  ASSERT_EQ(run.code, 0) << run.err;
  const Output header = Installed("export c.db --as header -o best.hpp");
  EXPECT_EQ(header.code, 0) << header.err;
  EXPECT_TRUE(fs::exists(folder_ / "best.hpp"));
}

TEST_F(Install, CompilesAProblemThatBringsItsSimulator) {
  const Output made = Installed("new parts");
  ASSERT_EQ(made.code, 0) << made.err;
  const Output eval = Installed("eval parts parts/seed.cc parts/baselines/longest_first.cc --verify --json");
  ASSERT_EQ(eval.code, 0) << eval.out << eval.err;
  for (const Json& result : eval.json()["results"]) EXPECT_TRUE(result["confirmed"]);
}

TEST_F(Install, HoldsNoTestsAndNoLibrariesToLinkWith) {
  for (const auto& item : fs::recursive_directory_iterator(root_)) {
    const std::string name = item.path().filename();
    EXPECT_FALSE(name.ends_with("_test") || name.ends_with("_test.cc")) << item.path();
    EXPECT_FALSE(name.ends_with(".a") && name != "libgauntlet_rt.a") << item.path();
    EXPECT_NE(name, "CMakeLists.txt") << item.path();
  }
}

}  // namespace
}  // namespace gauntlet
