#include "host/bundle/bundle.h"

#include <algorithm>
#include <system_error>

#include "host/base/file.h"
#include "host/base/foreign_json.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "gauntlet-bundle/1";
constexpr const char* kFile = "bundle.json";

Json WorkloadToJson(const BundledWorkload& w) {
  Json params = Json::object();
  for (const auto& [key, value] : w.params) params[key] = value;
  return {{"name", w.name},
          {"split", w.split},
          {"data", w.data.Hex()},
          {"records", w.records},
          {"params", std::move(params)}};
}

BundledWorkload WorkloadFromJson(const Json& json) {
  BundledWorkload w{json.at("name"),
                    json.at("split"),
                    Hash128::FromHex(json.at("data").get<std::string>()),
                    WholeFrom<uint64_t>(json.at("records")),
                    {}};
  for (const auto& [key, value] : json.at("params").items()) w.params.emplace_back(key, value);
  return w;
}

Json SourceToJson(const BundledSource& source) {
  Json results = Json::array();
  for (const BundledResult& r : source.results) {
    Json workloads = Json::array();
    for (const WorkloadResult& w : r.workloads) workloads.push_back(WorkloadResultToJson(w));
    results.push_back({{"split", r.split}, {"score", r.score}, {"workloads", std::move(workloads)}});
  }
  return {{"role", source.role}, {"hash", HashText(source.text).Hex()}, {"results", std::move(results)}};
}

// The name of a file beside bundle.json, and of nothing else.
bool IsRole(const std::string& role) {
  return !role.empty() && role.size() < 64 &&
         std::ranges::all_of(role, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

Result<BundledSource> SourceFromJson(const Json& json, const fs::path& folder) {
  BundledSource source;
  source.role = json.at("role");
  if (!IsRole(source.role)) throw std::out_of_range("\"" + source.role + "\" is no role");
  for (const Json& one : json.at("results")) {
    BundledResult result{one.at("split"), one.at("score"), {}};
    for (const Json& w : one.at("workloads")) result.workloads.push_back(WorkloadResultFromJson(w));
    source.results.push_back(std::move(result));
  }
  const fs::path file = folder / (source.role + ".cc");
  GAUNTLET_TRY(source.text, ReadTextFile(file));
  if (HashText(source.text) != Hash128::FromHex(json.at("hash").get<std::string>()))
    return Fail(ErrorKind::kInput, file.string() + ": not the source that the bundle was made of");
  return source;
}

Result<Bundle> FromJson(const Json& json, const fs::path& folder) {
  if (json.at("format") != kFormat)
    return Fail(ErrorKind::kInput,
                "of the format " + json.at("format").dump() + "; this program reads \"" + kFormat + "\"");
  Bundle bundle;
  bundle.problem = json.at("problem").at("name");
  bundle.problem_hash = Hash128::FromHex(json.at("problem").at("content_hash").get<std::string>());
  bundle.toolchain = json.at("toolchain");
  bundle.campaign = json.at("campaign");
  for (const Json& w : json.at("workloads")) bundle.workloads.push_back(WorkloadFromJson(w));
  for (const Json& s : json.at("sources")) {
    GAUNTLET_TRY(BundledSource source, SourceFromJson(s, folder));
    bundle.sources.push_back(std::move(source));
  }
  return bundle;
}

}  // namespace

Result<> WriteBundle(const Bundle& bundle, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return CannotWrite(folder, error.value());
  Json json = {{"format", kFormat},
               {"problem", {{"name", bundle.problem}, {"content_hash", bundle.problem_hash.Hex()}}},
               {"toolchain", bundle.toolchain},
               {"campaign", bundle.campaign},
               {"workloads", Json::array()},
               {"sources", Json::array()}};
  for (const BundledWorkload& w : bundle.workloads) json["workloads"].push_back(WorkloadToJson(w));
  for (const BundledSource& s : bundle.sources) {
    json["sources"].push_back(SourceToJson(s));
    GAUNTLET_CHECK_OK(WriteFile(folder / (s.role + ".cc"), s.text));
  }
  return WriteFile(folder / kFile, json.dump(1) + "\n");
}

Result<Bundle> ReadBundle(const fs::path& folder) {
  const fs::path file = folder / kFile;
  GAUNTLET_TRY(const std::string text, ReadTextFile(file));
  try {
    CheckJsonDepth(text);
    auto bundle = FromJson(Json::parse(text), folder);
    if (!bundle) return Fail(bundle.error().kind, file.string() + ": " + bundle.error().message);
    return bundle;
  } catch (const std::exception& exception) {
    return Fail(ErrorKind::kInput, file.string() + ": no bundle: " + exception.what());
  }
}

bool IsBundle(const fs::path& folder) { return fs::is_regular_file(folder / kFile); }

}  // namespace gauntlet
