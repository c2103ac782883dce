#include "tests/standalone/policies.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "host/base/file.h"
#include "host/candidate/module.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

// Every function of <cmath> that the header brings itself, in double and float, qualified and not.
constexpr const char* kMathematics = R"(#include <gauntlet/sdk/cache_priority.hpp>
#include <cmath>
#include <vector>
namespace {
struct Weights { double a = 0.37, b = 1.91; };
float Soft(float x) { return std::tanh(x) + expf(-x) + std::pow(x + 1.0f, 0.3f); }
}
// EVOLVE-BLOCK-START
class Mathematics : public gauntlet::cache::Priority {
 public:
  explicit Mathematics(const Config& config) : history_(8, 0.0), scale_(std::log2(config.capacity + 1)) {}
  double priority(const Object& object, const Pressure& cache) {
    const double age = object.gaps[0] + 1.0, count = object.count;
    history_[object.now % 8] = std::sin(age) * cos(count) + std::cbrt(age) + std::log10(int(count) + 1);
    double sum = 0;
    for (const double h : history_) sum += h;
    return std::pow(count, weights_.a) * exp(-age / 1e4) + std::log1p(sum * sum) * scale_ +
           Soft(1e-3f * object.gaps[1]) + std::hypot(age, count) * 1e-6 + std::atan2(count, age) +
           std::exp2(-count) * rng().unit() + std::fmod(age, 3.0) + std::round(count / 3) +
           gauntlet::sdk::sinh(1 / age) + std::asin(1 / age) * weights_.b +
           std::acosh(age) + static_cast<double>(std::log(2.5L + count)) + std::erase(history_, -1.0);
  }
 private:
  std::vector<double> history_;
  Weights weights_;
  double scale_;
};
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_PRIORITY(Mathematics)
)";

// Decides by all that a policy is told: numbers of slots, the view, the request, the dice.
constexpr const char* kCurious = R"(#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/containers.hpp>
// EVOLVE-BLOCK-START
static uint64_t Stirred(uint64_t sum) { return gauntlet::sdk::hash64(sum); }
class Curious : public gauntlet::cache::Policy {
 public:
  explicit Curious(const Config& config) : sum_(config.seed + config.ghost_percent + config.capacity) {}
  void Hear(uint64_t what, Slot slot, const Request& r) {
    sum_ = Stirred(sum_ + what + slot + r.key + r.now + r.block_address + r.time_s + r.size + r.ttl_s + r.tenant +
                   r.operation + cache().used + cache().requests + cache().misses + cache().resident + cache().slots);
  }
  void on_hit(Slot slot, const Request& r) { Hear(1, slot, r); }
  void on_miss(Slot slot, const Request& r) { Hear(2, slot, r); }
  bool admit(Slot slot, const Request& r) { return Hear(3, slot, r), sum_ % 16 != 0; }
  void on_insert(Slot slot, const Request& r) { Hear(4, slot, r), in_.push_front(slot); }
  void on_evict(Slot slot, gauntlet::cache::EvictReason why) { in_.remove(slot), sum_ += slot + uint64_t(why); }
  void on_forget(Slot slot) { sum_ = Stirred(sum_ + slot); }
  Slot choose_victim(const Request& r) {
    Hear(5, 0, r);
    Slot slot = in_.back();
    for (uint64_t steps = (sum_ ^ rng().next()) % 8; steps > 0 && in_.prev(slot) != gauntlet::cache::kNoSlot; --steps)
      slot = in_.prev(slot);
    return slot;
  }
 private:
  gauntlet::sdk::SlotList in_;
  uint64_t sum_;
};
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_POLICY(Curious)
)";

std::string InterfaceOf(const std::string& problem) {
  return problem == "cache_priority" ? GAUNTLET_CACHE_PRIORITY_INTERFACE : GAUNTLET_CACHE_POLICY_INTERFACE;
}

Result<std::vector<NamedPolicy>> SourcesOf(const std::string& problem) {
  const fs::path folder = fs::path(GAUNTLET_SOURCE_DIR) / "problems" / problem;
  std::vector<fs::path> files = {folder / "seed.cc"};
  for (const auto& entry : fs::directory_iterator(folder / "baselines")) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<NamedPolicy> policies;
  for (const fs::path& file : files) {
    GAUNTLET_TRY(std::string source, ReadTextFile(file));
    policies.push_back({problem + "_" + file.stem().string(), InterfaceOf(problem), std::move(source), {}});
  }
  return policies;
}

Result<std::vector<NamedPolicy>> MutantsOf(Compiler& compiler, const NamedPolicy& parent, int generations) {
  std::vector<NamedPolicy> mutants;
  std::string source = parent.source;
  for (int i = 0; i < generations; ++i) {
    GAUNTLET_TRY(
        const MutateOutcome mutant,
        compiler.Mutate({.domain = "cache", .parent = source, .seed = 100u + static_cast<unsigned>(i)}));
    if (mutant.failure) continue;
    source = mutant.source;
  }
  mutants.push_back({parent.name + "_mutant", parent.interface_name, source, {}});
  return mutants;
}

