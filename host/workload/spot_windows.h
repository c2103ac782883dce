// Which parts of the zones' ticks are jobs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/problem/yaml_reader.h"
#include "host/workload/spot_zone.h"

namespace gauntlet {

// One job: where its first tick lies in each of its zones.
struct SpotWindow {
  std::vector<uint64_t> starts;  // [region]
  uint64_t block = 0;            // of the calendar
  // A price for each tick of the window instead of the zone's own: [region][tick]; empty: none.
  std::vector<std::vector<double>> usd_per_hour;
};

// What an entry says of windows. Keys: windows (a file, or {first_tick, last_tick, every_hours, block_hours}), jobs,
// start_tick, end_tick.
class SpotWindows {
 public:
  static Result<SpotWindows> Read(const YamlReader& in);

  // The windows of a job on these zones, so many ticks long. `overhead_hours`: files that list windows list them for
  // each restart overhead. kInput: nothing fits, or it lies outside the trace.
  Result<std::vector<SpotWindow>> For(const std::vector<const SpotZone*>& zones, uint64_t ticks,
                                      double overhead_hours) const;
  // Restart overheads that the windows' file lists; empty: it lists none.
  const std::vector<double>& overheads_hours() const { return overheads_hours_; }
  // Zones that the windows' file lists; empty: it lists none.
  const std::vector<std::string>& zones() const { return zones_; }
  bool has_blocks() const { return block_hours_ > 0; }

 private:
  struct Listed {
    std::string zone;
    std::optional<double> overhead_hours;
    std::string file;  // of the published protocol; jobs of several zones go by it
    uint64_t start = 0, end = 0;
    std::vector<std::pair<uint64_t, double>> price_steps;
  };

  explicit SpotWindows(const YamlReader& in) : in_(in) {}
  Result<> ReadFile(const std::string& path);
  Result<Listed> ReadRow(const std::vector<std::string>& row, const std::vector<std::string>& columns,
                         const std::string& where) const;
  Result<std::vector<SpotWindow>> Listing(const std::vector<const SpotZone*>& zones, uint64_t ticks,
                                          double overhead_hours) const;
  Result<std::vector<SpotWindow>> Regular(const std::vector<const SpotZone*>& zones, uint64_t ticks) const;

  YamlReader in_;
  std::string key_ = "windows";  // to point at
  std::vector<Listed> listed_;
  std::vector<double> overheads_hours_;
  std::vector<std::string> zones_;
  uint64_t jobs_ = 0;  // of several zones: files 0.json to so many
  uint64_t first_tick_ = 0;
  std::optional<uint64_t> last_tick_;  // exclusive
  double every_hours_ = 0;             // 0: one window only
  double block_hours_ = 0;
};

}  // namespace gauntlet
