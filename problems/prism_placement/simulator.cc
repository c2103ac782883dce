// Fleets of models, the pressure of a placement, and what can be said of a fleet without a policy.
#include <gauntlet/prism_abi.h>

#include <algorithm>
#include <cmath>
#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/simulators/json.hpp>
#include <gauntlet/simulators/rounds.hpp>
#include <string>
#include <vector>

namespace {

using namespace gauntlet::simulators;

constexpr uint64_t kMostModels = 10000;
constexpr uint32_t kMostSearched = 12;  // models of a fleet whose best placement is searched for

// The most of any fleet of the workload: what tables must hold.
struct Settings {
  uint32_t models;
  uint32_t gpus;
};

// A record: the number of models, the number of GPUs, the models.
prism_fleet FleetOf(const uint8_t* record) {
  const auto* head = reinterpret_cast<const uint32_t*>(record);
  return {reinterpret_cast<const prism_model*>(record + 8), head[0], head[1]};
}

// Models on GPUs; the tables have one entry a GPU.
class Gpus {
 public:
  Gpus(double* load, double* used) : load_(load), used_(used) {}
  void Add(uint32_t gpu, const prism_model& model) {
    load_[gpu] += model.requests_per_s / model.slo;
    used_[gpu] += model.gigabytes;
  }
  bool Holds(uint32_t gpu) const { return used_[gpu] < PRISM_GPU_GIGABYTES; }
  double used(uint32_t gpu) const { return used_[gpu]; }
  // REQUIRES: Holds(gpu).
  double Pressure(uint32_t gpu) const { return load_[gpu] / (PRISM_GPU_GIGABYTES - used_[gpu]); }
  double Worst(uint32_t gpus) const {
    double worst = 0;
    for (uint32_t gpu = 0; gpu < gpus; ++gpu) worst = std::max(worst, Pressure(gpu));
    return worst;
  }

 private:
  double *load_, *used_;  // [gpu]
};

double InTurn(const prism_fleet& fleet) {
  std::vector<double> load(fleet.gpus), used(fleet.gpus);
  Gpus gpus(load.data(), used.data());
  for (uint32_t m = 0; m < fleet.model_count; ++m) gpus.Add(m % fleet.gpus, fleet.models[m]);
  return gpus.Worst(fleet.gpus);
}

// No placement does better. The largest of fractions is at least their mediant, all loads over all free memory,
// which no placement changes; and no model's GPU has less load, or more free memory, than the model alone leaves it.
double BoundOf(const prism_fleet& fleet) {
  double load = 0, free = PRISM_GPU_GIGABYTES * fleet.gpus, bound = 0;
  for (uint32_t m = 0; m < fleet.model_count; ++m) {
    const prism_model& model = fleet.models[m];
    load += model.requests_per_s / model.slo;
    free -= model.gigabytes;
    bound = std::max(bound, model.requests_per_s / model.slo / (PRISM_GPU_GIGABYTES - model.gigabytes));
  }
  // A little below, for the last bits of sums in another order.
  return std::max(bound, load / free) * (1 - 1e-12);
}

// Branch and bound: adding a model to a GPU never lowers its pressure, and empty GPUs are all alike.
class Search {
 public:
  explicit Search(const prism_fleet& fleet)
      : fleet_(fleet), load_(fleet.gpus), used_(fleet.gpus), best_(InTurn(fleet)) {}
  double Best() {
    Place(0, 0, 0);
    return best_;
  }

 private:
  void Place(uint32_t m, uint32_t opened, double worst) {
    if (worst >= best_) return;
    if (m == fleet_.model_count) {
      best_ = worst;
      return;
    }
    const prism_model& model = fleet_.models[m];
    for (uint32_t gpu = 0; gpu < std::min(opened + 1, fleet_.gpus); ++gpu) {
      const double load = load_[gpu], used = used_[gpu];
      Gpus gpus(load_.data(), used_.data());
      gpus.Add(gpu, model);
      if (gpus.Holds(gpu)) Place(m + 1, std::max(opened, gpu + 1), std::max(worst, gpus.Pressure(gpu)));
      load_[gpu] = load;
      used_[gpu] = used;
    }
  }

