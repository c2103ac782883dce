#include "simulators/cache/harness/published.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace gauntlet::cache_simulator {

std::filesystem::path SharedData() {
  const char* shared = std::getenv("GAUNTLET_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : "../shared") / "data";
}

Params PublishedRow::WorkloadParams() const {
  return {{unit_size ? "capacity_objects" : "capacity_bytes", std::to_string(capacity)}};
}

std::filesystem::path PublishedRowsPath() { return SharedData() / "reference/cache.csv"; }

std::vector<PublishedRow> ReadPublishedRows() {
  std::vector<PublishedRow> rows;
  std::ifstream file(PublishedRowsPath());
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    rows.push_back({.trace = cells.at(0),
                    .algorithm = cells.at(1),
                    .capacity = std::stoull(cells.at(2)),
                    .unit_size = cells.at(3) == "1" || cells.at(0).starts_with("caffeine/"),
                    .requests = std::stoull(cells.at(4)),
                    .misses = std::stoull(cells.at(5)),
                    .request_bytes = std::stoull(cells.at(6)),
                    .miss_bytes = std::stoull(cells.at(7))});
  }
  return rows;
}

Result<std::vector<RawRequest>> ReadPublishedTrace(const std::string& name) {
  const auto folder = SharedData() / "cache";
  if (!name.starts_with("caffeine/")) return ReadOracleGeneral(folder / (name + ".bin"));
  const auto caffeine = folder / "caffeine";
  const std::string stem = name.substr(9);
  if (const auto path = caffeine / "lirs" / (stem + ".trace.gz"); exists(path)) return ReadLirsText(path);
  for (const auto& [room, key_bytes] : {std::pair("cloud_physics", 4), {"cache2k", 4}, {"scarab", 8}}) {
    const auto path = caffeine / room / (stem + ".trace.xz");
    if (exists(path)) return ReadBigEndianKeys(path, static_cast<size_t>(key_bytes));
  }
  return Fail(ErrorKind::kInput, "no file for trace " + name);
}

}  // namespace gauntlet::cache_simulator
