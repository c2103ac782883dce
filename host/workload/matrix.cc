#include "host/workload/matrix.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "host/base/file.h"
#include "host/base/hash.h"
#include "host/trace/memory_file.h"

namespace gauntlet {
namespace {

constexpr size_t kMostOfMatrix = 10000;

}  // namespace

Result<std::vector<Workload>> ReadMatrix(const WorkloadEntry& entry) {
  static const std::set<std::string> kOurs = {"name", "split", "dataset", "repeats", "files"};
  const YamlReader& in = entry.settings;
  if (entry.name.empty()) return in.Wrong("name", "missing; every workload needs one");
  if (entry.sample_rate != 1)
    return in.Wrong("name", "a cascade needs samples, and nobody knows how to sample this domain");
  Workload first;
  first.name = entry.name;
  first.split = entry.split;
  GAUNTLET_TRY(first.dataset, in.GetOr<std::string>("dataset", entry.name));
  std::vector<Workload> out = {first};
  for (const std::string& key : in.Keys()) {
    if (kOurs.contains(key)) continue;
    GAUNTLET_TRY(const auto values, in.List<std::string>(key));
    if (values.empty()) return in.Wrong(key, "expected a value, or a list of values");
    if (out.size() * values.size() > kMostOfMatrix)
      return in.Wrong(key, fmt::format("lists that make more than {} workloads", kMostOfMatrix));
    std::vector<Workload> more;
    for (const Workload& one : out)
      for (const std::string& value : values) {
        Workload& next = more.emplace_back(one);
        next.params.emplace_back(key, value);
        if (values.size() > 1) next.name += fmt::format("-{}{}", key, value);
      }
    out = std::move(more);
  }
  return out;
}

Result<std::vector<Workload>> LoadHarnessWorkloads(const WorkloadEntry& entry) {
  GAUNTLET_TRY(std::vector<Workload> out, ReadMatrix(entry));
  GAUNTLET_TRY(const auto files, entry.settings.FindMap("files"));
  if (!files) return out;
  for (const std::string& key : files->Keys()) {
    GAUNTLET_TRY(const std::string name, files->Get<std::string>(key));
    std::error_code error;
    const auto path = std::filesystem::absolute(files->Resolve(name), error).lexically_normal();
    if (!std::filesystem::is_regular_file(path, error))
      return files->Wrong(key, "no such file: " + path.string());
    for (Workload& workload : out) workload.files.emplace_back(key, path.string());
  }
  return out;
}

Result<Hash128> ContentOf(const Workload& workload) {
  if (workload.data) {
    GAUNTLET_TRY(const MappedFile map, MappedFile::Map(workload.data->get()));
    return HashBytes(map.bytes());
  }
  std::string text;
  for (const auto& [key, value] : workload.params) text += key + '\0' + value + '\0';
  for (const auto& [key, path] : workload.files) {
    GAUNTLET_TRY(const std::string bytes, ReadTextFile(path));
    text += key + '\0' + HashText(bytes).Hex() + '\0';
  }
  return HashText(text);
}

Result<> CheckHarnessSplits(const Problem& problem, const std::vector<Workload>& all) {
  std::map<Hash128, const Workload*> seen;
  for (const Workload& workload : all) {
    GAUNTLET_TRY(const Hash128 content, ContentOf(workload));
    const Workload* const other = seen.emplace(content, &workload).first->second;
    if (other->split == workload.split) continue;
    return Fail(
        ErrorKind::kInput,
        fmt::format(
            "{}: workload '{}' ({}) is '{}' ({}) again: what one split sees must not come back in another",
            (problem.folder / "problem.yaml").string(), workload.name, ToString(workload.split), other->name,
            ToString(other->split)));
  }
  return {};
}

}  // namespace gauntlet
