#include "host/workload/spot_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/base/hash.h"
#include "host/base/rng.h"

namespace gauntlet {
namespace {

constexpr double kMaxTicks = 1e6;

class Draws {
 public:
  Draws(uint64_t seed, const std::string& name, uint64_t purpose)
      : rng_(MixSeed({seed, HashText(name).low, purpose})) {}

  double Normal() {
    const double radius = std::sqrt(-2 * std::log(1 - rng_.Unit()));
    return radius * std::cos(2 * std::numbers::pi * rng_.Unit());
  }
  double Lognormal(double median, double sigma) { return median * std::exp(sigma * Normal()); }
  double Exponential(double mean) { return -mean * std::log(1 - rng_.Unit()); }
  bool Even() { return rng_.Chance(0.5); }

 private:
  Rng rng_;
};

// Tick after tick: 1 while it is tight, as much below 0 while it is calm that the mean is 0. The same for all zones of
// an area.
class Mood {
 public:
  Mood(const std::string& area, uint64_t seed, const SpotZoneModel& model)
      : draws_(seed, area, 1),
        share_(model.tight_share),
        mean_hours_(model.mood_hours),
        tight_(draws_.Even()) {
    left_hours_ = Draw();
  }
  double Next(double hours) {
    for (left_hours_ -= hours; left_hours_ < 0; left_hours_ += Draw()) tight_ = !tight_;
    return tight_ ? 1 : -share_ / (1 - share_);
  }

 private:
  double Draw() { return draws_.Exponential(mean_hours_ * 2 * (tight_ ? share_ : 1 - share_)); }

  Draws draws_;
  double share_, mean_hours_, left_hours_ = 0;
  bool tight_;
};

void AddCapacity(const SpotZoneModel& model, uint64_t seed, uint64_t ticks, SpotZone* out) {
  Draws draws(seed, model.name, 2);
  Mood mood(out->area, seed, model);
  const double hours = out->gap_s / 3600;
  const auto draw = [&](bool up) {
    return up ? draws.Lognormal(model.up_hours, model.up_sigma)
              : draws.Lognormal(model.down_hours, model.down_sigma);
  };
  bool up = draws.Even();
  double left_hours = draw(up);
  for (uint64_t tick = 0; tick < ticks; ++tick) {
    const double hour = static_cast<double>(tick) * hours - model.tight_hour;
    const double pressure =
        model.daily * std::cos(2 * std::numbers::pi * hour / 24) + model.area_pull * mood.Next(hours);
    left_hours -= hours * std::exp(up ? pressure : -pressure);
    if (left_hours < 0) {  // a state lasts a tick at least
      up = !up;
      left_hours = draw(up);
    }
    out->offered.push_back(up);
  }
}

void AddPrices(const SpotZoneModel& model, uint64_t seed, uint64_t ticks, SpotZone* out) {
  Draws draws(seed, model.name, 3);
  const double keep = std::exp(-1 / model.price_memory_steps);
  const double step = model.price_sigma * std::sqrt(1 - keep * keep);
  double deviation = model.price_sigma * draws.Normal();
  double left_hours = draws.Exponential(model.price_step_hours);
  for (uint64_t tick = 0; tick < ticks; ++tick) {
    for (left_hours -= out->gap_s / 3600; left_hours < 0;
         left_hours += draws.Exponential(model.price_step_hours))
      deviation = keep * deviation + step * draws.Normal();
    out->usd_per_hour.push_back(std::round(model.usd_per_hour * std::exp(deviation) * 1e4) / 1e4);
  }
}

Result<SpotZoneModel> ReadModel(const YamlReader& in) {
  SpotZoneModel out;
  GAUNTLET_TRY(out.name, in.Get<std::string>("name"));
  struct Number {
    const char* key;
    double* value;
    double least, most;
  };
  const Number numbers[] = {{"up_hours", &out.up_hours, 1e-3, 1e4},
                            {"up_sigma", &out.up_sigma, 0, 5},
                            {"down_hours", &out.down_hours, 1e-3, 1e4},
                            {"down_sigma", &out.down_sigma, 0, 5},
                            {"daily", &out.daily, 0, 5},
                            {"tight_hour", &out.tight_hour, 0, 24},
                            {"area_pull", &out.area_pull, 0, 5},
                            {"tight_share", &out.tight_share, 0.01, 0.99},
                            {"mood_hours", &out.mood_hours, 0.1, 1e4},
                            {"usd_per_hour", &out.usd_per_hour, 1e-3, 1e5},
                            {"price_sigma", &out.price_sigma, 0, 2},
                            {"price_step_hours", &out.price_step_hours, 0.1, 1e4},
                            {"price_memory_steps", &out.price_memory_steps, 1, 1e4}};
  for (const Number& number : numbers) {
    GAUNTLET_TRY(*number.value, in.GetOr(number.key, *number.value));
    if (!(*number.value >= number.least && *number.value <= number.most))
      return in.Wrong(number.key, fmt::format("expected {} to {}", number.least, number.most));
  }
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  return out;
}

}  // namespace

SpotZone GenerateSpotZone(const SpotZoneModel& model, uint64_t seed, double gap_s, uint64_t ticks) {
  SpotZone out;
  out.name = model.name;
  out.area = AreaOf(model.name);
  out.source = fmt::format("generated-{}/{}", seed, model.name);
  out.gap_s = gap_s;
  AddCapacity(model, seed, ticks, &out);
  AddPrices(model, seed, ticks, &out);
  return out;
}

Result<std::vector<SpotZone>> GenerateSpotZones(const YamlReader& in) {
  GAUNTLET_TRY(const uint64_t seed, in.Get<uint64_t>("seed"));
  GAUNTLET_TRY(const double days, in.Get<double>("days"));
  GAUNTLET_TRY(const double gap_s, in.GetOr("gap_s", 600.0));
  GAUNTLET_TRY(const auto zones, in.Maps("zones"));
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  if (!(gap_s >= 1 && gap_s <= 86400)) return in.Wrong("gap_s", "expected 1 to 86400 seconds");
  if (!(days > 0 && days * 86400 / gap_s <= kMaxTicks))
    return in.Wrong("days", "expected more than 0, at most a million ticks");
  if (zones.empty()) return in.Wrong("zones", "missing; expected a list of zones");
  std::vector<SpotZone> out;
  for (const YamlReader& zone : zones) {
    GAUNTLET_TRY(const SpotZoneModel model, ReadModel(zone));
    if (std::ranges::find(out, model.name, &SpotZone::name) != out.end())
      return zone.Wrong("name", "two zones of this name");
    out.push_back(GenerateSpotZone(model, seed, gap_s, static_cast<uint64_t>(days * 86400 / gap_s)));
  }
  return out;
}

}  // namespace gauntlet
