#include "host/workload/moe_workload.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "host/base/layout.h"
#include "host/workload/moe_generate.h"
#include "host/workload/moe_history.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

constexpr const char* kSynthetic = "synthetic";

// What a serving file holds: all but the first two are reals that the simulator knows by the same name.
constexpr const char* kServing[] = {"hidden",
                                    "expert_width",
                                    "weight_bytes",
                                    "dispatch_bytes",
                                    "combine_bytes",
                                    "gpu_flops",
                                    "gpu_bytes_per_s",
                                    "attention_flops",
                                    "attention_bytes",
                                    "attention_weight_bytes",
                                    "message_s",
                                    "layer_s",
                                    "step_s",
                                    "hidden_move_share",
                                    "intra_node_bytes_per_s",
                                    "inter_node_bytes_per_s"};

using Params = std::vector<std::pair<std::string, std::string>>;

// Model and machine of the serving step: a mapping, the name of a file with one, or what comes with
// moe_balance.
Result<YamlReader> OpenServing(const YamlReader& in) {
  GAUNTLET_TRY(const Json value, in.Value("serving"));
  if (value.is_object()) return in.Map("serving");
  if (value.is_null())
    return YamlReader::Load(Layout::Current().Problems() / "moe_balance" / "serving" /
                            "deepseek_v3_h800.yaml");
  GAUNTLET_TRY(const std::string name, in.Get<std::string>("serving"));
  return YamlReader::Load(in.Resolve(name));
}

Result<> AddServing(const YamlReader& in, Params* params, double* expert_bytes) {
  GAUNTLET_TRY(const YamlReader serving, OpenServing(in));
  *expert_bytes = 3;  // matrices: gate, up, down
  for (const char* key : kServing) {
    GAUNTLET_TRY(const double value, serving.Get<double>(key));
    params->emplace_back(key, fmt::format("{}", value));
    const std::string_view name = key;
    if (name == "hidden" || name == "expert_width" || name == "weight_bytes") *expert_bytes *= value;
  }
  GAUNTLET_TRY([[maybe_unused]] const auto title, serving.Find<std::string>("title"));
  return serving.NoOtherKeys();
}

Result<Params> ReadParams(const YamlReader& in, uint64_t top_k) {
  Params params = {{"top_k", std::to_string(top_k)}};
  for (const char* key : {"replicas", "gpus"}) {
    GAUNTLET_TRY(const uint64_t count, in.Get<uint64_t>(key));
    params.emplace_back(key, std::to_string(count));
  }
  const std::pair<const char*, uint64_t> counts[] = {
      {"groups", 1}, {"nodes", 1}, {"history", 8}, {"lag", 0}, {"groups_per_token", 1}};
  for (const auto& [key, otherwise] : counts) {
    GAUNTLET_TRY(const uint64_t count, in.GetOr(key, otherwise));
    params.emplace_back(key, std::to_string(count));
  }
  double derived_bytes = 0;
  GAUNTLET_CHECK_OK(AddServing(in, &params, &derived_bytes));
  GAUNTLET_TRY(const uint64_t expert_bytes, in.GetOr("expert_bytes", static_cast<uint64_t>(derived_bytes)));
  params.emplace_back("expert_bytes", std::to_string(expert_bytes));
  GAUNTLET_TRY(const auto budget, in.Find<uint64_t>("migration_budget_bytes"));
  if (budget) params.emplace_back("migration_budget_bytes", std::to_string(*budget));
  return params;
}

// What the simulator would refuse, with the line where it stands.
Result<> CheckShape(const YamlReader& in, const MoeHistory& history) {
  GAUNTLET_TRY(const uint64_t replicas, in.Get<uint64_t>("replicas"));
  GAUNTLET_TRY(const uint64_t gpus, in.Get<uint64_t>("gpus"));
  GAUNTLET_TRY(const uint64_t nodes, in.GetOr<uint64_t>("nodes", 1));
  GAUNTLET_TRY(const uint64_t groups, in.GetOr<uint64_t>("groups", 1));
  if (replicas < history.experts)
    return in.Wrong("replicas",
                    fmt::format("expected at least one for each of the {} experts", history.experts));
  if (gpus == 0 || replicas % gpus != 0) return in.Wrong("gpus", "expected a number that divides replicas");
  if (nodes == 0 || gpus % nodes != 0) return in.Wrong("nodes", "expected a number that divides gpus");
  if (groups == 0 || history.experts % groups != 0)
    return in.Wrong("groups", fmt::format("expected a number that divides the {} experts", history.experts));
  if (history.windows() < 2)
    return in.Wrong("window_steps", fmt::format("{} windows: a placement made from one is scored on the next",
                                                history.windows()));
  return {};
}