  const prism_fleet& fleet_;
  std::vector<double> load_, used_;
  double best_;
};

void Add(const std::vector<prism_model>& models, uint32_t gpus, Records<Settings>* out) {
  Record record;
  record.Put(static_cast<uint32_t>(models.size()));
  record.Put(gpus);
  record.PutAll(models);
  out->settings.models = std::max(out->settings.models, static_cast<uint32_t>(models.size()));
  out->settings.gpus = std::max(out->settings.gpus, gpus);
  out->Add(std::move(record));
}

// [{"gpus": 6, "models": [{"gigabytes": 14, "requests_per_s": 5, "slo": 8}, ...]}, ...]
void Read(const File& file, Params& params, Records<Settings>* out) {
  JsonValue document;
  if (!ReadJson(file, params, &document)) return;
  if (document.kind != JsonValue::Kind::kList) return file.Refuse(params, 1, "expected a list of fleets");
  for (const JsonValue& fleet : document.items) {
    const JsonValue *gpus = fleet.Find("gpus"), *list = fleet.Find("models");
    if (gpus == nullptr || list == nullptr || !(gpus->number >= 1 && gpus->number <= 10000) ||
        gpus->number != std::floor(gpus->number) || list->items.empty() || list->items.size() > kMostModels)
      return file.Refuse(params, fleet.line, "expected {\"gpus\": 1 to 10000, \"models\": [...]}");
    std::vector<prism_model> models;
    for (const JsonValue& one : list->items) {
      const JsonValue *size = one.Find("gigabytes"), *rate = one.Find("requests_per_s"),
                      *slo = one.Find("slo");
      const bool is_model = size != nullptr && rate != nullptr && slo != nullptr && size->number > 0 &&
                            size->number < PRISM_GPU_GIGABYTES && rate->number > 0 && rate->number < 1e9 &&
                            slo->number > 1e-9 && slo->number < 1e9;
      if (!is_model)
        return file.Refuse(params, one.line,
                           "expected gigabytes below 80, requests_per_s and slo, all above 0");
      models.push_back({size->number, rate->number, slo->number});
    }
    std::vector<double> load(static_cast<size_t>(gpus->number)), used(load.size());
    Gpus in_turn(load.data(), used.data());
    for (size_t m = 0; m < models.size(); ++m) in_turn.Add(static_cast<uint32_t>(m % load.size()), models[m]);
    for (uint32_t gpu = 0; gpu < load.size(); ++gpu)
      if (!in_turn.Holds(gpu))
        return file.Refuse(params, fleet.line, "the models of this fleet do not fit in turn");
    Add(models, static_cast<uint32_t>(load.size()), out);
  }
}

// Whole gigabytes and rates; a share of the models is wanted by many.
void Generate(Params& params, Records<Settings>* out) {
  const uint64_t fleets = params.CountOr("fleets", 50, 1, 100000);
  const uint64_t gpus = params.Count("gpus", 1, 10000);
  const uint64_t models = params.Count("models", 1, kMostModels);
  const uint64_t smallest = params.CountOr("smallest", 10, 1, 79);
  const uint64_t largest = params.CountOr("largest", 29, smallest, 79);
  const uint64_t rate = params.CountOr("rate", 10, 1, 1000000);  // the most
  const double hot = params.RealOr("hot", 0, 0, 1);              // share of models with ten times the rate
  gauntlet::sdk::Rng rng(params.CountOr("seed", 1, 0, UINT64_MAX));
  if ((models + gpus - 1) / gpus * largest >= 80)
    params.Refuse("models", "%llu of up to %llu GB on %llu GPUs may not fit in turn",
                  static_cast<unsigned long long>(models), static_cast<unsigned long long>(largest),
                  static_cast<unsigned long long>(gpus));
  for (uint64_t f = 0; f < fleets && !params.failed(); ++f) {
    std::vector<prism_model> all;
    for (uint64_t m = 0; m < models; ++m) {
      const double size = static_cast<double>(smallest + rng.below(largest - smallest + 1));
      const double wanted = static_cast<double>((1 + rng.below(rate)) * (rng.chance(hot) ? 10 : 1));
      all.push_back({size, wanted, static_cast<double>(5 + rng.below(6))});
    }
    Add(all, static_cast<uint32_t>(gpus), out);
  }
}

struct Prism {
  static constexpr const char* kDomain = PRISM_DOMAIN;
  static constexpr const char* kInterface = PRISM_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = PRISM_FINGERPRINT;
  using Hooks = prism_policy;
  static constexpr gauntlet_required_hook kRequired[] = {GAUNTLET_REQUIRED(prism_policy, create),
                                                         GAUNTLET_REQUIRED(prism_policy, destroy),
                                                         GAUNTLET_REQUIRED(prism_policy, place)};
  using Config = prism_config;
  using Settings = ::Settings;
  using Answer = uint32_t;

