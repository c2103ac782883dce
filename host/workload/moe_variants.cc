#include "host/workload/moe_variants.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "host/base/hash.h"
#include "host/base/rng.h"
#include "host/workload/moe_history.h"

namespace gauntlet {
namespace {

constexpr double kCountError = 0.05;
constexpr double kDropped = 0.05;
constexpr size_t kExpertsShown = 8;

Result<Workload> Like(const Workload& model, const MoeHistory& history) {
  Workload out = model;
  GAUNTLET_CHECK_OK(PutHistory(history, &out));
  return out;
}

Result<Workload> MiscountLoads(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(MoeHistory history, HistoryOf(workload));
  Rng rng(MixSeed({seed, 1}));
  for (uint32_t& load : history.loads) {
    const double counted = std::round(load * (1 + kCountError * (2 * rng.Unit() - 1)));
    load = static_cast<uint32_t>(std::min<double>(counted, std::numeric_limits<uint32_t>::max()));
  }
  return Like(workload, history);
}

uint64_t GroupsOf(const Workload& workload) {
  for (const auto& [key, text] : workload.params)
    if (key == "groups") return std::max<uint64_t>(1, std::strtoull(text.c_str(), nullptr, 10));
  return 1;
}

void Shuffle(std::span<uint32_t> items, Rng& rng) {
  for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[rng.Below(i)]);
}

// In each layer other groups have other experts; who belongs together still does.
Result<Workload> RenumberExperts(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(MoeHistory history, HistoryOf(workload));
  Rng rng(MixSeed({seed, 2}));
  const auto groups = static_cast<uint32_t>(GroupsOf(workload));
  const uint32_t size = history.experts / groups;
  std::vector<uint32_t> order(groups), within(size), row(history.experts);
  for (uint32_t layer = 0; layer < history.layers; ++layer) {
    std::vector<uint32_t> from;
    std::iota(order.begin(), order.end(), 0u);
    Shuffle(order, rng);
    for (const uint32_t group : order) {
      std::iota(within.begin(), within.end(), group * size);
      Shuffle(within, rng);
      from.insert(from.end(), within.begin(), within.end());
    }
    for (uint64_t w = 0; w < history.windows(); ++w) {
      uint32_t* loads =
          history.loads.data() + w * history.loads_per_window() + uint64_t{layer} * history.experts;
      for (uint32_t e = 0; e < history.experts; ++e) row[e] = loads[from[e]];
      std::ranges::copy(row, loads);
    }
  }
  return Like(workload, history);
}

void AppendWindow(const MoeHistory& from, uint64_t window, MoeHistory* to) {
  const auto loads = from.window(window);
  to->loads.insert(to->loads.end(), loads.begin(), loads.end());
  to->steps.push_back(from.steps[window]);
}

MoeHistory NoWindows(const MoeHistory& like) { return {like.layers, like.experts, like.synthetic, {}, {}}; }

// The first two stay: there is something to place and something to score.
Result<Workload> DropWindows(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(const MoeHistory history, HistoryOf(workload));
  Rng rng(MixSeed({seed, 3}));
  MoeHistory kept = NoWindows(history);
  for (uint64_t w = 0; w < history.windows(); ++w) {
    const bool dropped = rng.Chance(kDropped) && w >= 2;
    if (!dropped) AppendWindow(history, w, &kept);
  }
  return Like(workload, kept);
}

// The rest of the windows begins elsewhere and goes round.
Result<OtherFuture> RotateRest(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(const MoeHistory history, HistoryOf(workload));
  Rng rng(MixSeed({seed, 4}));
  const uint64_t count = history.windows();
  const uint64_t common = count / 4 + rng.Below(count / 2 + 1);
  const uint64_t rest = count - common;
  if (rest < 2) return Fail(ErrorKind::kInput, workload.name + ": too short to have a future");
  const uint64_t shift = 1 + rng.Below(rest - 1);
  MoeHistory out = NoWindows(history);
  for (uint64_t w = 0; w < count; ++w)
    AppendWindow(history, w < common ? w : common + (w - common + shift) % rest, &out);
  GAUNTLET_TRY(Workload variant, Like(workload, out));
  return OtherFuture{std::move(variant), common};
}

template <class T>
T Read(std::span<const uint8_t> bytes, size_t at) {
  T value = {};
  if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// The log as simulators/moe/answers.h lays it out. How many slots a layer has is not in it: the first ones
// are shown.
std::string AnswersText(const std::string&, std::span<const uint8_t> answers) {
  if (answers.size() < sizeof(uint32_t)) return "no answer";
  const auto changed = Read<uint32_t>(answers, 0);
  if (changed == 0) return "no change";
  std::string out = fmt::format("{} layer{} changed, layer {} to", changed, changed == 1 ? "" : "s",
                                Read<uint32_t>(answers, 4));
  for (size_t i = 0, at = 8; i < kExpertsShown && at + 2 <= answers.size(); ++i, at += 2)
    out += fmt::format(" {}", Read<uint16_t>(answers, at));
  return out + " ...";
}

bool Never(const Workload&) { return false; }

}  // namespace

const Variants& MoeVariants() {
  static const Variants variants = {
      .disturbances = {{"counts", "each load counted up to 5 % too high or too low", MiscountLoads, Never},
                       {"experts", "experts of each layer renumbered, groups kept together", RenumberExperts,
                        Never},
                       {"drops", "5 % of the windows left out", DropWindows, Never}},
      .other_future = RotateRest,
      .answers_text = AnswersText};
  return variants;
}

}  // namespace gauntlet
