#include "host/workload/spot_workload.h"

#include <fmt/format.h>
#include <gauntlet/spot.h>
#include <gauntlet/spot_trace.h>
#include <glob.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <span>

#include "host/base/hash.h"
#include "host/trace/memory_file.h"
#include "host/workload/spot_generator.h"
#include "host/workload/spot_windows.h"
#include "host/workload/spot_zone.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

// What an entry says of all its jobs.
struct JobSettings {
  std::vector<double> deadlines_hours, overheads_hours;
  double work_hours = 48;
  double on_demand_usd = 0, spot_usd = 0;  // of one instance, an hour; spot: where the zone has no prices
  uint64_t nodes = 1;
  uint64_t prices = 0;          // from before the job
  double price_step_hours = 1;  // between them
  double notice_s = 0;
  std::vector<std::pair<std::string, std::string>> params;  // of the simulator, the same for all
  std::string dataset;
};

// The list prices of the instances that the traces are of: USD per hour, us-east and us-west, on demand. Where a zone
// has no spot prices: the ratio of the published protocol, 0.9731 to 3.06.
// Source: AWS EC2 on-demand prices of p2.xlarge, p2.8xlarge, p3.2xlarge and p3.16xlarge.
constexpr std::pair<std::string_view, double> kDevices[] = {
    {"k80_1", 0.90}, {"k80_8", 7.20}, {"v100_1", 3.06}, {"v100_8", 24.48}};
constexpr double kSpotShare = 0.9731 / 3.06;

Result<> ReadPrices(const YamlReader& in, const SpotZone& zone, JobSettings* out) {
  GAUNTLET_TRY(const auto on_demand, in.Find<double>("on_demand_usd_per_hour"));
  GAUNTLET_TRY(const auto spot, in.Find<double>("spot_usd_per_hour"));
  for (const auto& [device, usd] : kDevices)
    if (zone.name.ends_with(device)) out->on_demand_usd = usd;
  if (on_demand) out->on_demand_usd = *on_demand;
  if (!(out->on_demand_usd > 0 && out->on_demand_usd < 1e6))
    return in.Wrong("on_demand_usd_per_hour",
                    "expected more than 0; no list price is known for " + zone.name);
  out->spot_usd = spot ? *spot : out->on_demand_usd * kSpotShare;
  if (!(out->spot_usd > 0 && out->spot_usd < 1e6))
    return in.Wrong("spot_usd_per_hour", "expected more than 0");
  return {};
}

Result<std::vector<double>> ReadHours(const YamlReader& in, const char* key, double least) {
  GAUNTLET_TRY(auto hours, in.List<double>(key));
  for (const double h : hours)
    if (!(h >= least && h <= 1e5)) return in.Wrong(key, fmt::format("expected {} to 100000 hours", least));
  return hours;
}

Result<JobSettings> ReadSettings(const YamlReader& in) {
  JobSettings out;
  GAUNTLET_TRY(const std::string semantics, in.GetOr<std::string>("semantics", "strict"));
  if (semantics != "strict" && semantics != "adrs_compat")
    return in.Wrong("semantics", "expected strict or adrs_compat");
  GAUNTLET_TRY(out.deadlines_hours, ReadHours(in, "deadline_hours", 0.01));
  if (out.deadlines_hours.empty())
    return in.Wrong("deadline_hours", "missing; expected hours, or a list of them");
  GAUNTLET_TRY(out.overheads_hours, ReadHours(in, "overhead_hours", 0));
  GAUNTLET_TRY(out.work_hours, in.GetOr("work_hours", out.work_hours));
  if (!(out.work_hours > 0 && out.work_hours <= 1e5)) return in.Wrong("work_hours", "expected more than 0");
  GAUNTLET_TRY(out.nodes, in.GetOr("nodes", out.nodes));
  if (out.nodes < 1 || out.nodes > 1000000) return in.Wrong("nodes", "expected 1 to 1000000");
  GAUNTLET_TRY(out.dataset, in.GetOr<std::string>("dataset", ""));
  out.params = {{"semantics", semantics}, {"nodes", std::to_string(out.nodes)}};
  for (const char* key : {"launch_delay_s", "checkpoint_s", "notice_s", "probe_s"}) {
    GAUNTLET_TRY(const double seconds, in.GetOr(key, 0.0));
    if (!(seconds >= 0 && seconds <= 1e6)) return in.Wrong(key, "expected 0 to 10^6 seconds");
    out.params.emplace_back(key, fmt::format("{}", seconds));
    if (std::string_view(key) == "notice_s") out.notice_s = seconds;
  }
  GAUNTLET_TRY(const uint64_t ticks, in.GetOr<uint64_t>("checkpoint_ticks", 0));
  if (ticks > 1000) return in.Wrong("checkpoint_ticks", "expected at most 1000");
  out.params.emplace_back("checkpoint_ticks", std::to_string(ticks));
  GAUNTLET_TRY(const double gigabytes, in.GetOr("checkpoint_gb", 0.0));
  GAUNTLET_TRY(const auto egress, in.FindMap("egress_usd_per_gb"));
  for (const char* key : {"same_area", "other_area"}) {
    double usd = 0;
    if (egress) {
      GAUNTLET_TRY(usd, egress->GetOr(key, 0.0));
    }
    if (!(usd * gigabytes >= 0 && usd * gigabytes < 1e6))
      return in.Wrong("egress_usd_per_gb", "expected 0 or more");
    out.params.emplace_back(fmt::format("egress_{}_usd", key), fmt::format("{}", usd * gigabytes));
  }
  if (egress) GAUNTLET_CHECK_OK(egress->NoOtherKeys());
  GAUNTLET_TRY(const auto history, in.FindMap("price_history"));
  if (history) {
    GAUNTLET_TRY(out.prices, history->Get<uint64_t>("count"));
    GAUNTLET_TRY(out.price_step_hours, history->GetOr("every_hours", 1.0));
    if (out.prices > 10000) return history->Wrong("count", "expected at most 10000");
    if (!(out.price_step_hours > 0 && out.price_step_hours < 1e5))
      return history->Wrong("every_hours", "expected more than 0");
    GAUNTLET_CHECK_OK(history->NoOtherKeys());
  }
  return out;
}

