#include "host/workload/spot_windows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "host/base/file.h"

namespace gauntlet {
namespace {

std::vector<std::string> Split(const std::string& text, char at) {
  std::vector<std::string> out;
  std::stringstream in(text);
  for (std::string part; std::getline(in, part, at);) out.push_back(part);
  return out;
}

template <class T>
bool Parse(const std::string& text, T* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

template <class T>
void AddOnce(std::vector<T>& all, const T& one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

}  // namespace

Result<SpotWindows> SpotWindows::Read(const YamlReader& in) {
  SpotWindows out(in);
  GAUNTLET_TRY(const auto start, in.Find<uint64_t>("start_tick"));
  GAUNTLET_TRY(const auto end, in.Find<uint64_t>("end_tick"));
  GAUNTLET_TRY(out.jobs_, in.GetOr<uint64_t>("jobs", 0));
  GAUNTLET_TRY(const Json windows, in.Value("windows"));
  if (start.has_value() != end.has_value())
    return in.Wrong(start ? "start_tick" : "end_tick", "start_tick and end_tick come together");
  if (start.has_value() == !windows.is_null())
    return in.Wrong("windows", "expected one of: windows, or start_tick and end_tick");
  if (start) {
    out.key_ = "start_tick";
    out.first_tick_ = *start;
    out.last_tick_ = *end;
    return out;
  }
  if (windows.is_string()) {
    GAUNTLET_CHECK_OK(out.ReadFile(windows.get<std::string>()));
    return out;
  }
  GAUNTLET_TRY(const YamlReader map, in.Map("windows"));
  GAUNTLET_TRY(out.first_tick_, map.GetOr<uint64_t>("first_tick", 0));
  GAUNTLET_TRY(out.last_tick_, map.Find<uint64_t>("last_tick"));
  GAUNTLET_TRY(out.every_hours_, map.Get<double>("every_hours"));
  GAUNTLET_TRY(out.block_hours_, map.GetOr<double>("block_hours", 0));
  GAUNTLET_CHECK_OK(map.NoOtherKeys());
  if (!(out.every_hours_ > 0 && out.every_hours_ < 1e6))
    return map.Wrong("every_hours", "expected more than 0");
  if (!(out.block_hours_ >= 0 && out.block_hours_ < 1e6))
    return map.Wrong("block_hours", "expected more than 0");
  return out;
}

// Files of the published protocols: overhead_hours,env,adrs_trace_file,start_tick,end_tick; and region,
// adrs_trace_file,start_time,start_tick,n_ticks,price_changes(tick:price;...).
Result<> SpotWindows::ReadFile(const std::string& path) {
  const auto file = in_.Resolve(path);
  GAUNTLET_TRY(const std::string text, ReadTextFile(file));
  std::vector<std::string> lines = Split(text, '\n');
  for (std::string& line : lines)
    if (line.ends_with('\r')) line.pop_back();
  if (lines.size() < 2)
    return in_.Wrong("windows", file.string() + ": expected a line of names, then windows");
  const std::vector<std::string> columns = Split(lines[0], ',');
  for (size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    GAUNTLET_TRY(Listed one,
                 ReadRow(Split(lines[i], ','), columns, fmt::format("{}:{}", file.string(), i + 1)));
    AddOnce(zones_, one.zone);
    if (one.overhead_hours) AddOnce(overheads_hours_, *one.overhead_hours);
    listed_.push_back(std::move(one));
  }
  return {};
}

Result<SpotWindows::Listed> SpotWindows::ReadRow(const std::vector<std::string>& row,
                                                 const std::vector<std::string>& columns,
                                                 const std::string& where) const {
  if (row.size() != columns.size())
    return Fail(ErrorKind::kInput,
                fmt::format("{}: {} fields for {} names", where, row.size(), columns.size()));
  Listed out;
  std::optional<uint64_t> count;
  bool fine = true;
  for (size_t i = 0; i < row.size() && fine; ++i) {
    const std::string& name = columns[i];
    uint64_t ticks = 0;
    if (name == "env" || name == "region") out.zone = row[i];
    if (name == "adrs_trace_file") out.file = row[i];
    if (name == "overhead_hours") fine = Parse(row[i], &out.overhead_hours.emplace());
    if (name == "start_tick") fine = Parse(row[i], &out.start);
    if (name == "end_tick") fine = Parse(row[i], &out.end);
    if (name == "n_ticks") fine = Parse(row[i], &ticks), count = ticks;
    if (!name.starts_with("price_changes")) continue;
    for (const std::string& step : Split(row[i], ';')) {
      const size_t colon = step.find(':');
      auto& [tick, usd] = out.price_steps.emplace_back();
      fine = fine && colon != step.npos && Parse(step.substr(0, colon), &tick) &&
             Parse(step.substr(colon + 1), &usd);
    }
  }
  if (count) out.end = out.start + *count;
  if (!fine || out.zone.empty() || out.end <= out.start)
    return Fail(ErrorKind::kInput, where + ": expected a zone and whole numbers of ticks in order");
  return out;
}

Result<std::vector<SpotWindow>> SpotWindows::For(const std::vector<const SpotZone*>& zones, uint64_t ticks,
                                                 double overhead_hours) const {
  GAUNTLET_TRY(auto out, listed_.empty() ? Regular(zones, ticks) : Listing(zones, ticks, overhead_hours));
  if (out.empty()) return in_.Wrong(key_, fmt::format("no window of {} ticks for {}", ticks, zones[0]->name));
  for (const SpotWindow& window : out)
    for (size_t r = 0; r < zones.size(); ++r)
      if (window.starts[r] + ticks > zones[r]->offered.size())
        return in_.Wrong(key_, fmt::format("a window of {} ticks from {} on: {} has {}", ticks,
                                           window.starts[r], zones[r]->name, zones[r]->offered.size()));
  return out;
}

Result<std::vector<SpotWindow>> SpotWindows::Listing(const std::vector<const SpotZone*>& zones,
                                                     uint64_t ticks, double overhead_hours) const {
  const bool by_file = zones.size() > 1 || jobs_ > 0;
  std::vector<SpotWindow> out(by_file ? jobs_ : 0);
  if (by_file && jobs_ == 0)
    return in_.Wrong("jobs", "missing; how many of the listed jobs several regions have");
  for (size_t r = 0; r < zones.size(); ++r) {
    for (const Listed& one : listed_) {
      if (one.zone != zones[r]->name || (one.overhead_hours && *one.overhead_hours != overhead_hours))
        continue;
      uint64_t number = out.size();
      if (by_file && (!Parse(one.file.substr(0, one.file.find('.')), &number) || number >= jobs_)) continue;
      if (one.end - one.start < ticks)
        return in_.Wrong(
            "windows", fmt::format("a window of {} ticks for a deadline of {}", one.end - one.start, ticks));
      if (!by_file) out.emplace_back();
      SpotWindow& window = out[number];
      window.starts.push_back(one.start);
      if (one.price_steps.empty()) continue;
      auto& usd = window.usd_per_hour.emplace_back(ticks);
      for (size_t i = 0; i < one.price_steps.size(); ++i) {
        const uint64_t from = std::min(one.price_steps[i].first, ticks);
        std::fill(usd.begin() + static_cast<ptrdiff_t>(from), usd.end(), one.price_steps[i].second);
      }
    }
    for (const SpotWindow& window : out)
      if (window.starts.size() != r + 1 ||
          (!window.usd_per_hour.empty() && window.usd_per_hour.size() != r + 1))
        return in_.Wrong("windows", fmt::format("not one window a job for {}", zones[r]->name));
  }
  return out;
}

// Every so often, inside its block of the calendar; blocks are counted from the trace's first tick.
Result<std::vector<SpotWindow>> SpotWindows::Regular(const std::vector<const SpotZone*>& zones,
                                                     uint64_t ticks) const {
  const double gap_s = zones[0]->gap_s;
  uint64_t end = zones[0]->offered.size();
  for (const SpotZone* zone : zones) end = std::min<uint64_t>(end, zone->offered.size());
  if (last_tick_ && *last_tick_ > end)
    return in_.Wrong(key_, fmt::format("up to tick {}: {} has {}", *last_tick_, zones[0]->name, end));
  if (last_tick_) end = *last_tick_;
  std::vector<SpotWindow> out;
  const auto add = [&](uint64_t start, uint64_t block) {
    out.push_back({std::vector<uint64_t>(zones.size(), start), block, {}});
  };
  if (every_hours_ == 0) {
    if (first_tick_ + ticks <= end) add(first_tick_, 0);
    return out;
  }
  const auto every = std::max<uint64_t>(1, static_cast<uint64_t>(std::llround(every_hours_ * 3600 / gap_s)));
  const auto block = static_cast<uint64_t>(std::llround(block_hours_ * 3600 / gap_s));
  for (uint64_t start = first_tick_; start + ticks <= end; start += every) {
    const uint64_t number = block == 0 ? 0 : start / block;
    if (block == 0 || start + ticks <= (number + 1) * block) add(start, number);
  }
  return out;
}

}  // namespace gauntlet
