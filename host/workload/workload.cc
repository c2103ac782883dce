#include "host/workload/workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/workload/cache_workload.h"
#include "host/workload/moe_workload.h"

namespace gauntlet {
namespace {

// Adding a domain is one line here and one file beside this one.
const std::map<std::string, Result<std::vector<Workload>> (*)(const WorkloadEntry&)> kLoaders = {
    {"cache", LoadCacheWorkloads},
    {"moe", LoadMoeWorkloads},
};

}  // namespace

Result<std::vector<Workload>> LoadWorkloads(const std::string& domain,
                                            const std::vector<WorkloadEntry>& entries) {
  const auto loader = kLoaders.find(domain);
  if (loader == kLoaders.end())
    return Fail(ErrorKind::kInput, fmt::format("no workloads can be read for the domain '{}'", domain));
  std::vector<Workload> out;
  std::set<std::string> names;
  for (const WorkloadEntry& entry : entries) {
    GAUNTLET_TRY(std::vector<Workload> some, loader->second(entry));
    for (Workload& workload : some) {
      if (!names.insert(workload.name).second)
        return entry.settings.Wrong("name", fmt::format("two workloads are named '{}'", workload.name));
      out.push_back(std::move(workload));
    }
  }
  return out;
}

std::vector<WorkloadEntry> OfSplits(const std::vector<WorkloadEntry>& entries,
                                    const std::vector<Split>& splits) {
  std::vector<WorkloadEntry> out;
  for (const WorkloadEntry& entry : entries)
    if (std::ranges::find(splits, entry.split) != splits.end()) out.push_back(entry);
  return out;
}

}  // namespace gauntlet