Result<> Compile(Compiler& compiler, const std::string& scratch, NamedPolicy& policy) {
  GAUNTLET_TRY(
      const CompileOutcome outcome,
      compiler.Compile({.source = policy.source, .domain = "cache", .interface_name = policy.interface_name},
                       [](const NormalForm&) { return true; }));
  if (outcome.failure)
    return Fail(ErrorKind::kInternalError, policy.name + " does not compile: " + outcome.failure->reason);
  const fs::path file = fs::path(scratch) / (policy.name + ".so");
  std::error_code error;
  fs::copy_file(fs::path("/proc/self/fd") / std::to_string(outcome.module->fd()), file,
                fs::copy_options::overwrite_existing, error);
  if (error) return CannotWrite(file, error.value());
  GAUNTLET_TRY(policy.hooks, cache_simulator::LoadPolicy(file, policy.interface_name));
  return {};
}

// The run that is being listened to: hooks are plain functions.
struct Listener {
  const gauntlet_cache_policy* policy = nullptr;
  const gauntlet_cache_priority* priority = nullptr;
  const std::vector<uint32_t>* objects = nullptr;
  std::vector<Step> steps;
  std::map<uint32_t, uint32_t> object_in;  // slot -> object
  uint64_t now = 0, evictions = 0;
} g_run;

uint32_t ObjectAt(uint64_t request) { return g_run.objects->at(request); }

struct ListeningPolicy {
  static void Hit(void* self, uint32_t slot, const gauntlet_cache_request* request) {
    g_run.steps[request->now].hit = true;
    if (g_run.policy->on_hit != nullptr) g_run.policy->on_hit(self, slot, request);
  }
  static void Insert(void* self, uint32_t slot, const gauntlet_cache_request* request) {
    g_run.object_in[slot] = ObjectAt(request->now);
    g_run.policy->on_insert(self, slot, request);
  }
  static void Evict(void* self, uint32_t slot, uint32_t reason) {
    g_run.steps[g_view->requests].evicted.push_back(g_run.object_in.at(slot));
    if (g_run.policy->on_evict != nullptr) g_run.policy->on_evict(self, slot, reason);
  }
  static void* Create(const gauntlet_cache_config* config, const gauntlet_cache_view* view,
                      const gauntlet_host* host) {
    g_view = view;
    return g_run.policy->create(config, view, host);
  }
  inline static const gauntlet_cache_view* g_view = nullptr;
};

double ListeningPriority(void* self, const gauntlet_cache_object* object,
                         const gauntlet_cache_pressure* pressure) {
  Step& step = g_run.steps[object->now];
  step.hit = object->count > 1;
  if (pressure->evictions > g_run.evictions) {
    step.evicted.resize(pressure->evictions - g_run.evictions);
    step.evicted.back() = ObjectAt(object->now - pressure->last_evicted_age);
    g_run.evictions = pressure->evictions;
  }
  return g_run.priority->priority(self, object, pressure);
}

}  // namespace

Result<std::vector<NamedPolicy>> CachePolicies(Compiler& compiler, const std::string& scratch) {
  GAUNTLET_TRY(std::vector<NamedPolicy> all, SourcesOf("cache_miss_ratio"));
  GAUNTLET_TRY(const std::vector<NamedPolicy> priorities, SourcesOf("cache_priority"));
  all.insert(all.end(), priorities.begin(), priorities.end());
  std::vector<NamedPolicy> mutants;
  for (const NamedPolicy& policy : all) {
    if (!policy.name.ends_with("seed") && !policy.name.ends_with("gdsf")) continue;
    GAUNTLET_TRY(const auto more, MutantsOf(compiler, policy, 12));
    mutants.insert(mutants.end(), more.begin(), more.end());
  }
  all.insert(all.end(), mutants.begin(), mutants.end());
  all.push_back({"curious", GAUNTLET_CACHE_POLICY_INTERFACE, kCurious, {}});
  all.push_back({"mathematics", GAUNTLET_CACHE_PRIORITY_INTERFACE, kMathematics, {}});
  for (NamedPolicy& policy : all) GAUNTLET_CHECK_OK(Compile(compiler, scratch, policy));
  return all;
}

std::vector<Step> SimulatedSteps(const NamedPolicy& policy, const cache_simulator::OpenedWorkload& workload,
                                 const std::vector<uint32_t>& object_of_request) {
  g_run = {};
  g_run.objects = &object_of_request;
  g_run.steps.resize(object_of_request.size());
  cache_simulator::Outcome outcome;
  if (policy.interface_name == GAUNTLET_CACHE_PRIORITY_INTERFACE) {
    g_run.priority = static_cast<const gauntlet_cache_priority*>(policy.hooks.hooks);
    gauntlet_cache_priority table = *g_run.priority;
    table.priority = ListeningPriority;
    outcome = workload.Run(cache_simulator::PolicyOf(table));
  } else {
    g_run.policy = static_cast<const gauntlet_cache_policy*>(policy.hooks.hooks);
    gauntlet_cache_policy table = *g_run.policy;
    table.create = ListeningPolicy::Create;
    table.on_hit = ListeningPolicy::Hit;
    table.on_insert = ListeningPolicy::Insert;
    table.on_evict = ListeningPolicy::Evict;
    outcome = workload.Run(cache_simulator::PolicyOf(table));
  }
  if (outcome.status != GAUNTLET_OK) return {};
  return std::move(g_run.steps);
}

}  // namespace gauntlet
