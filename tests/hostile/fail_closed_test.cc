// On a machine without system-call filters nothing is compiled and nothing is run, with the reason said; tier
// trusted is the only way round.
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class WithoutSeccomp : public Cli {
 protected:
  Output RunWithout(const std::string& arguments) const {
    const fs::path out = folder_ / "stdout", err = folder_ / "stderr";
    const std::string command = fmt::format(
        "cd '{0}' && GAUNTLET_CACHE='{0}/cache' '{1}/tests/without_seccomp' '{2}' {3} >'{4}' 2>'{5}' "
        "</dev/null",
        folder_.string(), GAUNTLET_BUILD_DIR, kProgram, arguments, out.string(), err.string());
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ReadAll(out), ReadAll(err)};
  }
};

TEST_F(WithoutSeccomp, RunAndEvalRefuseAndSayWhy) {
  for (const char* arguments : {"run ./toy --candidates 5 --campaign x.db", "eval ./toy toy/seed.cc",
                                "eval ./toy toy/seed.cc --isolation hot"}) {
    const Output refused = RunWithout(arguments);
    EXPECT_EQ(refused.code, 3) << arguments << "\n" << refused.out << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("seccomp")) << arguments;
    EXPECT_THAT(refused.err, HasSubstr("--isolation trusted")) << arguments;
    EXPECT_THAT(refused.err, HasSubstr("doctor")) << arguments;
  }
}

TEST_F(WithoutSeccomp, DoctorSaysThatThisMachineIsNotSafe) {
  const Output examined = RunWithout("doctor");
  EXPECT_EQ(examined.code, 1);
  EXPECT_THAT(examined.out, HasSubstr("no system-call filter can be installed"));
  EXPECT_THAT(examined.out, HasSubstr("cannot run candidates safely"));
}

TEST_F(WithoutSeccomp, TierTrustedIsTheOnlyWayRound) {
  const Output evaluated = RunWithout("eval ./toy toy/seed.cc --isolation trusted --json");
  EXPECT_EQ(evaluated.code, 0) << evaluated.out << evaluated.err;
  EXPECT_EQ(evaluated.json()["results"][0]["verdict"]["kind"], "ok");
}

TEST_F(WithoutSeccomp, TierTrustedSaysWhatItCosts) {
  for (const char* arguments :
       {"eval ./toy toy/seed.cc --isolation trusted", "run ./toy --candidates 3 --isolation trusted"})
    EXPECT_THAT(Run(arguments).err, HasSubstr("without protection")) << arguments;
  EXPECT_THAT(Run("eval ./toy toy/seed.cc").err, ::testing::Not(HasSubstr("without protection")));
}

}  // namespace
}  // namespace gauntlet