// Every zone of the entry, in order: files of a folder or pattern by name; `zones` and `regions` choose.
Result<std::vector<SpotZone>> ReadZones(const YamlReader& in) {
  GAUNTLET_TRY(const auto one, in.Find<std::string>("trace"));
  GAUNTLET_TRY(const auto patterns, in.List<std::string>("traces"));
  GAUNTLET_TRY(const auto generate, in.FindMap("generate"));
  if (generate.has_value() + one.has_value() + !patterns.empty() != 1)
    return in.Wrong("trace",
                    "expected one of: trace (a file), traces (a folder or pattern), generate (settings)");
  if (generate) return GenerateSpotZones(*generate);
  std::vector<fs::path> paths;
  if (one) paths.push_back(in.Resolve(*one));
  for (const std::string& pattern : patterns) {
    const fs::path resolved = in.Resolve(pattern);
    const std::string what = fs::is_directory(resolved) ? (resolved / "*.json").string() : resolved.string();
    glob_t found{};
    const int status = ::glob(what.c_str(), 0, nullptr, &found);
    for (size_t i = 0; status == 0 && i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
    ::globfree(&found);
    if (status != 0) return in.Wrong("traces", fmt::format("no file matches '{}'", what));
  }
  std::vector<SpotZone> out;
  for (const fs::path& path : paths) {
    GAUNTLET_TRY(SpotZone zone, ReadSpotZone(path));
    out.push_back(std::move(zone));
  }
  return out;
}

Result<std::vector<const SpotZone*>> Named(const YamlReader& in, const char* key,
                                           const std::vector<SpotZone>& all,
                                           const std::vector<std::string>& names) {
  std::vector<const SpotZone*> out;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(all, name, &SpotZone::name);
    if (found == all.end()) return in.Wrong(key, fmt::format("no zone is named '{}'", name));
    out.push_back(&*found);
  }
  return out;
}

// Makes the workloads of one group of zones: one zone, or the regions of a job.
class Maker {
 public:
  Maker(const WorkloadEntry& entry, const SpotWindows& windows, const JobSettings& settings,
        std::vector<const SpotZone*> zones)
      : entry_(entry), windows_(windows), settings_(settings), zones_(std::move(zones)) {}

  Result<> Make(double deadline_hours, double overhead_hours, const std::string& name,
                std::vector<Workload>* out) {
    deadline_hours_ = deadline_hours;
    overhead_hours_ = overhead_hours;
    const double gap_s = zones_[0]->gap_s;
    ticks_ = static_cast<uint64_t>(std::floor(deadline_hours * 3600 / gap_s));
    GAUNTLET_TRY(const auto windows, windows_.For(zones_, ticks_, overhead_hours));
    std::map<uint64_t, std::vector<SpotWindow>> blocks;
    for (const SpotWindow& window : windows) blocks[window.block].push_back(window);
    for (const auto& [block, jobs] : blocks) {
      const std::string suffix = windows_.has_blocks() ? fmt::format("-b{}", block) : "";
      GAUNTLET_TRY(Workload workload, MakeOne(jobs));
      workload.name = name + suffix;
      workload.dataset = (settings_.dataset.empty() ? Collection() : settings_.dataset) + suffix;
      out->push_back(std::move(workload));
    }
    return {};
  }

