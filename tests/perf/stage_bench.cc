// Where a candidate's compile time goes, stage by stage, in CPU time of one thread: the sources of a
// campaign's rows go through the compiler's stages once more, in this process (so that a profiler sees
// them). Usage: stage_bench CAMPAIGN.db [rows]
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <span>
#include <string>
#include <unordered_map>

#include "host/base/layout.h"
#include "host/compile/compile.h"
#include "host/load/artifact.h"
#include "host/mutate/mutate.h"
#include "host/screen/screen.h"
#include "host/store/campaign_file.h"
#include "host/toolchain/candidate_ast_text.h"
#include "host/toolchain/normal_form.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {
namespace {

double CpuMs() {
  timespec now = {};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Stages {
  std::map<std::string, std::vector<double>> ms;
  void Add(const std::string& name, double since_ms) { ms[name].push_back(CpuMs() - since_ms); }
};

void CompileOne(Toolchain& toolchain, Linker& linker, const AllowedImports& allowed,
                const std::string& source, const std::string& interface_name, Stages& stages) {
  const double start = CpuMs();
  std::string lifted;
  double in_visit = 0;
  ObjectOutcome object;
  double generate_ms = 0;
  const auto generate = [&](ParsedCandidate& candidate) {
    const double at = CpuMs();
    object = GenerateObject(candidate);
    stages.Add("5 generate", at);
    generate_ms = CpuMs() - at;
  };
  const ParseRequest request{.source = source, .domain = "cache", .interface_name = interface_name};
  if (!toolchain.Parse(request, [&](ParsedCandidate& candidate) {
        const double at = CpuMs();
        const auto findings = Screen(candidate);
        stages.Add("2 screen", at);
        if (!findings.empty() || HasErrors(candidate)) return;
        const double form_at = CpuMs();
        const NormalForm form = Normalise(candidate);
        stages.Add("3 form", form_at);
        const double lift_at = CpuMs();
        if (!LiftInPlace(candidate)) lifted = LiftedSource(candidate);
        stages.Add("4 lift", lift_at);
        in_visit = CpuMs() - at;
        if (lifted.empty()) generate(candidate);
      }))
    return;
  stages.Add("1 parse", start + in_visit + generate_ms);
  if (!lifted.empty()) {
    const double lifted_at = CpuMs();
    ParseRequest second = request;
    second.source = lifted;
    if (!toolchain.Parse(second, [&](ParsedCandidate& candidate) {
          if (!HasErrors(candidate)) generate(candidate);
        }))
      return;
    stages.Add("4 parse again", lifted_at + generate_ms);
  }
  if (object.object.empty()) return;
  const double link_at = CpuMs();
  const auto linked = linker.Link(object.object, false);
  stages.Add("6 link", link_at);
  if (!linked || linked->failure) return;
  const double check_at = CpuMs();
  if (CheckArtifact(std::as_bytes(std::span(linked->module)), allowed)) return;
  stages.Add("7 check", check_at);
  stages.Add("8 compiled in all", start);
}

int Run(const std::string& path, int64_t rows) {
  const Layout& layout = Layout::Current();
  auto file = CampaignFile::Open(path, CampaignFile::Mode::kRead);
  auto toolchain = Toolchain::Create({});
  auto linker = Linker::Create((layout.root / "lib/gauntlet/libgauntlet_rt.a").string());
  auto allowed = AllowedImports::Load(layout.PluginApi() / "runtime" / "allowed_imports.txt");
  if (!file || !toolchain || !linker || !allowed) {
    fmt::print(stderr, "{}\n", file ? "no toolchain" : file.error().message);
    return 2;
  }
  std::unordered_map<int64_t, std::string> sources;
  Stages stages;
  Mutator mutator(**toolchain);
  int64_t seen = 0;
  const auto visit = [&](const Candidate& row) {
    sources[row.number] = row.source;
    if (seen++ >= rows) return;
    const std::string interface_name = row.source.find("cache_priority.hpp") != std::string::npos
                                           ? "gauntlet.cache.priority/1"
                                           : "gauntlet.cache.policy/1";
    if (!row.parents.empty()) {
      MutateRequest request{.domain = "cache",
                            .parent = sources[row.parents[0]],
                            .other = std::nullopt,
                            .seed = static_cast<uint64_t>(row.number),
                            .operator_name = ""};
      if (row.parents.size() > 1) request.other = sources[row.parents[1]];
      const double at = CpuMs();
      const auto outcome = mutator.Mutate(request);
      if (outcome) stages.Add("0 mutate", at);
    }
    if (row.verdict.kind() == VerdictKind::kDuplicate) return;
    CompileOne(**toolchain, *linker, *allowed, row.source, interface_name, stages);
  };
  if (const auto done = (*file)->ForEach(true, visit); !done) return 2;
  fmt::print("{:20} {:>7} {:>9} {:>9} {:>9}\n", "CPU ms", "times", "mean", "median", "p90");
  for (auto& [name, values] : stages.ms) {
    std::ranges::sort(values);
    double sum = 0;
    for (const double value : values) sum += value;
    fmt::print("{:20} {:7} {:9.3f} {:9.3f} {:9.3f}\n", name, values.size(),
               sum / static_cast<double>(values.size()), values[values.size() / 2],
               values[values.size() * 9 / 10]);
  }
  return 0;
}

}  // namespace
}  // namespace gauntlet

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  return gauntlet::Run(argv[1], argc > 2 ? std::atoi(argv[2]) : 1 << 30);
}
