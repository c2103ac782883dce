#include "host/workload/cache_workload.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "host/trace/trace.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kMaxAlternatives = 1000;
constexpr double kMaxCapacity = 0x1p61;  // of the simulator, with room to multiply

// What an entry says of every pair of trace and capacity.
struct CacheSettings {
  std::optional<bool> unit_size;  // unsaid: capacities in objects ask for it, others do not
  double warmup = 0;              // share of requests that count for nothing
  uint64_t ghost_percent = 100;
  std::string dataset;
  double sample_rate = 1;
};

struct Capacity {
  enum class Unit { kBytes, kObjects, kFraction };
  Unit unit = Unit::kFraction;
  double amount = 0;

  std::string Label() const {
    switch (unit) {
      case Unit::kObjects:
        return fmt::format("{}obj", static_cast<uint64_t>(amount));
      case Unit::kFraction:
        return fmt::format("{:g}pct", amount * 100);
      case Unit::kBytes:
        break;
    }
    const auto bytes = static_cast<uint64_t>(amount);
    if (bytes % (1 << 20) == 0) return fmt::format("{}MiB", bytes >> 20);
    if (bytes % (1 << 10) == 0) return fmt::format("{}KiB", bytes >> 10);
    return fmt::format("{}B", bytes);
  }
};

// Files that a pattern with {a,b} can stand for, at most: each brace multiplies.
uint64_t Alternatives(std::string_view pattern) {
  uint64_t all = 1;
  std::vector<uint64_t> open;
  for (const char c : pattern) {
    if (c == '{') open.push_back(1);
    if (c == ',' && !open.empty()) ++open.back();
    if (c != '}' || open.empty()) continue;
    all = std::min(all, kMaxAlternatives + 1) * std::min(open.back(), kMaxAlternatives + 1);
    open.pop_back();
  }
  return all;
}

Result<std::vector<Capacity>> ReadCapacities(const YamlReader& in) {
  GAUNTLET_TRY(const auto entries, in.Maps("capacity"));
  if (entries.empty())
    return in.Wrong("capacity",
                    "missing; expected {bytes: N}, {objects: N} or {fraction: F}, or a list of them");
  const std::pair<const char*, Capacity::Unit> units[] = {{"bytes", Capacity::Unit::kBytes},
                                                          {"objects", Capacity::Unit::kObjects},
                                                          {"fraction", Capacity::Unit::kFraction}};
  std::vector<Capacity> out;
  for (const YamlReader& entry : entries) {
    for (const auto& [key, unit] : units) {
      GAUNTLET_TRY(const auto amounts, entry.List<double>(key));
      for (const double amount : amounts) {
        if (!(amount > 0) || (unit == Capacity::Unit::kFraction && amount > 1))
          return entry.Wrong(key, fmt::format("expected more than 0{}",
                                              unit == Capacity::Unit::kFraction ? " and at most 1" : ""));
        if (amount > kMaxCapacity) return entry.Wrong(key, "expected at most 2^61");
        out.push_back({unit, amount});
      }
    }
    GAUNTLET_CHECK_OK(entry.NoOtherKeys());
  }
  return out;
}

Result<std::vector<fs::path>> ReadTraces(const YamlReader& in) {
  GAUNTLET_TRY(const auto one, in.Find<std::string>("trace"));
  GAUNTLET_TRY(const auto patterns, in.List<std::string>("traces"));
  std::vector<fs::path> out;
  if (one) out.push_back(in.Resolve(*one));
  for (const std::string& pattern : patterns) {
    if (Alternatives(pattern) > kMaxAlternatives)
      return in.Wrong("traces", fmt::format("braces that stand for more than {} names", kMaxAlternatives));
    glob_t found{};
    const int status = ::glob(in.Resolve(pattern).c_str(), GLOB_BRACE, nullptr, &found);
    for (size_t i = 0; status == 0 && i < found.gl_pathc; ++i) out.emplace_back(found.gl_pathv[i]);
    ::globfree(&found);
    if (status != 0)
      return in.Wrong("traces", fmt::format("no file matches '{}'", in.Resolve(pattern).string()));
  }
  return out;
}

Result<TraceSource> ReadSource(const YamlReader& in) {
  TraceSource source;
  GAUNTLET_TRY(source.format, in.GetOr<std::string>("format", ""));
  GAUNTLET_TRY(source.csv_columns, in.Value("columns"));
  GAUNTLET_TRY(source.generate, in.Value("generate"));
  GAUNTLET_TRY(const auto range, in.FindMap("range"));
  if (range) {
    GAUNTLET_TRY(source.range_first, range->GetOr<uint64_t>("first", 0));
    GAUNTLET_TRY(source.range_count, range->GetOr<uint64_t>("count", 0));
    GAUNTLET_CHECK_OK(range->NoOtherKeys());
  }
  GAUNTLET_TRY(const auto sample, in.FindMap("sample"));
  if (sample) {
    GAUNTLET_TRY(source.sample_rate, sample->Get<double>("rate"));
    GAUNTLET_TRY(source.sample_seed, sample->GetOr<uint64_t>("seed", 1));
    if (!(source.sample_rate > 0 && source.sample_rate <= 1))
      return sample->Wrong("rate", "expected above 0, at most 1");
    GAUNTLET_CHECK_OK(sample->NoOtherKeys());
  }
  return source;
}

