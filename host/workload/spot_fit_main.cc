// spot_fit: models of zones (spot_generator.h) for recorded ones, and how well they fit.
//
//   spot_fit FOLDER [WINDOWS.csv] > zones.yaml
//
// FOLDER holds zones of one recording, in spot-traces' form; the windows' file lists prices of them.
// What is measured of a zone, recorded or made up: the share of ticks with capacity, changes a day, how
// the logarithms of the times with and without capacity scatter, the daily wave of capacity, and how far
// zones of one area go together. The model starts from the recorded numbers and is corrected until long
// made-up series measure the same.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <numbers>
#include <sstream>

#include "host/base/file.h"
#include "host/workload/spot_generator.h"

namespace gauntlet {
namespace {

constexpr int kRounds = 60;
constexpr double kDays = 400;
constexpr uint64_t kSeed = 1;

struct Spread {
  double median = 0, sigma = 0;
};

Spread SpreadOf(std::vector<double> logs) {
  if (logs.size() < 2) return {};
  std::ranges::sort(logs);
  const auto count = static_cast<double>(logs.size());
  double mean = 0, squares = 0;
  for (const double v : logs) mean += v / count;
  for (const double v : logs) squares += (v - mean) * (v - mean);
  return {std::exp(logs[logs.size() / 2]), std::sqrt(squares / count)};
}

struct Measures {
  double up_share = 0, changes_a_day = 0;
  Spread up, down;      // hours
  double daily = 0;     // amplitude of the share of ticks with capacity, by hour
  double low_hour = 0;  // when it is lowest
  double together = 0;  // mean correlation with the other zones of its area
};

double Correlation(const SpotZone& a, const SpotZone& b) {
  const size_t n = std::min(a.offered.size(), b.offered.size());
  double x = 0, y = 0, xy = 0;
  for (size_t i = 0; i < n; ++i) {
    const bool u = a.offered[i] > 0, v = b.offered[i] > 0;
    x += u, y += v, xy += u && v;
  }
  x /= static_cast<double>(n), y /= static_cast<double>(n), xy /= static_cast<double>(n);
  const double scale = std::sqrt(x * (1 - x) * y * (1 - y));
  return scale > 0 ? (xy - x * y) / scale : 0;
}

Measures Measure(const std::vector<SpotZone>& all, size_t which) {
  const SpotZone& zone = all[which];
  const double hours = zone.gap_s / 3600, n = static_cast<double>(zone.offered.size());
  Measures out;
  std::vector<double> ups, downs;
  double cosine = 0, sine = 0;
  size_t since = 0, changes = 0;
  for (size_t i = 0; i < zone.offered.size(); ++i) {
    const bool up = zone.offered[i] > 0;
    const double angle = 2 * std::numbers::pi * std::fmod(static_cast<double>(i) * hours, 24) / 24;
    out.up_share += up / n;
    cosine += up * std::cos(angle) * 2 / n;
    sine += up * std::sin(angle) * 2 / n;
    if (i == 0 || up == (zone.offered[i - 1] > 0)) continue;
    if (changes++ > 0) (up ? downs : ups).push_back(std::log(static_cast<double>(i - since) * hours));
    since = i;
  }
  out.changes_a_day = static_cast<double>(changes) / (n * hours / 24);
  out.up = SpreadOf(std::move(ups));
  out.down = SpreadOf(std::move(downs));
  out.daily = std::hypot(cosine, sine);
  out.low_hour = std::fmod(std::atan2(-sine, -cosine) * 12 / std::numbers::pi + 24, 24);
  int mates = 0;
  for (size_t other = 0; other < all.size(); ++other) {
    if (other == which || all[other].area != zone.area) continue;
    out.together += Correlation(zone, all[other]);
    ++mates;
  }
  if (mates > 0) out.together /= mates;
  return out;
}

std::vector<SpotZone> Generate(const std::vector<SpotZoneModel>& models, double gap_s) {
  std::vector<SpotZone> out;
  for (const SpotZoneModel& model : models)
    out.push_back(GenerateSpotZone(model, kSeed, gap_s, static_cast<uint64_t>(kDays * 86400 / gap_s)));
  return out;
}

double Odds(double share) { return share / (1 - share); }

void Correct(const Measures& want, const Measures& have, SpotZoneModel* model) {
  const double odds = std::sqrt(Odds(want.up_share) / Odds(have.up_share));
  const double pace = std::sqrt(have.changes_a_day / want.changes_a_day);
  model->up_hours *= std::sqrt(odds) * pace;
  model->down_hours *= pace / std::sqrt(odds);
  model->up_sigma = std::clamp(model->up_sigma * std::sqrt(want.up.sigma / have.up.sigma), 0.1, 2.5);
  model->down_sigma = std::clamp(model->down_sigma * std::sqrt(want.down.sigma / have.down.sigma), 0.1, 2.5);
  model->daily = std::clamp(model->daily + (want.daily - have.daily), 0.0, 2.0);
  model->area_pull = std::clamp(model->area_pull + (want.together - have.together), 0.0, 5.0);
}

// Of the listed prices: their median, how they scatter, and how often and how far they change.
Result<> FitPrices(const std::string& file, std::vector<SpotZoneModel>* models, double gap_s) {
  GAUNTLET_TRY(const std::string text, ReadTextFile(file));
  std::map<std::string, std::vector<double>> first_logs, steps, gaps;
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string zone = line.substr(0, line.find(','));
    std::stringstream changes(line.substr(line.rfind(',') + 1));
    double before_tick = 0, before = 0;
    for (std::string change; std::getline(changes, change, ';');) {
      const size_t colon = change.find(':');
      const double tick = std::strtod(change.c_str(), nullptr);
      const double usd = colon == change.npos ? 0 : std::strtod(change.c_str() + colon + 1, nullptr);
      if (!(usd > 0)) break;
      if (before == 0) {
        first_logs[zone].push_back(std::log(usd));
      } else {
        steps[zone].push_back(std::log(usd / before));
        gaps[zone].push_back(tick - before_tick);
      }
      before_tick = tick, before = usd;
    }
  }
  for (SpotZoneModel& model : *models) {
    if (gaps[model.name].empty()) continue;
    const Spread prices = SpreadOf(first_logs[model.name]);
    double gap = 0, squares = 0;
    for (const double v : gaps[model.name]) gap += v / static_cast<double>(gaps[model.name].size());
    for (const double v : steps[model.name]) squares += v * v / static_cast<double>(steps[model.name].size());
    model.usd_per_hour = prices.median;
    model.price_sigma = prices.sigma;
    model.price_step_hours = gap * gap_s / 3600;
    const double keep = std::sqrt(std::max(1 - squares / (prices.sigma * prices.sigma), 0.01));
    model.price_memory_steps = std::clamp(-1 / std::log(keep), 1.0, 10000.0);
  }
  return {};
}

void Print(const std::vector<SpotZoneModel>& models, const std::vector<Measures>& want,
           const std::vector<Measures>& have) {
  fmt::print("zones:\n");
  for (const SpotZoneModel& m : models) {
    fmt::print("  - {{name: {}, up_hours: {:.3g}, up_sigma: {:.3g}, down_hours: {:.3g}, down_sigma: {:.3g}, ",
               m.name, m.up_hours, m.up_sigma, m.down_hours, m.down_sigma);
    fmt::print("daily: {:.3g}, tight_hour: {:.3g}, area_pull: {:.3g}, tight_share: {:.3g}, ", m.daily,
               m.tight_hour, m.area_pull, m.tight_share);
    fmt::print(
        "usd_per_hour: {:.4g}, price_sigma: {:.3g}, price_step_hours: {:.3g}, price_memory_steps: {:.3g}}}\n",
        m.usd_per_hour, m.price_sigma, m.price_step_hours, m.price_memory_steps);
  }
  fmt::print(
      "\n# zone, recorded / made up: up share, changes a day, median up h, median down h, daily, together\n");
  for (size_t i = 0; i < models.size(); ++i) {
    const Measures &a = want[i], &b = have[i];
    fmt::print(
        "# | {} | {:.2f} / {:.2f} | {:.1f} / {:.1f} | {:.2f} / {:.2f} | {:.2f} / {:.2f} | {:.2f} / {:.2f} | "
        "{:.2f} / {:.2f} |\n",
        models[i].name, a.up_share, b.up_share, a.changes_a_day, b.changes_a_day, a.up.median, b.up.median,
        a.down.median, b.down.median, a.daily, b.daily, a.together, b.together);
  }
}

Result<> Fit(const std::string& folder, const std::string& windows) {
  std::vector<std::filesystem::path> files;
  for (const auto& item : std::filesystem::directory_iterator(folder)) files.push_back(item.path());
  std::ranges::sort(files);
  std::vector<SpotZone> recorded;
  for (const auto& file : files) {
    GAUNTLET_TRY(SpotZone zone, ReadSpotZone(file));
    recorded.push_back(std::move(zone));
  }
  if (recorded.empty()) return Fail(ErrorKind::kInput, folder + ": no zones");
  const double gap_s = recorded[0].gap_s;
  std::vector<Measures> want, have(recorded.size());
  std::vector<SpotZoneModel> models;
  for (size_t i = 0; i < recorded.size(); ++i) {
    const Measures& m = want.emplace_back(Measure(recorded, i));
    SpotZoneModel& model = models.emplace_back();
    model.name = recorded[i].name;
    model.up_hours = m.up.median, model.up_sigma = m.up.sigma;
    model.down_hours = m.down.median, model.down_sigma = m.down.sigma;
    model.daily = m.daily, model.tight_hour = m.low_hour, model.area_pull = m.together;
  }
  for (size_t i = 0; i < models.size(); ++i) {
    double down = 0, zones = 0;
    for (size_t other = 0; other < models.size(); ++other)
      if (recorded[other].area == recorded[i].area) down += 1 - want[other].up_share, ++zones;
    models[i].tight_share = std::clamp(down / zones, 0.05, 0.5);
  }
  if (!windows.empty()) GAUNTLET_CHECK_OK(FitPrices(windows, &models, gap_s));
  for (int round = 0; round <= kRounds; ++round) {
    const std::vector<SpotZone> made = Generate(models, gap_s);
    for (size_t i = 0; i < models.size(); ++i) {
      have[i] = Measure(made, i);
      if (round < kRounds) Correct(want[i], have[i], &models[i]);
    }
  }
  Print(models, want, have);
  return {};
}

}  // namespace
}  // namespace gauntlet

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    fmt::print(stderr, "usage: spot_fit FOLDER [WINDOWS.csv]\n");
    return 2;
  }
  const auto done = gauntlet::Fit(argv[1], argc > 2 ? argv[2] : "");
  if (!done) fmt::print(stderr, "spot_fit: {}\n", done.error().message);
  return done ? 0 : 2;
}
