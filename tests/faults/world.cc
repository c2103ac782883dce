#include "tests/faults/world.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "host/base/under_sanitizers.h"
#include "host/evaluate/leftovers.h"
#include "host/store/campaign_file.h"
#include "host/store/row_digest.h"

namespace gauntlet::faults {
namespace fs = std::filesystem;
namespace {

constexpr double kPatienceMs = 600000, kGoneMs = 10000;

// Two generated workloads and a third that only the final report sees: a campaign of 60 takes a second or two.
constexpr char kProblem[] = R"(name: toy
domain: cache
interface: priority
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction}
limits: {cpu_s: 5, memory_mb: 64}
features:
  - {name: nodes, low: 5, high: 500, bins: 8, scale: log}
workloads:
  - {name: a, generate: {kind: zipf, requests: 40000, objects: 4000, seed: 1},
     object_size: unit, capacity: {objects: [200, 500]}}
  - {name: b, split: validation, generate: {kind: zipf, requests: 5000, objects: 2000, seed: 2},
     object_size: unit, capacity: {objects: 200}}
)";

int64_t FromEnvironment(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoll(text) : otherwise;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct ProcessFacts {
  std::string name;
  char state = 'X';
  pid_t parent = 0;
  bool alive() const { return state != 'Z' && state != 'X'; }
};

ProcessFacts FactsOf(pid_t pid) {
  const std::string stat = ReadAll(fmt::format("/proc/{}/stat", pid));
  const size_t open = stat.find('('), close = stat.rfind(')');
  ProcessFacts facts;
  if (open == std::string::npos || close == std::string::npos || close + 3 >= stat.size()) return facts;
  facts.name = stat.substr(open + 1, close - open - 1);
  facts.state = stat[close + 2];
  facts.parent = std::atoi(stat.c_str() + close + 4);
  return facts;
}

bool IsNamed(const ProcessFacts& facts, std::string_view program) {
  return facts.name == program.substr(0, 15);  // what the kernel keeps of a name
}

}  // namespace

Budget::Budget(int short_form, int long_form)
    : points_(IsSoak() ? long_form : short_form),
      deadline_(Deadline::After(static_cast<double>(FromEnvironment("GAUNTLET_SOAK_MINUTES", 0)) * 60000)) {}

uint64_t FaultSeed() { return static_cast<uint64_t>(FromEnvironment("GAUNTLET_FAULT_SEED", 1)); }

bool IsSoak() { return std::getenv("GAUNTLET_SOAK_MINUTES") != nullptr; }

const char* ToString(Role role) {
  switch (role) {
    case Role::kHost:
      return "host";
    case Role::kCompiler:
      return "compiler";
    case Role::kEvaluator:
      return "evaluator";
    case Role::kVerifier:
      return "verifier";
    case Role::kChild:
      return "child";
  }
  return "?";
}

World::World() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::string name = (fs::temp_directory_path() / "gauntlet-faults-XXXXXX").string();
  folder_ = ::mkdtemp(name.data());
  fs::create_directories(folder_ / "toy");
  fs::create_directories(folder_ / "tmp");
  fs::permissions(folder_, fs::perms::owner_all | fs::perms::others_exec | fs::perms::others_read);
  std::ofstream(folder_ / "toy/problem.yaml") << kProblem;
  fs::copy_file(fs::path(GAUNTLET_SOURCE_DIR) / "problems/cache_priority/seed.cc", folder_ / "toy/seed.cc");
}

World::~World() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string World::Program(const std::string& name) {
  return name.find('/') != std::string::npos || name == "prlimit" || name == "setpriv" || name == "env" ||
                 name == "unshare"
             ? name
             : fmt::format("{}/bin/{}", GAUNTLET_BUILD_DIR, name);
}

pid_t World::Start(const std::vector<std::string>& words) {
  const pid_t self = ::getpid();
  const std::string out = folder_ / fmt::format("{}.out", count_),
                    err = folder_ / fmt::format("{}.err", count_);
  ++count_;
  std::vector<std::string> text = words;
  text[0] = Program(text[0]);
  std::vector<char*> arguments;
  for (std::string& word : text) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) {
    fs::create_symlink(out, folder_ / fmt::format("{}.of", pid));
    return pid;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != self || ::chdir(folder_.c_str()) != 0) ::_exit(126);
  ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
  ::setenv("TMPDIR", (folder_ / "tmp").c_str(), 1);
  ::dup2(::open("/dev/null", O_RDONLY), 0);
  ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), 1);
  ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), 2);
  ::execvp(arguments[0], arguments.data());
  ::_exit(125);
}