 private:
  // The folder of the first zone: what was recorded together.
  std::string Collection() const { return fs::path(zones_[0]->source).parent_path().filename().string(); }

  // Of a stage of the cascade: a share of the jobs, evenly.
  std::vector<SpotWindow> Sampled(const std::vector<SpotWindow>& jobs) const {
    const auto every = static_cast<size_t>(std::max(1LL, std::llround(1 / entry_.sample_rate)));
    std::vector<SpotWindow> out;
    for (size_t i = 0; i < jobs.size(); i += every) out.push_back(jobs[i]);
    return out;
  }

  Result<Workload> MakeOne(const std::vector<SpotWindow>& all) {
    const std::vector<SpotWindow> jobs = Sampled(all);
    gauntlet_spot_trace_header header{};
    header.magic = GAUNTLET_SPOT_TRACE_MAGIC;
    header.region_count = static_cast<uint32_t>(zones_.size());
    header.record_bytes = static_cast<uint32_t>(sizeof(gauntlet_spot_record) +
                                                zones_.size() * sizeof(gauntlet_spot_record_region));
    header.history_records = static_cast<uint32_t>(settings_.prices);
    header.tick_records = static_cast<uint32_t>(ticks_);
    header.job_count = static_cast<uint32_t>(jobs.size());
    header.gap_s = zones_[0]->gap_s;
    header.record_count = jobs.size() * (settings_.prices + ticks_);
    std::vector<std::byte> bytes;
    bytes.reserve(header.record_count * header.record_bytes);
    Workload out;
    for (const SpotWindow& job : jobs) {
      AddJob(job, static_cast<uint32_t>(&job - jobs.data()), &bytes);
      for (size_t r = 0; r < zones_.size(); ++r)
        out.extents.push_back({zones_[r]->source, job.starts[r], job.starts[r] + ticks_ - 1});
    }
    header.content_hash = HashBytes(bytes).low;
    GAUNTLET_TRY(UniqueFd file, CreateMemoryFile("gauntlet-spot"));
    GAUNTLET_CHECK_OK(WriteAll(file.get(), std::as_bytes(std::span(&header, 1))));
    GAUNTLET_CHECK_OK(WriteAll(file.get(), bytes));
    GAUNTLET_CHECK_OK(SealMemoryFile(file.get()));
    out.split = entry_.split;
    out.params = Params();
    out.data = std::make_shared<const UniqueFd>(std::move(file));
    out.data_bytes = sizeof header + bytes.size();
    out.request_count = header.record_count;
    return out;
  }

  double Price(const SpotZone& zone, uint64_t tick) const {
    return zone.usd_per_hour.empty() ? settings_.spot_usd : zone.usd_per_hour[tick];
  }

  // 0: none within the time of notice.
  uint32_t NoticeTicks(const SpotZone& zone, uint64_t tick) const {
    const auto most = static_cast<uint64_t>(settings_.notice_s / zone.gap_s);
    if (zone.offered[tick] < settings_.nodes) return 0;
    for (uint64_t k = 1; k <= most && tick + k < zone.offered.size(); ++k)
      if (zone.offered[tick + k] < settings_.nodes) return static_cast<uint32_t>(k);
    return 0;
  }

  void AddJob(const SpotWindow& job, uint32_t number, std::vector<std::byte>* bytes) const {
    const auto step = std::max<uint64_t>(
        1, static_cast<uint64_t>(std::llround(settings_.price_step_hours * 3600 / zones_[0]->gap_s)));
    const auto add = [&](const auto& value) {
      const auto raw = std::as_bytes(std::span(&value, 1));
      bytes->insert(bytes->end(), raw.begin(), raw.end());
    };
    for (uint64_t i = 0; i < settings_.prices + ticks_; ++i) {
      const bool history = i < settings_.prices;
      add(gauntlet_spot_record{
          (i == 0 ? GAUNTLET_SPOT_RECORD_FIRST : 0u) | (history ? GAUNTLET_SPOT_RECORD_HISTORY : 0u),
          number});
      for (size_t r = 0; r < zones_.size(); ++r) {
        const SpotZone& zone = *zones_[r];
        gauntlet_spot_record_region region{};
        if (history) {  // before the trace's first tick: the price of that
          const uint64_t back = (settings_.prices - i) * step;
          region.spot_usd_per_hour = Price(zone, job.starts[r] > back ? job.starts[r] - back : 0);
        } else {
          const uint64_t tick = i - settings_.prices, at = job.starts[r] + tick;
          region.spot_usd_per_hour = job.usd_per_hour.empty() ? Price(zone, at) : job.usd_per_hour[r][tick];
          region.offered = zone.offered[at];
          region.notice_ticks = NoticeTicks(zone, at);
        }
        add(region);
      }
    }
  }

