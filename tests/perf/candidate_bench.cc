#include "tests/perf/candidate_bench.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "host/base/layout.h"
#include "host/base/unique_fd.h"
#include "host/toolchain/candidate_ast_text.h"

namespace gauntlet {
namespace {

[[noreturn]] void GiveUp(const std::string& reason) {
  std::fprintf(stderr, "%s\n", reason.c_str());
  std::abort();
}

// What a child tells of one workload.
struct Told {
  uint64_t answer_hash;
  uint64_t misses;
};

std::string InterfaceOf(const std::filesystem::path& module) {
  std::ifstream file(module, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const bool priority = bytes.find(GAUNTLET_CACHE_PRIORITY_INTERFACE) != std::string::npos;
  return priority ? GAUNTLET_CACHE_PRIORITY_INTERFACE : GAUNTLET_CACHE_POLICY_INTERFACE;
}

[[noreturn]] void PlayInChild(const std::filesystem::path& module,
                              const std::vector<cache_simulator::OpenedWorkload>& workloads, unsigned seconds,
                              int out) {
  const rlimit limit{seconds, seconds};
  setrlimit(RLIMIT_CPU, &limit);
  const rlimit memory{2ull << 30, 2ull << 30};
  setrlimit(RLIMIT_AS, &memory);
  const auto policy = cache_simulator::LoadPolicy(module, InterfaceOf(module));
  if (!policy) _exit(1);
  for (const auto& workload : workloads) {
    const auto outcome = workload.Run(*policy, {.keep_log = false});
    if (outcome.status != GAUNTLET_OK) _exit(2);
    const Told told{outcome.result.answer_hash, outcome.Count("misses")};
    if (write(out, &told, sizeof told) != sizeof told) _exit(3);
  }
  _exit(0);
}

}  // namespace

CandidateBench::CandidateBench() {
  auto toolchain = Toolchain::Create({});
  if (!toolchain) GiveUp(toolchain.error().message);
  toolchain_ = std::move(*toolchain);
  auto linker = Linker::Create(Layout::Current().root / "lib/gauntlet/libgauntlet_rt.a");
  if (!linker) GiveUp(linker.error().message);
  linker_.emplace(std::move(*linker));
  std::string pattern = std::filesystem::temp_directory_path() / "gauntlet-bench-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) GiveUp("no temporary folder");
  folder_ = pattern;
}

CandidateBench::~CandidateBench() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::optional<CandidateBench::Built> CandidateBench::Build(const std::string& source) {
  Built built;
  ObjectOutcome object;
  bool fine = false;
  const auto parsed = toolchain_->Parse({.source = source}, [&](ParsedCandidate& candidate) {
    fine = !HasErrors(candidate);
    if (!fine) return;
    built.form = Normalise(candidate);
    object = GenerateObject(candidate);
  });
  if (parsed && parsed->failure) why_ = parsed->failure->reason;
  if (!parsed || parsed->failure || !fine || object.failure || object.object.empty()) return std::nullopt;
  auto linked = linker_->Link(object.object, false);
  if (linked && linked->failure) why_ = linked->failure->reason;
  if (!linked || linked->failure) return std::nullopt;
  built.module = std::move(linked->module);
  return built;
}

Played CandidateBench::Play(const Built& built, const std::vector<cache_simulator::OpenedWorkload>& workloads,
                            unsigned seconds) {
  const std::filesystem::path path = std::filesystem::path(folder_) / "candidate.so";
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary)
      .write(built.module.data(), static_cast<std::streamsize>(built.module.size()));
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) GiveUp("no pipe");
  UniqueFd in(ends[0]), out(ends[1]);
  const pid_t child = fork();
  if (child < 0) GiveUp("no process");
  if (child == 0) PlayInChild(path, workloads, seconds, out.get());
  out.Reset();
  Played played;
  Told told{};
  while (read(in.get(), &told, sizeof told) == sizeof told) {
    played.answer_hash = played.answer_hash * 0x9e3779b97f4a7c15ull + told.answer_hash;
    played.misses.push_back(told.misses);
  }
  int status = 0;
  waitpid(child, &status, 0);  // its limit on CPU time is its deadline
  played.legal = WIFEXITED(status) && WEXITSTATUS(status) == 0 && played.misses.size() == workloads.size();
  return played;
}

}  // namespace gauntlet