bool World::HasEnded(pid_t host) const {
  siginfo_t info = {};
  return ::waitid(P_PID, static_cast<id_t>(host), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == host;
}

Ended World::Finish(pid_t host) {
  const Deadline deadline = Deadline::After(kPatienceMs);
  while (!HasEnded(host) && !deadline.Passed()) ::usleep(2000);
  Ended ended;
  const bool stuck = !HasEnded(host);
  if (stuck) ::kill(host, SIGKILL);
  int status = 0;
  ::waitpid(host, &status, 0);
  ended.signalled = WIFSIGNALED(status);
  ended.code = ended.signalled ? WTERMSIG(status) : WEXITSTATUS(status);
  const fs::path link = folder_ / fmt::format("{}.of", host);
  fs::path out = fs::read_symlink(link);
  fs::remove(link);
  ended.out = ReadAll(out);
  ended.err = ReadAll(out.replace_extension(".err")) + (stuck ? "\n(stuck: killed by the test)" : "");
  ExpectNoSanitizerReport(ended.err);
  return ended;
}

std::vector<pid_t> World::Of(pid_t host, Role role) {
  if (role == Role::kHost) return {host};
  std::vector<pid_t> found;
  for (const pid_t pid : Descendants(host)) {
    const ProcessFacts facts = FactsOf(pid);
    if (!facts.alive()) continue;
    const bool evaluator = IsNamed(facts, "gauntlet-evaluator");
    const bool below_evaluator = evaluator && IsNamed(FactsOf(facts.parent), "gauntlet-evaluator");
    if ((role == Role::kCompiler && IsNamed(facts, "gauntlet-compiler")) ||
        (role == Role::kVerifier && IsNamed(facts, "gauntlet-verifier")) ||
        (role == Role::kChild && below_evaluator) ||
        (role == Role::kEvaluator && evaluator && !below_evaluator))
      found.push_back(pid);
  }
  return found;
}

std::string World::Orphans() {
  const Deadline deadline = Deadline::After(kGoneMs);
  std::string left;
  do {
    left.clear();
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    for (const pid_t pid : Descendants(::getpid())) {
      const ProcessFacts facts = FactsOf(pid);
      if (facts.alive()) left += fmt::format("{} ({}, {}) ", facts.name, pid, facts.state);
    }
    if (left.empty()) return left;
    ::usleep(5000);
  } while (!deadline.Passed());
  return left;
}

std::string World::Leftovers() const {
  std::string left;
  for (const auto& entry : fs::directory_iterator(folder_ / "tmp")) left += entry.path().string() + " ";
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/dev/shm", ignored))
    if (entry.path().filename().string().starts_with("gauntlet") &&
        !entry.path().filename().string().starts_with("gauntlet-fuzz"))  // of a test of ours
      left += entry.path().string() + " ";
  return left;
}

Result<std::vector<std::string>> World::Rows(const fs::path& campaign) {
  GAUNTLET_TRY(const auto file, CampaignFile::Open(campaign, CampaignFile::Mode::kRead));
  std::vector<std::string> rows;
  GAUNTLET_CHECK_OK(file->ForEach(true, [&](const Candidate& c) {
    rows.push_back(fmt::format("{} {} {} {}", c.number, RowDigest(c).Hex(),
                               gauntlet::ToString(c.verdict.kind()), c.in_archive ? "in" : "out"));
  }));
  return rows;
}

std::vector<std::string> RunWords(const fs::path& campaign) {
  return {"gauntlet",
          "run",
          "toy",
          "--problem-path",
          ".",
          "--campaign",
          campaign,
          "--candidates",
          fmt::to_string(kCandidates),
          "--seed",
          "7",
          "--workers",
          "2",
          "-q"};
}

std::vector<std::string> ResumeWords(const fs::path& campaign) {
  return {"gauntlet",
          "resume",
          campaign,
          "--problem-path",
          ".",
          "--workers",
          "2",
          "--candidates",
          fmt::to_string(kCandidates),
          "-q"};
}

const Quiet& TheQuietCampaign() {
  static const std::unique_ptr<Quiet> quiet = [] {
    auto made = std::make_unique<Quiet>();
    made->campaign = made->world.At("quiet.db");
    const double begin = NowMs();
    const Ended ended = made->world.Run(RunWords(made->campaign));
    made->ms = NowMs() - begin;
    auto rows = World::Rows(made->campaign);
    if (ended.code != 0)
      made->error = ended.err + ended.out;
    else if (!rows)
      made->error = rows.error().message;
    else
      made->rows = std::move(*rows);
    return made;
  }();
  return *quiet;
}

std::string Content(const std::string& row) { return row.substr(0, row.rfind(' ')); }

}  // namespace gauntlet::faults