  std::vector<std::pair<std::string, std::string>> Params() const {
    auto out = settings_.params;
    const auto seconds = [&out](const char* key, double hours) {
      out.emplace_back(key, fmt::format("{}", hours * 3600));
    };
    seconds("work_s", settings_.work_hours);
    seconds("deadline_s", deadline_hours_);
    seconds("restart_overhead_s", overhead_hours_);
    seconds("price_step_s", settings_.price_step_hours);
    std::string prices, areas;
    std::vector<std::string> seen;
    for (const SpotZone* zone : zones_) {
      const auto found = std::ranges::find(seen, zone->area);
      areas += fmt::format("{}{}", areas.empty() ? "" : ",", found - seen.begin());
      if (found == seen.end()) seen.push_back(zone->area);
      prices += fmt::format("{}{}", prices.empty() ? "" : ",", settings_.on_demand_usd);
    }
    out.emplace_back("on_demand_usd_per_hour", prices);
    out.emplace_back("areas", areas);
    return out;
  }

  const WorkloadEntry& entry_;
  const SpotWindows& windows_;
  const JobSettings& settings_;
  std::vector<const SpotZone*> zones_;
  double deadline_hours_ = 0, overhead_hours_ = 0;
  uint64_t ticks_ = 0;
};

// One group a zone, or one of all regions.
Result<std::vector<std::vector<const SpotZone*>>> Groups(const YamlReader& in, const SpotWindows& windows,
                                                         const std::vector<SpotZone>& all) {
  GAUNTLET_TRY(const auto region_names, in.List<std::string>("regions"));
  GAUNTLET_TRY(auto zone_names, in.List<std::string>("zones"));
  if (!region_names.empty()) {
    if (!zone_names.empty())
      return in.Wrong("zones", "expected one of zones (a job each) and regions (one job)");
    if (region_names.size() > GAUNTLET_SPOT_MAX_REGIONS)
      return in.Wrong("regions", fmt::format("expected at most {}", GAUNTLET_SPOT_MAX_REGIONS));
    GAUNTLET_TRY(auto zones, Named(in, "regions", all, region_names));
    for (const SpotZone* zone : zones)
      if (zone->gap_s != zones[0]->gap_s) return in.Wrong("regions", "zones of different ticks");
    return std::vector<std::vector<const SpotZone*>>{std::move(zones)};
  }
  if (zone_names.empty()) zone_names = windows.zones();
  std::vector<std::vector<const SpotZone*>> out;
  for (const SpotZone& zone : all)
    if (zone_names.empty() || std::ranges::find(zone_names, zone.name) != zone_names.end())
      out.push_back({&zone});
  for (const std::string& name : zone_names)
    if (std::ranges::find(all, name, &SpotZone::name) == all.end())
      return in.Wrong("zones", fmt::format("no zone is named '{}'", name));
  return out;
}

}  // namespace

Result<std::vector<Workload>> LoadSpotWorkloads(const WorkloadEntry& entry) {
  const YamlReader& in = entry.settings;
  GAUNTLET_TRY(JobSettings settings, ReadSettings(in));
  GAUNTLET_TRY(const SpotWindows windows, SpotWindows::Read(in));
  GAUNTLET_TRY(const std::vector<SpotZone> all, ReadZones(in));
  GAUNTLET_TRY(const auto groups, Groups(in, windows, all));
  if (settings.overheads_hours.empty()) settings.overheads_hours = windows.overheads_hours();
  if (settings.overheads_hours.empty())
    return in.Wrong("overhead_hours", "missing; expected hours, or a list of them");
  GAUNTLET_CHECK_OK(ReadPrices(in, all[0], &settings));
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  const size_t cells = groups.size() * settings.deadlines_hours.size() * settings.overheads_hours.size();
  std::vector<Workload> out;
  for (const auto& zones : groups) {
    GAUNTLET_CHECK_OK(ReadPrices(in, *zones[0], &settings));
    Maker maker(entry, windows, settings, zones);
    for (const double deadline : settings.deadlines_hours) {
      for (const double overhead : settings.overheads_hours) {
        std::string name = entry.name;
        if (name.empty() || groups.size() > 1)
          name += (name.empty() ? "" : "-") + (zones.size() > 1 ? "regions" : zones[0]->name);
        if (cells > 1 || entry.name.empty()) name += fmt::format("-{:g}h-{:g}h", deadline, overhead);
        GAUNTLET_CHECK_OK(maker.Make(deadline, overhead, name, &out));
      }
    }
  }
  return out;
}

}  // namespace gauntlet
