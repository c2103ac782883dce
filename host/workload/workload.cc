#include "host/workload/workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "host/trace/memory_file.h"
#include "host/workload/cache_workload.h"
#include "host/workload/matrix.h"
#include "host/workload/moe_workload.h"
#include "host/workload/own_workload.h"
#include "host/workload/spot_workload.h"

namespace gauntlet {
namespace {

// Adding a domain is one line here and one file beside this one.
const std::map<std::string, Result<std::vector<Workload>> (*)(const WorkloadEntry&)> kLoaders = {
    {"cache", LoadCacheWorkloads},
    {"moe", LoadMoeWorkloads},
    {"spot", LoadSpotWorkloads},
};

// The run's seed follows from a workload's name (SeedOfWorkload): another name is another run of the same.
std::vector<Workload> Repeated(const std::vector<Workload>& once, uint64_t repeats) {
  std::vector<Workload> out;
  for (const Workload& workload : once)
    for (uint64_t i = 1; i <= repeats; ++i) {
      Workload& one = out.emplace_back(workload);
      if (i > 1) one.name += fmt::format("-r{}", i);
    }
  return out;
}

constexpr uint64_t kMostRepeats = 100;

// Whose workloads say their extents, and in what.
const std::map<std::string, std::string> kExtentUnits = {
    {"moe", "steps"},
    {"spot", "ticks"},
};

// What a policy is asked for with each record, where people ask what that takes.
const std::map<std::string, std::string> kRecordTasks = {
    {"moe", "rebalance"},
};

std::string RecordCostName(const std::string& domain, const char* unit) {
  const auto found = kRecordTasks.find(domain);
  return found == kRecordTasks.end() ? "" : fmt::format("{}_{}", found->second, unit);
}

using Loader = std::function<Result<std::vector<Workload>>(const WorkloadEntry&)>;

Result<std::vector<Workload>> LoadAll(const std::vector<WorkloadEntry>& entries, const Loader& load) {
  std::vector<Workload> out;
  std::set<std::string> names;
  for (const WorkloadEntry& entry : entries) {
    GAUNTLET_TRY(const uint64_t repeats, entry.settings.GetOr<uint64_t>("repeats", 1));
    if (repeats < 1 || repeats > kMostRepeats)
      return entry.settings.Wrong("repeats", fmt::format("expected 1 to {}", kMostRepeats));
    GAUNTLET_TRY(const std::vector<Workload> once, load(entry));
    std::vector<Workload> some = Repeated(once, repeats);
    for (Workload& workload : some) {
      if (!names.insert(workload.name).second)
        return entry.settings.Wrong("name", fmt::format("two workloads are named '{}'", workload.name));
      out.push_back(std::move(workload));
    }
  }
  return out;
}

bool IsAmong(const WorkloadEntry& entry, const std::vector<WorkloadEntry>& entries) {
  return std::ranges::any_of(entries, [&](const WorkloadEntry& other) {
    return other.name == entry.name && other.settings.file() == entry.settings.file();
  });
}

// All of the problem's workloads. Names are unique in a domain of its own.
Result<std::vector<Workload>> LoadTheOthers(const Problem& problem, const std::vector<WorkloadEntry>& entries,
                                            const std::vector<Workload>& made) {
  if (!std::ranges::all_of(entries, [&](const WorkloadEntry& e) { return IsAmong(e, problem.workloads); }))
    return LoadWorkloads(problem, problem.workloads);
  std::vector<WorkloadEntry> others;
  for (const WorkloadEntry& entry : problem.workloads)
    if (!IsAmong(entry, entries)) others.push_back(entry);
  GAUNTLET_TRY(std::vector<Workload> all, LoadWorkloads(problem, others));
  all.insert(all.begin(), made.begin(), made.end());
  return all;
}

// Small records are equal by chance, so many of them in a row are not.
constexpr uint64_t kToldApartBytes = 256;

// What a domain of its own can be told apart by: a record, or a run of small ones, that is in two splits.
Result<> CheckRecords(const Problem& problem, const std::vector<WorkloadEntry>& entries,
                      const std::vector<Workload>& made) {
  std::map<Hash128, const Workload*> seen;
  GAUNTLET_TRY(const std::vector<Workload> all, LoadTheOthers(problem, entries, made));
  for (const Workload& workload : all) {
    GAUNTLET_TRY(const MappedFile file, MappedFile::Map(workload.data->get()));
    const uint64_t most = (kToldApartBytes + workload.record_bytes - 1) / workload.record_bytes;
    const uint64_t run = std::min(most, workload.request_count);
    for (uint64_t i = 0; i + run <= workload.request_count; ++i) {
      const auto records = file.bytes().subspan(workload.records_offset + i * workload.record_bytes,
                                                run * workload.record_bytes);
      const Workload* const other = seen.emplace(HashBytes(records), &workload).first->second;
      if (other->split == workload.split) continue;
      return Fail(ErrorKind::kInput,
                  fmt::format("{}: {} of workload '{}' ({}) is one of '{}' ({}) as well: what one split sees "
                              "must not come back in another",
                              (problem.folder / "problem.yaml").string(),
                              run == 1 ? fmt::format("record {}", i)
                                       : fmt::format("the run of {} records from {}", run, i),
                              workload.name, ToString(workload.split), other->name, ToString(other->split)));
    }
  }
  return {};
}

}  // namespace

std::string RecordTimeName(const std::string& domain) { return RecordCostName(domain, "ms"); }
std::string RecordInstructionsName(const std::string& domain) {
  return RecordCostName(domain, "instructions");
}

Result<std::vector<Workload>> LoadWorkloads(const std::string& domain,
                                            const std::vector<WorkloadEntry>& entries) {
  const auto loader = kLoaders.find(domain);
  if (loader == kLoaders.end())
    return Fail(ErrorKind::kInput, fmt::format("no workloads can be read for the domain '{}'", domain));
  return LoadAll(entries, loader->second);
}

Result<std::vector<Workload>> LoadWorkloads(const Problem& problem,
                                            const std::vector<WorkloadEntry>& entries) {
  if (problem.harness) return LoadAll(entries, LoadHarnessWorkloads);
  if (!problem.own) return LoadWorkloads(problem.domain, entries);
  OwnWorkloads own(problem);
  return LoadAll(entries, [&](const WorkloadEntry& entry) { return own.Load(entry); });
}

Result<> CheckSplits(const Problem& problem, const std::vector<WorkloadEntry>& entries,
                     const std::vector<Workload>& made) {
  if (problem.harness) {
    GAUNTLET_TRY(const std::vector<Workload> all, LoadTheOthers(problem, entries, made));
    return CheckHarnessSplits(problem, all);
  }
  return problem.own ? CheckRecords(problem, entries, made) : CheckSplits(problem.domain, problem.workloads);
}

Result<> CheckSplits(const std::string& domain, const std::vector<WorkloadEntry>& entries) {
  const auto unit = kExtentUnits.find(domain);
  if (unit == kExtentUnits.end()) return {};
  struct Part {
    uint64_t first, last;
    const Workload* workload;
    std::string Text() const {
      return fmt::format("'{}' ({}, {} to {})", workload->name, ToString(workload->split), first, last);
    }
  };
  GAUNTLET_TRY(const std::vector<Workload> all, LoadWorkloads(domain, entries));
  std::map<std::string, std::vector<Part>> sources;
  for (const Workload& workload : all)
    for (const Extent& extent : workload.extents)
      sources[extent.source].push_back({extent.first, extent.last, &workload});
  for (auto& [source, parts] : sources) {
    std::ranges::sort(parts, {}, &Part::first);
    std::map<Split, const Part*> furthest;  // of those so far
    for (const Part& part : parts) {
      for (const auto& [split, other] : furthest)
        if (split != part.workload->split && other->last >= part.first)
          return Fail(ErrorKind::kInput,
                      fmt::format("workloads {} and {} share {} {} to {} of {}: what one split sees must not "
                                  "come back in another",
                                  other->Text(), part.Text(), unit->second, part.first,
                                  std::min(other->last, part.last), source));
      const Part*& mine = furthest[part.workload->split];
      if (mine == nullptr || mine->last < part.last) mine = &part;
    }
  }
  return {};
}

std::vector<WorkloadEntry> OfSplits(const std::vector<WorkloadEntry>& entries,
                                    const std::vector<Split>& splits) {
  std::vector<WorkloadEntry> out;
  for (const WorkloadEntry& entry : entries)
    if (std::ranges::find(splits, entry.split) != splits.end()) out.push_back(entry);
  return out;
}

}  // namespace gauntlet
