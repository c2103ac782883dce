// NLopt's algorithms behind our steps. It calls back for each point on this thread; its random numbers are the thread's
// own (nlopt_srand), so searches side by side do not disturb each other.
// Source: S. G. Johnson, "The NLopt nonlinear-optimization package", http://github.com/stevengj/nlopt
#include <nlopt.h>

#include <memory>
#include <type_traits>

#include "host/base/result.h"
#include "host/tune/strategy.h"

namespace gauntlet::tune {
namespace {

constexpr double kSmallest = 1e-4;   // of a coordinate: finer steps are no other literal
constexpr double kFirstStep = 0.15;  // of a local search
constexpr unsigned kLeastPopulation = 8;

struct Call {
  const ScoreOf& score;
  nlopt_opt optimizer;
  bool stopped = false;
};

double Evaluate(unsigned count, const double* point, double*, void* data) {
  auto* call = static_cast<Call*>(data);
  std::optional<double> score;
  if (!call->stopped) score = call->score(UnitPoint(point, point + count));
  if (score) return *score;
  call->stopped = true;
  nlopt_force_stop(call->optimizer);
  return 0;
}

using Optimizer = std::unique_ptr<std::remove_pointer_t<nlopt_opt>, decltype(&nlopt_destroy)>;

// From one start. False: stop.
bool Optimize(nlopt_algorithm algorithm, const UnitPoint& start, unsigned population, const ScoreOf& score) {
  const auto dimensions = static_cast<unsigned>(start.size());
  Optimizer optimizer(nlopt_create(algorithm, dimensions), nlopt_destroy);
  GAUNTLET_ASSERT(optimizer != nullptr);
  Call call{score, optimizer.get()};
  nlopt_set_max_objective(optimizer.get(), Evaluate, &call);
  nlopt_set_lower_bounds1(optimizer.get(), 0);
  nlopt_set_upper_bounds1(optimizer.get(), 1);
  nlopt_set_xtol_abs1(optimizer.get(), kSmallest);
  nlopt_set_initial_step1(optimizer.get(), kFirstStep);
  if (population > 0) nlopt_set_population(optimizer.get(), population);
  UnitPoint point = start;
  double best = 0;
  // Whatever it ends with (converged, rounding, stopped): what it has scored is what counts.
  nlopt_optimize(optimizer.get(), point.data(), &best);
  return !call.stopped;
}

// Again with other random numbers while there is budget left.
void Global(nlopt_algorithm algorithm, const SearchTask& task, unsigned population, const ScoreOf& score) {
  constexpr int kRestarts = 20;
  nlopt_srand(static_cast<unsigned long>(task.seed));
  for (int i = 0; i < kRestarts; ++i)
    if (!Optimize(algorithm, task.starts[static_cast<size_t>(i) % task.starts.size()], population, score))
      return;
}

void Local(nlopt_algorithm algorithm, const SearchTask& task, const ScoreOf& score) {
  nlopt_srand(static_cast<unsigned long>(task.seed));
  for (const UnitPoint& start : task.starts)
    if (!Optimize(algorithm, start, 0, score)) return;
}

// A third of the budget at most goes into the first population.
unsigned Population(const SearchTask& task) {
  const size_t usual = 5 * (task.starts.front().size() + 1);
  return static_cast<unsigned>(std::max<size_t>(std::min(usual, task.budget / 3), kLeastPopulation));
}

}  // namespace

void SearchCrs2(const SearchTask& task, const ScoreOf& score) {
  const auto least = static_cast<unsigned>(task.starts.front().size() + 1);
  Global(NLOPT_GN_CRS2_LM, task, std::max(least, Population(task)), score);
}
// Deterministic: once is all.
void SearchDirect(const SearchTask& task, const ScoreOf& score) {
  Optimize(NLOPT_GN_DIRECT_L, task.starts.front(), 0, score);
}
void SearchIsres(const SearchTask& task, const ScoreOf& score) {
  Global(NLOPT_GN_ISRES, task, Population(task), score);
}
// BOBYQA models a function of two variables at least.
void SearchBobyqa(const SearchTask& task, const ScoreOf& score) {
  if (task.starts.front().size() < 2) return SearchSubplex(task, score);
  Local(NLOPT_LN_BOBYQA, task, score);
}
void SearchSubplex(const SearchTask& task, const ScoreOf& score) { Local(NLOPT_LN_SBPLX, task, score); }

}  // namespace gauntlet::tune
