// For each mutation operator: the share of its proposals that compile, that differ from the parent in the
// normalised tree, that come to a legal end, and that change the policy's answers. Parents are the seeds and
// baselines of the built-in problems, or those named; some are held out: no rule of an operator was chosen by
// what it does to them. Proposals, and so figures, follow from the sources and the operators alone.
//   operator_figures [options] [policy sources...]
#include "tests/perf/operator_figures.h"

#include <gauntlet/cache.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "host/base/clock.h"
#include "host/base/file.h"
#include "host/base/layout.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHeldOut[] = {"arc", "qdlp", "wtinylfu", "lirs"};

struct Options {
  int proposals = 200;
  unsigned lanes = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::string> operators, sources, held_out;
  std::string cells_file, json_file;
  bool show = false;
};

std::vector<fs::path> DefaultPolicies() {
  const fs::path problems = Layout::Current().Problems();
  std::vector<fs::path> paths;
  for (const char* problem : {"cache_priority", "cache_miss_ratio"}) {
    paths.push_back(problems / problem / "seed.cc");
    for (const auto& entry : fs::directory_iterator(problems / problem / "baselines")) {
      if (entry.path().extension() == ".cc") paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

Result<FiguresParent> LoadParent(const fs::path& path, bool held_out) {
  FiguresParent parent;
  GAUNTLET_TRY(parent.source, ReadTextFile(path));
  const bool priority = parent.source.find("GAUNTLET_CACHE_PRIORITY(") != std::string::npos;
  const std::string stem = path.stem().string();
  parent.name = (priority ? "priority " : "policy ") + stem;
  parent.interface_name = priority ? GAUNTLET_CACHE_PRIORITY_INTERFACE : GAUNTLET_CACHE_POLICY_INTERFACE;
  held_out |= !priority && std::ranges::find(kHeldOut, stem) != std::end(kHeldOut);
  parent.family = std::string(held_out ? "held-out " : "") + (priority ? "priorities" : "policies");
  return parent;
}

Result<std::vector<FiguresParent>> LoadParents(const Options& options) {
  std::vector<FiguresParent> parents;
  std::vector<fs::path> paths(options.sources.begin(), options.sources.end());
  if (paths.empty() && options.held_out.empty()) paths = DefaultPolicies();
  for (const fs::path& path : paths) {
    GAUNTLET_TRY(parents.emplace_back(), LoadParent(path, false));
  }
  for (const std::string& path : options.held_out) {
    GAUNTLET_TRY(parents.emplace_back(), LoadParent(path, true));
  }
  return parents;
}

// Cells that an earlier run of this very build has measured with these parents are taken over.
class CellFile {
 public:
  Result<> Open(const Options& options, const std::vector<FiguresParent>& parents) {
    if (options.cells_file.empty()) return {};
    GAUNTLET_TRY(const std::string compiler, ReadTextFile(Layout::Current().Program("gauntlet-compiler")));
    std::string all = HashText(compiler).Hex() + std::to_string(options.proposals);
    for (const FiguresParent& parent : parents) all += parent.name + HashText(parent.source).Hex();
    stamp_ = HashText(all).Hex();
    std::ifstream in(options.cells_file);
    for (std::string line; std::getline(in, line);) {
      const Json json = Json::parse(line, nullptr, false);
      if (json.is_object() && json.value("stamp", "") == stamp_) cells_.push_back(CellFromJson(json));
    }
    file_.open(options.cells_file, std::ios::app);
    if (!file_) return Fail(ErrorKind::kInput, options.cells_file + ": cannot be written");
    return {};
  }
  bool Has(const FiguresLane::Task& task) const {
    return std::ranges::any_of(cells_, [&](const FiguresCell& cell) {
      return cell.operation == task.operation && cell.parent == task.parent->name;
    });
  }
  void Add(const FiguresCell& cell) {
    cells_.push_back(cell);
    if (!file_.is_open()) return;
    Json json = CellToJson(cell);
    json["stamp"] = stamp_;
    file_ << json.dump() << std::endl;
  }
  const std::vector<FiguresCell>& cells() const { return cells_; }

 private:
  std::string stamp_;
  std::ofstream file_;
  std::vector<FiguresCell> cells_;
};

// Parent by parent, so that a lane keeps what it knows of one.
std::vector<FiguresLane::Task> TasksFor(const Options& options, const std::vector<FiguresParent>& parents) {
  std::vector<FiguresLane::Task> tasks;
  for (const FiguresParent& parent : parents) {
    std::vector<const FiguresParent*> others;
    for (const FiguresParent& other : parents) {
      if (&other != &parent && other.interface_name == parent.interface_name) others.push_back(&other);
    }
    for (const std::string_view name : MutationOperatorNames()) {
      const std::string operation(name);
      const auto& asked = options.operators;
      if (!asked.empty() && std::ranges::find(asked, operation) == asked.end()) continue;
      tasks.push_back({operation, &parent, others, options.proposals, options.show});
    }
  }
  return tasks;
}

// Lanes take all operators of one parent at a time.
class Sweep {
 public:
  Sweep(std::vector<FiguresLane::Task> tasks, CellFile& file) : tasks_(std::move(tasks)), file_(file) {
    std::erase_if(tasks_, [&](const FiguresLane::Task& task) { return file.Has(task); });
  }

  Result<> Run(std::vector<std::unique_ptr<FiguresLane>>& lanes) {
    std::vector<std::jthread> threads;
    for (auto& lane : lanes) threads.emplace_back([this, &lane] { Work(*lane); });
    threads.clear();
    std::fputc('\n', stderr);
    if (error_) return std::unexpected(*error_);
    return {};
  }

 private:
  void Work(FiguresLane& lane) {
    const FiguresParent* mine = nullptr;
    while (const auto task = Next(mine)) {
      mine = task->parent;
      const auto cell = lane.Measure(*task);
      const std::scoped_lock lock(mutex_);
      if (!cell) {
        error_ = cell.error();
        return;
      }
      file_.Add(*cell);
      Report(*cell);
    }
  }

  std::optional<FiguresLane::Task> Next(const FiguresParent* mine) {
    const std::scoped_lock lock(mutex_);
    if (error_ || tasks_.empty()) return std::nullopt;
    auto next = std::ranges::find(tasks_, mine, &FiguresLane::Task::parent);
    if (next == tasks_.end()) {
      next = std::ranges::find_if(tasks_, [&](const auto& task) { return !taken_.contains(task.parent); });
    }
    if (next == tasks_.end()) next = tasks_.begin();
    const FiguresLane::Task task = *next;
    taken_.insert(task.parent);
    tasks_.erase(next);
    return task;
  }

  void Report(const FiguresCell& cell) {
    ++done_, proposals_ += cell.asked;
    const double s = (NowMs() - start_) / 1000;
    const double left = s / done_ * static_cast<double>(tasks_.size());
    std::fprintf(stderr, "\r%d cells, %d proposals, %.0f a second, %zu cells and about %.0f s left   ", done_,
                 proposals_, proposals_ / s, tasks_.size(), left);
  }

  std::mutex mutex_;
  std::vector<FiguresLane::Task> tasks_;
  std::set<const FiguresParent*> taken_;
  CellFile& file_;
  std::optional<Error> error_;
  const double start_ = NowMs();
  int done_ = 0, proposals_ = 0;
};

Result<int> Run(const Options& options) {
  GAUNTLET_TRY(const std::vector<FiguresParent> parents, LoadParents(options));
  CellFile file;
  GAUNTLET_CHECK_OK(file.Open(options, parents));
  GAUNTLET_TRY(const FiguresWorkloads workloads, LoadFiguresWorkloads());
  std::vector<std::unique_ptr<FiguresLane>> lanes;
  for (unsigned i = 0; i < options.lanes; ++i) {
    GAUNTLET_TRY(lanes.emplace_back(), FiguresLane::Start(workloads));
  }
  Sweep sweep(TasksFor(options, parents), file);
  GAUNTLET_CHECK_OK(sweep.Run(lanes));
  const FiguresTable table(file.cells());
  table.Print();
  if (!options.json_file.empty()) std::ofstream(options.json_file) << table.ToJson().dump(2) << "\n";
  return table.HalfChanges() ? 0 : 1;
}

}  // namespace
}  // namespace gauntlet

int main(int argc, char** argv) {
  gauntlet::Options options;
  CLI::App app("Mutation operators: what becomes of their proposals");
  app.add_option("--proposals", options.proposals, "Of each operator on each parent")->capture_default_str();
  app.add_option("--lanes", options.lanes, "Compilers and evaluators side by side")->capture_default_str();
  app.add_option("--operators", options.operators, "These only")->delimiter(',')->allow_extra_args(false);
  app.add_option("--cells", options.cells_file, "Keeps finished cells; a second run goes on from there");
  app.add_option("--json", options.json_file, "The table as JSON");
  app.add_option("--held-out", options.held_out, "Parents that count as held out")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_flag("--show", options.show, "Prints every proposal with its fate");
  app.add_option("sources", options.sources, "Parents; none: seeds and baselines of the built-in problems");
  CLI11_PARSE(app, argc, argv);
  const auto outcome = gauntlet::Run(options);
  if (!outcome) std::fprintf(stderr, "%s\n", outcome.error().message.c_str());
  return outcome ? *outcome : 3;
}
