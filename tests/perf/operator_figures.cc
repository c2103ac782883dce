// For each mutation operator: the share of its proposals that compile, that differ from the parent in the
// normalised tree, that
// come to a legal end, and that change the policy's answers on generated traces.
//   operator_figures [proposals per operator and parent] [policy sources...]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/base/layout.h"
#include "host/mutate/mutate.h"
#include "tests/perf/candidate_bench.h"

namespace gauntlet {
namespace {

using cache_simulator::OpenedWorkload;

struct Parent {
  std::string name;
  std::string source;
  CandidateBench::Built built;
  Played played;
  bool is_priority = false;
};

struct Figures {
  int proposed = 0, compiled = 0, differs = 0, legal = 0, changed = 0;
};

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> DefaultPolicies() {
  const std::filesystem::path problems = Layout::Current().Problems();
  std::vector<std::filesystem::path> paths;
  for (const char* problem : {"cache_priority", "cache_miss_ratio"}) {
    paths.push_back(problems / problem / "seed.cc");
    for (const auto& entry : std::filesystem::directory_iterator(problems / problem / "baselines")) {
      if (entry.path().extension() == ".cc") paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Two shapes of popularity, objects of one size and of many.
std::vector<OpenedWorkload> Workloads() {
  std::vector<OpenedWorkload> opened;
  const auto add = [&](double exponent, uint32_t max_size, const char* key, const char* capacity,
                       uint64_t seed) {
    const auto requests = cache_simulator::GenerateZipf(20'000, 4'000, exponent, max_size, seed);
    auto workload = OpenedWorkload::Open(cache_simulator::BuildTrace(requests), {{key, capacity}});
    if (workload) opened.push_back(*workload);
  };
  add(0.8, 1, "capacity_objects", "400", 1);
  add(1.0, 8192, "capacity_bytes", "1500000", 2);
  return opened;
}

void Print(const std::string& name, const Figures& f) {
  const double n = f.proposed > 0 ? f.proposed : 1;
  std::printf("%-36s %6d %8.3f %8.3f %8.3f %8.3f\n", name.c_str(), f.proposed, f.compiled / n, f.differs / n,
              f.legal / n, f.changed / n);
  std::fflush(stdout);
}

int Run(uint64_t proposals, const std::vector<std::filesystem::path>& paths) {
  CandidateBench bench;
  Mutator mutator(bench.toolchain());
  const auto workloads = Workloads();
  if (workloads.size() != 2) return 1;
  std::vector<Parent> parents;
  for (const auto& path : paths) {
    Parent parent{
        path.parent_path().filename().string() + "/" + path.stem().string(), Read(path), {}, {}, false};
    auto built = bench.Build(parent.source);
    if (!built) {
      std::printf("%s does not compile: %s\n", path.c_str(), bench.why().c_str());
      continue;
    }
    parent.built = std::move(*built);
    parent.played = bench.Play(parent.built, workloads);
    if (!parent.played.legal) std::printf("%s does not come to its end\n", path.c_str());
    parent.is_priority = parent.source.find("GAUNTLET_CACHE_PRIORITY") != std::string::npos;
    parents.push_back(std::move(parent));
  }
  std::printf("%-36s %6s %8s %8s %8s %8s\n", "operator", "number", "compiles", "differs", "legal", "changes");
  bool good = true;
  for (const std::string_view operation : MutationOperatorNames()) {
    Figures total;
    for (const Parent& parent : parents) {
      Figures here;
      for (uint64_t seed = 0; seed < proposals; ++seed) {
        const Parent& other =
            parents[(static_cast<size_t>(&parent - parents.data()) + 1 + seed) % parents.size()];
        MutateRequest request{.domain = "cache",
                              .parent = parent.source,
                              .other = {},
                              .seed = seed,
                              .operator_name = std::string(operation)};
        if (other.is_priority == parent.is_priority) request.other = other.source;
        const auto outcome = mutator.Mutate(request);
        if (!outcome || outcome->failure) continue;
        ++here.proposed;
        const auto built = bench.Build(outcome->source);
        const bool show = std::getenv("GAUNTLET_SHOW_MUTANTS") != nullptr;
        const char* fate = "does not compile";
        if (built) {
          ++here.compiled;
          here.differs += built->form.tree != parent.built.form.tree;
          const Played played = bench.Play(*built, workloads, 1);
          here.legal += played.legal;
          const bool changed = played.legal && played.answer_hash != parent.played.answer_hash;
          here.changed += changed;
          fate = !played.legal ? "illegal" : changed ? "changes" : "same answers";
        }
        for (const Edit& edit : outcome->edits) {
          if (show)
            std::printf("  [%s] %s:%u\n    - %s\n    + %s\n", fate, parent.name.c_str(), edit.line,
                        edit.before.c_str(), edit.after.c_str());
        }
      }
      if (here.proposed > 0 && std::getenv("GAUNTLET_SHOW_PARENTS"))
        Print(std::string(operation) + " " + parent.name, here);
      total.proposed += here.proposed, total.compiled += here.compiled, total.differs += here.differs;
      total.legal += here.legal, total.changed += here.changed;
    }
    Print(std::string(operation), total);
    good &= 2 * total.changed >= total.proposed;
  }
  std::printf("%s\n",
              good ? "Of each operator's proposals at least half compile and change the policy's decisions."
                   : "Some operator changes decisions in less than half of its proposals.");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace gauntlet

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> paths(argv + std::min(argc, 2), argv + argc);
  const uint64_t proposals = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200;
  return gauntlet::Run(proposals, paths.empty() ? gauntlet::DefaultPolicies() : paths);
}
