// What the real workers and children have given up, as the kernel tells it in /proc.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "host/base/clock.h"
#include "host/evaluate/leftovers.h"
#include "tests/hostile/world.h"

namespace gauntlet::hostile {
namespace {

namespace fs = std::filesystem;

using Status = std::map<std::string, std::string>;

Status StatusOf(pid_t pid) {
  Status status;
  std::ifstream file(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(":\t");
    if (colon != std::string::npos) status[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return status;
}

void ExpectPowerless(const Status& status) {
  EXPECT_EQ(status.at("NoNewPrivs"), "1");
  EXPECT_EQ(status.at("CapEff"), "0000000000000000");
  EXPECT_EQ(status.at("CapPrm"), "0000000000000000");
  if (::geteuid() != 0) return;  // nothing to drop
  EXPECT_EQ(status.at("Uid"), "65534\t65534\t65534\t65534");
  EXPECT_EQ(status.at("Gid"), "65534\t65534\t65534\t65534");
  EXPECT_EQ(status.at("Groups").find_first_not_of(' '), std::string::npos);
}

std::string NamespaceOf(pid_t pid, const char* kind) {
  std::error_code error;
  return fs::read_symlink(fmt::format("/proc/{}/ns/{}", pid, kind), error).string();
}

// Where each open descriptor leads that is a place on disk.
std::vector<std::string> OpenFiles(pid_t pid) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fmt::format("/proc/{}/fd", pid), error)) {
    const std::string target = fs::read_symlink(entry.path(), error).string();
    if (target.starts_with("/") && !target.starts_with("/memfd:") && target != "/dev/null" &&
        !target.starts_with("/proc/"))
      found.push_back(target);
  }
  return found;
}

pid_t OnlyChild(const std::string& name) {
  pid_t found = 0;
  for (const pid_t pid : Descendants(::getpid()))
    if (StatusOf(pid).at("Name") == name.substr(0, 15)) found = pid;
  return found;
}

const Program& ProgramOf(const std::string& name) {
  static const std::vector<Program> programs = AllPrograms();
  const auto found = std::ranges::find(programs, name, &Program::name);
  GAUNTLET_ASSERT(found != programs.end());
  return *found;
}

TEST(Lockdown, ACompilerHasNoPrivilegesNoNetworkAndAFilter) {
  auto compiler = Compiler::Start(SmallLimits());
  ASSERT_TRUE(compiler) << compiler.error().message;
  const pid_t pid = OnlyChild("gauntlet-compiler");
  ASSERT_NE(pid, 0);
  ExpectPowerless(StatusOf(pid));
  EXPECT_EQ(StatusOf(pid).at("Seccomp"), "2");
  const std::vector<std::string> files = OpenFiles(pid);
  EXPECT_LE(files.size(), 1u) << "standard error, which is ours";
  if (::geteuid() == 0) EXPECT_NE(NamespaceOf(pid, "net"), NamespaceOf(::getpid(), "net"));
}

// Starts a candidate that runs for ever in `way` and looks at the process that it lives in.
void LookAtChild(const std::string& way, size_t expected_filters) {
  World world;
  const Honest& honest = world.honest().front();
  EXPECT_EQ(world.TryHonest(honest, way), "");
  const auto before = Descendants(::getpid());
  Outcome outcome;
  std::thread running([&] { outcome = world.RunModule(ProgramOf("loops/endless_without_assembly"), way); });
  bool seen = false;
  const Deadline deadline = Deadline::After(60000);
  while (!seen && !deadline.Passed()) {
    for (const pid_t pid : Descendants(::getpid())) {
      const Status status = StatusOf(pid);
      if (!status.contains("Seccomp") || status.at("Seccomp") != "2") continue;
      if (status.at("Name") != "gauntlet-evalua" || Descendants(pid).size() > 0) continue;
      if (way == "fork" && std::ranges::find(before, pid) != before.end()) continue;
      seen = true;
      ExpectPowerless(status);
      if (status.contains("Seccomp_filters"))
        EXPECT_GE(std::stoul(status.at("Seccomp_filters")), expected_filters);
      EXPECT_EQ(status.at("Threads"), "1");
      if (way == "fork") EXPECT_EQ(OpenDescriptors(pid), 0u);
      if (way == "hot") EXPECT_TRUE(OpenFiles(pid).empty());
    }
  }
  running.join();
  EXPECT_TRUE(seen);
  EXPECT_EQ(outcome.kind, "timeout");
}

TEST(Lockdown, AChildOfTierForkHasNoDescriptorNoPrivilegeAndTheFinalFilter) { LookAtChild("fork", 1); }
TEST(Lockdown, AChildOfTierHotHasNoFileNoPrivilegeAndTheWeakFilter) { LookAtChild("hot", 1); }

TEST(Lockdown, EvaluatorAndVerifierDropRootAndTheirNetwork) {
  World world;
  const Honest& honest = world.honest().front();
  EXPECT_EQ(world.TryHonest(honest, "confirm"), "");
  for (const char* name : {"gauntlet-evaluator", "gauntlet-verifier"}) {
    const pid_t pid = OnlyChild(name);
    ASSERT_NE(pid, 0) << name;
    ExpectPowerless(StatusOf(pid));
    if (::geteuid() == 0) EXPECT_NE(NamespaceOf(pid, "net"), NamespaceOf(::getpid(), "net"));
  }
}

TEST(Lockdown, NothingIsLockedInTierTrusted) {
  World world;
  EXPECT_EQ(world.TryHonest(world.honest().front(), "trusted"), "");
  EXPECT_EQ(StatusOf(OnlyChild("gauntlet-evaluator")).at("NoNewPrivs"), "0");
}

}  // namespace
}  // namespace gauntlet::hostile