Result<CacheSettings> ReadSettings(const YamlReader& in) {
  CacheSettings out;
  GAUNTLET_TRY(const auto size, in.Find<std::string>("object_size"));
  if (size && *size != "trace" && *size != "unit") return in.Wrong("object_size", "expected trace or unit");
  if (size) out.unit_size = *size == "unit";
  GAUNTLET_TRY(out.warmup, in.GetOr("warmup", 0.0));
  if (!(out.warmup >= 0 && out.warmup < 1)) return in.Wrong("warmup", "expected 0 or more, below 1");
  GAUNTLET_TRY(const double ghosts, in.GetOr("ghosts", 1.0));
  if (!(ghosts >= 0 && ghosts <= 16)) return in.Wrong("ghosts", "expected 0 to 16 caches of entries");
  out.ghost_percent = static_cast<uint64_t>(std::lround(ghosts * 100));
  GAUNTLET_TRY(out.dataset, in.GetOr<std::string>("dataset", ""));
  return out;
}

// Spatial samples get their share of the capacity, so that miss ratios stay comparable.
uint64_t Resolve(const Capacity& capacity, bool unit_size, double sample_rate, const DecodedTrace& trace) {
  double amount = capacity.amount;
  if (capacity.unit == Capacity::Unit::kFraction) {
    amount *= static_cast<double>(unit_size ? trace.object_count : trace.footprint_bytes);
  } else {
    amount *= sample_rate;
  }
  return std::max<uint64_t>(1, static_cast<uint64_t>(amount));
}

// Whether every object counts as one. Capacities in bytes and in objects leave no choice.
Result<bool> CountsObjects(const YamlReader& in, const Capacity& capacity, const CacheSettings& settings) {
  const bool unit_size = settings.unit_size.value_or(capacity.unit == Capacity::Unit::kObjects);
  if (unit_size && capacity.unit == Capacity::Unit::kBytes)
    return in.Wrong("capacity", "bytes make no sense with object_size: unit; use objects or fraction");
  if (!unit_size && capacity.unit == Capacity::Unit::kObjects)
    return in.Wrong("capacity", "objects make no sense with object_size: trace; use bytes or fraction");
  return unit_size;
}

Workload MakeWorkload(const WorkloadEntry& entry, const CacheSettings& settings, const std::string& stem,
                      bool unit_size, uint64_t capacity, const DecodedTrace& trace) {
  Workload out;
  out.split = entry.split;
  out.dataset = settings.dataset.empty() ? stem : settings.dataset;
  out.data = trace.data;
  out.data_bytes = trace.data_bytes;
  out.request_count = trace.request_count;
  const auto warmup = static_cast<uint64_t>(settings.warmup * static_cast<double>(trace.request_count));
  out.params = {{unit_size ? "capacity_objects" : "capacity_bytes", std::to_string(capacity)},
                {"object_size", unit_size ? "unit" : "trace"},
                {"warmup_requests", std::to_string(warmup)},
                {"ghost_percent", std::to_string(settings.ghost_percent)}};
  return out;
}

}  // namespace

Result<std::vector<Workload>> LoadCacheWorkloads(const WorkloadEntry& entry) {
  const YamlReader& in = entry.settings;
  GAUNTLET_TRY(const std::vector<fs::path> paths, ReadTraces(in));
  GAUNTLET_TRY(TraceSource source, ReadSource(in));
  source.sample_rate *= entry.sample_rate;
  GAUNTLET_TRY(const CacheSettings settings, ReadSettings(in));
  GAUNTLET_TRY(const std::vector<Capacity> capacities, ReadCapacities(in));
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  const bool generated = !source.generate.is_null();
  if (generated == !paths.empty())
    return in.Wrong("trace",
                    "expected one of: trace (a file), traces (a pattern), generate (a generator's settings)");
  if (generated && entry.name.empty()) return in.Wrong("name", "missing; a generated workload needs a name");

  std::vector<TraceSource> sources;
  if (generated) sources.push_back(source);
  for (const fs::path& path : paths) {
    source.path = path;
    sources.push_back(source);
  }
  const size_t pairs = sources.size() * capacities.size();
  std::vector<Workload> out;
  for (const TraceSource& each : sources) {
    GAUNTLET_TRY(const DecodedTrace trace, DecodeTrace(each));
    const std::string file = each.path.filename().string();
    const std::string stem = generated ? entry.name : file.substr(0, file.find('.'));
    for (const Capacity& capacity : capacities) {
      GAUNTLET_TRY(const bool unit_size, CountsObjects(in, capacity, settings));
      const uint64_t resolved = Resolve(capacity, unit_size, each.sample_rate, trace);
      Workload workload = MakeWorkload(entry, settings, stem, unit_size, resolved, trace);
      const std::string base = entry.name.empty() || sources.size() > 1 ? stem : entry.name;
      workload.name = pairs == 1 && !entry.name.empty() ? entry.name : base + "-" + capacity.Label();
      out.push_back(std::move(workload));
    }
  }
  return out;
}

}  // namespace gauntlet
