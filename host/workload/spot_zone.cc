#include "host/workload/spot_zone.h"

#include <fmt/format.h>

#include <cmath>

#include "host/base/file.h"
#include "host/base/json.h"

namespace gauntlet {
namespace {

constexpr size_t kMaxTicks = 10'000'000;

template <class T, class Fits>
Result<std::vector<T>> ReadNumbers(const Json& list, const std::string& where, Fits fits) {
  std::vector<T> out;
  out.reserve(list.size());
  for (const Json& item : list) {
    if (!item.is_number() || !fits(item.get<double>()))
      return Fail(ErrorKind::kInput,
                  fmt::format("{}[{}]: not a number that can stand there", where, out.size()));
    out.push_back(static_cast<T>(item.get<double>()));
  }
  return out;
}

}  // namespace

std::string AreaOf(const std::string& zone) {
  std::string area = zone.substr(0, zone.find('_'));
  if (!area.empty() && area.back() >= 'a' && area.back() <= 'z') area.pop_back();
  if (!area.empty() && area.back() == '-') area.pop_back();
  return area;
}

Result<SpotZone> ReadSpotZone(const std::filesystem::path& path) {
  GAUNTLET_TRY(const std::string text, ReadTextFile(path));
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("data") || !json["data"].is_array())
    return Fail(ErrorKind::kInput, path.string() + ": expected {\"metadata\": ..., \"data\": [...]}");
  SpotZone out;
  out.name = path.stem().string();
  out.area = AreaOf(out.name);
  out.source = std::filesystem::absolute(path).lexically_normal().string();
  const Json& data = json["data"];
  if (data.empty() || data.size() > kMaxTicks)
    return Fail(ErrorKind::kInput, fmt::format("{}: {} ticks", path.string(), data.size()));
  const Json metadata = json.value("metadata", Json::object());
  const Json gap = metadata.is_object() ? metadata.value("gap_seconds", Json()) : Json();
  if (!gap.is_number() || !(gap.get<double>() > 0 && gap.get<double>() < 1e6))
    return Fail(ErrorKind::kInput, path.string() + ": metadata.gap_seconds: expected more than 0");
  out.gap_s = gap.get<double>();
  const auto is_count = [](double v) { return v >= 0 && v <= 1e6 && v == std::floor(v); };
  const auto is_price = [](double v) { return v > 0 && v < 1e6; };
  GAUNTLET_TRY(out.offered, ReadNumbers<uint32_t>(data, path.string() + ": data", is_count));
  if (!json.contains("prices")) return out;
  GAUNTLET_TRY(out.usd_per_hour, ReadNumbers<double>(json["prices"], path.string() + ": prices", is_price));
  if (out.usd_per_hour.size() != out.offered.size())
    return Fail(ErrorKind::kInput, fmt::format("{}: {} prices for {} ticks", path.string(),
                                               out.usd_per_hour.size(), out.offered.size()));
  return out;
}

}  // namespace gauntlet