Result<MoeHistory> ReadHistory(const WorkloadEntry& entry, uint32_t steps, uint32_t top_k) {
  const YamlReader& in = entry.settings;
  GAUNTLET_TRY(const auto load, in.Find<std::string>("load"));
  GAUNTLET_TRY(const Json generate, in.Value("generate"));
  if (load.has_value() == !generate.is_null())
    return in.Wrong("load", "expected one of: load (a file), generate (a generator's settings)");
  if (load) return ReadLoadHistory(in.Resolve(*load), steps);
  if (entry.name.empty()) return in.Wrong("name", "missing; a generated workload needs a name");
  auto made = GenerateLoads(generate, steps, top_k);
  if (!made) return in.Wrong("generate", made.error().message);
  return made;
}

// Whose loads these are: a file, or a generator. How many windows it makes is no part of it: the first ones are the
// same.
Result<std::string> SourceOf(const YamlReader& in) {
  GAUNTLET_TRY(const auto load, in.Find<std::string>("load"));
  if (load) return fs::weakly_canonical(in.Resolve(*load)).string();
  GAUNTLET_TRY(Json generate, in.Value("generate"));
  generate.erase("windows");
  return generate.dump();
}

// `extent`: the steps that are left.
Result<MoeHistory> Cut(const YamlReader& in, MoeHistory history, Extent* extent) {
  const auto steps_before = [&](uint64_t window) {
    return std::accumulate(history.steps.begin(), history.steps.begin() + static_cast<ptrdiff_t>(window),
                           uint64_t{0});
  };
  extent->last = steps_before(history.windows()) - 1;
  GAUNTLET_TRY(const auto range, in.FindMap("range"));
  if (!range) return history;
  GAUNTLET_TRY(const uint64_t first, range->GetOr<uint64_t>("first", 0));
  GAUNTLET_TRY(const uint64_t count, range->GetOr<uint64_t>("count", 0));
  GAUNTLET_CHECK_OK(range->NoOtherKeys());
  if (first >= history.windows() || count > history.windows() - first)
    return in.Wrong("range", fmt::format("expected windows of the {} that there are", history.windows()));
  const uint64_t end = count == 0 ? history.windows() : first + count;
  extent->first = steps_before(first);
  extent->last = steps_before(end) - 1;
  return history.Range(first, end - first);
}

}  // namespace

Result<std::vector<Workload>> LoadMoeWorkloads(const WorkloadEntry& entry) {
  const YamlReader& in = entry.settings;
  GAUNTLET_TRY(const uint64_t steps, in.GetOr<uint64_t>("window_steps", 100));
  GAUNTLET_TRY(const uint64_t top_k, in.GetOr<uint64_t>("top_k", 8));
  if (steps == 0 || steps > 1 << 20) return in.Wrong("window_steps", "expected 1 to 1048576");
  if (top_k == 0 || top_k > 65535) return in.Wrong("top_k", "expected 1 to 65535");
  GAUNTLET_TRY(MoeHistory whole,
               ReadHistory(entry, static_cast<uint32_t>(steps), static_cast<uint32_t>(top_k)));
  Workload out;
  GAUNTLET_TRY(std::string source, SourceOf(in));
  out.extents.push_back({std::move(source)});
  GAUNTLET_TRY(MoeHistory history, Cut(in, std::move(whole), &out.extents.front()));
  GAUNTLET_TRY(out.params, ReadParams(in, top_k));
  GAUNTLET_TRY(const auto load, in.Find<std::string>("load"));
  out.name = entry.name.empty() ? fs::path(*load).stem().string() : entry.name;
  if (history.synthetic && !out.name.starts_with(kSynthetic))
    out.name = fmt::format("{}-{}", kSynthetic, out.name);
  GAUNTLET_TRY(out.dataset, in.GetOr<std::string>("dataset", out.name));
  if (history.synthetic && !out.dataset.starts_with(kSynthetic))
    out.dataset = fmt::format("{}-{}", kSynthetic, out.dataset);
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  GAUNTLET_CHECK_OK(CheckShape(in, history));
  if (entry.sample_rate < 1) history = history.SampleLayers(entry.sample_rate);
  out.split = entry.split;
  GAUNTLET_CHECK_OK(PutHistory(history, &out));
  return std::vector{std::move(out)};
}

}  // namespace gauntlet