  static void Make(Params& params, const Files& files, Records<Settings>* out) {
    if (const File file = files.Find("fleets")) {
      Read(file, params, out);
    } else {
      Generate(params, out);
    }
  }
  static uint64_t MostNumbers(const Settings& settings) { return settings.models; }
  static Config ConfigOf(const Settings&, uint64_t seed, uint64_t memory_budget_bytes) {
    return {sizeof(Config), 0, seed, memory_budget_bytes};
  }

  // Means over the fleets, as the metric.
  static void Reference(const Settings& settings, const RecordList& records, Report* out) {
    const auto fleets = static_cast<double>(records.size());
    double in_turn = 0, bound = 0, optimum = 0;
    for (uint64_t i = 0; i < records.size(); ++i) {
      in_turn += InTurn(FleetOf(records[i]));
      bound += BoundOf(FleetOf(records[i]));
    }
    out->Real("in_turn_max_pressure", in_turn / fleets);
    out->Real("bound_max_pressure", bound / fleets);
    if (settings.models > kMostSearched || !out->Wants("optimal_max_pressure")) return;
    for (uint64_t i = 0; i < records.size(); ++i) {
      const prism_fleet fleet = FleetOf(records[i]);
      optimum += Search(fleet).Best();
    }
    out->Real("optimal_max_pressure", optimum / fleets);
  }

  struct Game {
    double *load, *used;  // [gpu]
    uint64_t fleets;
    double pressure, free;

    bool Start(const Settings& settings, const Memory& memory) {
      load = memory.Array<double>(settings.gpus);
      used = memory.Array<double>(settings.gpus);
      return load != nullptr && used != nullptr;
    }
    uint32_t Ask(const Hooks& hooks, void* self, const uint8_t* record, uint32_t* answer) {
      const prism_fleet fleet = FleetOf(record);
      hooks.place(self, &fleet, answer);
      return fleet.model_count;
    }
    void Judge(const uint8_t* record, std::span<const uint32_t> answer, Refusal& refuse) {
      const prism_fleet fleet = FleetOf(record);
      if (answer.size() != fleet.model_count)
        return refuse("GPUs for %zu models; there are %u", answer.size(), fleet.model_count);
      std::fill(load, load + fleet.gpus, 0.0);
      std::fill(used, used + fleet.gpus, 0.0);
      Gpus gpus(load, used);
      for (uint32_t m = 0; m < fleet.model_count; ++m) {
        if (answer[m] >= fleet.gpus)
          return refuse("model %u: there is no GPU %u, the last one is %u", m, answer[m], fleet.gpus - 1);
        gpus.Add(answer[m], fleet.models[m]);
        if (!gpus.Holds(answer[m]))
          return refuse("model %u: GPU %u would hold %g GB, and has %g", m, answer[m], gpus.used(answer[m]),
                        PRISM_GPU_GIGABYTES);
      }
      ++fleets;
      pressure += gpus.Worst(fleet.gpus);
      double least = PRISM_GPU_GIGABYTES;
      for (uint32_t gpu = 0; gpu < fleet.gpus; ++gpu)
        least = std::min(least, PRISM_GPU_GIGABYTES - used[gpu]);
      free += least;
    }
    void Tell(Report* out) const {
      const double count = fleets == 0 ? 1 : static_cast<double>(fleets);
      out->Count("fleets", fleets);
      out->Real("max_pressure", pressure / count);
      out->Real("least_free_gigabytes", free / count);
    }
  };
};

}  // namespace

GAUNTLET_ROUNDS_SIMULATOR(Prism)
