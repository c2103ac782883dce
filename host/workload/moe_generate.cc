#include "host/workload/moe_generate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "host/base/hash.h"
#include "host/base/rng.h"
#include "host/trace/fixed_math.h"
#include "host/trace/generator_options.h"

namespace gauntlet {
namespace {

constexpr double kLog2E = 1.4426950408889634;
constexpr uint64_t kMostLoads = 1 << 27;  // over all windows

struct Options {
  uint64_t seed = 0, layers = 0, experts = 0, windows = 0, tokens_per_step = 0;
  bool zipf = true;
  double skew = 0, layer_correlation = 0, drift = 0, noise = 0;
  double burst_chance = 0, burst_factor = 1;
  uint64_t burst_windows = 1;
  uint64_t regimes = 1;
  double regime_windows = 1;
  double prefill_share = 0, prefill_swing = 0, prefill_tokens = 1;
};

Result<> ReadParts(GeneratorOptions& in, Options* out) {
  const Json none = Json::object();
  const auto part = [&](const char* key) {
    const Json* found = in.Find(key);
    return GeneratorOptions(found == nullptr ? none : *found, in.where() + "." + key);
  };
  GeneratorOptions bursts = part("bursts");
  GAUNTLET_TRY(out->burst_chance, bursts.Real("chance", 0, 1, 0));
  GAUNTLET_TRY(out->burst_factor, bursts.Real("factor", 1, 1000, 4));
  GAUNTLET_TRY(out->burst_windows, bursts.Whole("windows", 1, 1000, 1));
  GAUNTLET_CHECK_OK(bursts.NothingElse());
  GeneratorOptions regimes = part("regimes");
  GAUNTLET_TRY(out->regimes, regimes.Whole("count", 1, 64, 1));
  GAUNTLET_TRY(out->regime_windows, regimes.Real("windows", 1, 1e6, 10));
  GAUNTLET_CHECK_OK(regimes.NothingElse());
  GeneratorOptions prefill = part("prefill");
  GAUNTLET_TRY(out->prefill_share, prefill.Real("share", 0, 1, 0));
  GAUNTLET_TRY(out->prefill_swing, prefill.Real("swing", 0, 1, 0));
  GAUNTLET_TRY(out->prefill_tokens, prefill.Real("tokens", 1, 1000, 1));
  return prefill.NothingElse();
}

Result<Options> ReadOptions(const Json& options) {
  GeneratorOptions in(options, "generate");
  Options out;
  GAUNTLET_TRY(out.seed, in.Whole("seed", 0, 1ull << 53));
  GAUNTLET_TRY(out.layers, in.Whole("layers", 1, 4096));
  GAUNTLET_TRY(out.experts, in.Whole("experts", 1, 65535));
  GAUNTLET_TRY(out.windows, in.Whole("windows", 2, 1 << 20));
  GAUNTLET_TRY(out.tokens_per_step, in.Whole("tokens_per_step", 1, 1 << 26, 65536));
  GAUNTLET_TRY(const std::string popularity, in.Text("popularity", "zipf"));
  if (popularity != "zipf" && popularity != "lognormal") return in.Wrong("'popularity' is zipf or lognormal");
  out.zipf = popularity == "zipf";
  GAUNTLET_TRY(out.skew, in.Real("skew", 0, 8, 0.8));
  GAUNTLET_TRY(out.layer_correlation, in.Real("layer_correlation", 0, 1, 0));
  GAUNTLET_TRY(out.drift, in.Real("drift", 0, 1, 0));
  GAUNTLET_TRY(out.noise, in.Real("noise", 0, 1000, 1));
  GAUNTLET_CHECK_OK(ReadParts(in, &out));
  GAUNTLET_CHECK_OK(in.NothingElse());
  if (out.layers * out.experts * out.windows > kMostLoads)
    return in.Wrong("more than 2^27 loads: fewer layers, experts or windows");
  return out;
}

// Of mean 0 and variance 1, near enough to normal, from additions alone.
double Normal(Rng& rng) {
  return (rng.Unit() + rng.Unit() + rng.Unit() + rng.Unit() - 2) * 1.7320508075688772;
}

// What makes experts popular, as a field of normal numbers over layers and experts that drifts.
class Field {
 public:
  Field(const Options& options, uint64_t seed) : options_(options), rng_(seed), values_(Fresh()) {}

  void Drift() {
    if (options_.drift == 0) return;
    const double keep = std::sqrt(1 - options_.drift * options_.drift);
    const std::vector<double> fresh = Fresh();
    for (size_t i = 0; i < values_.size(); ++i) values_[i] = keep * values_[i] + options_.drift * fresh[i];
  }
  std::span<const double> layer(uint64_t index) const {
    return std::span(values_).subspan(index * options_.experts, options_.experts);
  }

 private:
  std::vector<double> Fresh() {
    const double same = options_.layer_correlation, other = std::sqrt(1 - same * same);
    std::vector<double> out(options_.layers * options_.experts);
    for (size_t i = 0; i < out.size(); ++i) {
      const double own = Normal(rng_);
      out[i] = i < options_.experts ? own : same * out[i - options_.experts] + other * own;
    }
    return out;
  }

  const Options& options_;
  Rng rng_;
  std::vector<double> values_;
};

class Generator {
 public:
  Generator(const Options& options, uint32_t steps, uint32_t top_k)
      : options_(options), steps_(steps), top_k_(top_k), rng_(MixSeed({options.seed, 1})) {
    for (uint64_t r = 0; r < options.regimes; ++r)
      decode_.emplace_back(options_, MixSeed({options.seed, 2, r}));
    if (options.prefill_share > 0) prefill_.emplace(options_, MixSeed({options.seed, 3}));
    for (uint64_t rank = 0; options.zipf && rank < options.experts; ++rank)
      by_rank_.push_back(FixedPow(static_cast<double>(rank + 1), -options.skew));
    burst_left_.resize(options.layers * options.experts);
    share_ = options.prefill_share;
  }

  Result<MoeHistory> Generate() {
    MoeHistory out{
        static_cast<uint32_t>(options_.layers), static_cast<uint32_t>(options_.experts), true, {}, {}};
    out.loads.reserve(options_.layers * options_.experts * options_.windows);
    for (uint64_t window = 0; window < options_.windows; ++window) {
      if (window > 0) Advance();
      const double tokens = TokensPerStep() * steps_ * top_k_;
      for (uint64_t layer = 0; layer < options_.layers; ++layer)
        GAUNTLET_CHECK_OK(AddLayer(layer, tokens, &out));
      out.steps.push_back(steps_);
    }
    return out;
  }

 private:
  double TokensPerStep() const {
    return static_cast<double>(options_.tokens_per_step) * (1 + share_ * (options_.prefill_tokens - 1));
  }

  void Advance() {
    for (Field& field : decode_) field.Drift();
    if (prefill_) prefill_->Drift();
    if (options_.regimes > 1 && rng_.Chance(1 / options_.regime_windows))
      regime_ = (regime_ + 1 + rng_.Below(options_.regimes - 1)) % options_.regimes;
    share_ = std::clamp(options_.prefill_share + options_.prefill_swing * (2 * rng_.Unit() - 1), 0.0, 1.0);
  }

  // Popularities that sum to 1, into `out`.
  void Popularity(std::span<const double> field, std::vector<double>* out) {
    out->resize(field.size());
    if (options_.zipf) {
      order_.resize(field.size());
      std::iota(order_.begin(), order_.end(), 0u);
      std::ranges::sort(
          order_, [&](uint32_t a, uint32_t b) { return field[a] != field[b] ? field[a] > field[b] : a < b; });
      for (size_t rank = 0; rank < order_.size(); ++rank) (*out)[order_[rank]] = by_rank_[rank];
    } else {
      for (size_t e = 0; e < field.size(); ++e) (*out)[e] = FixedExp2(options_.skew * kLog2E * field[e]);
    }
    const double sum = std::accumulate(out->begin(), out->end(), 0.0);
    for (double& value : *out) value /= sum;
  }

  void Burst(uint64_t layer, std::vector<double>* popularity) {
    if (options_.burst_chance == 0) return;
    double sum = 0;
    for (uint64_t e = 0; e < options_.experts; ++e) {
      uint64_t& left = burst_left_[layer * options_.experts + e];
      if (left > 0) --left;
      if (left == 0 && rng_.Chance(options_.burst_chance)) left = options_.burst_windows;
      if (left > 0) (*popularity)[e] *= options_.burst_factor;
      sum += (*popularity)[e];
    }
    for (double& value : *popularity) value /= sum;
  }

  Result<> AddLayer(uint64_t layer, double tokens, MoeHistory* out) {
    Popularity(decode_[regime_].layer(layer), &mixed_);
    if (prefill_) {
      Popularity(prefill_->layer(layer), &other_);
      // Of the tokens of a window; those in prefill are more numerous in the same steps.
      const double in_prefill =
          share_ * options_.prefill_tokens / (1 + share_ * (options_.prefill_tokens - 1));
      for (size_t e = 0; e < mixed_.size(); ++e) mixed_[e] += in_prefill * (other_[e] - mixed_[e]);
    }
    Burst(layer, &mixed_);
    for (const double popularity : mixed_) {
      const double mean = tokens * popularity;
      const double count = std::round(mean + std::sqrt(mean * options_.noise) * Normal(rng_));
      if (count > std::numeric_limits<uint32_t>::max())
        return Fail(ErrorKind::kInput, "generate: an expert gets more than 2^32 tokens in a window");
      out->loads.push_back(static_cast<uint32_t>(std::max(0.0, count)));
    }
    return {};
  }

  const Options& options_;
  uint32_t steps_, top_k_;
  Rng rng_;
  std::vector<Field> decode_;
  std::optional<Field> prefill_;
  std::vector<double> by_rank_, mixed_, other_;
  std::vector<uint32_t> order_;
  std::vector<uint64_t> burst_left_;  // burst_left_[layer][expert], windows
  uint64_t regime_ = 0;
  double share_ = 0;  // of windows' tokens in prefill, now
};

}  // namespace

Result<MoeHistory> GenerateLoads(const Json& json, uint32_t steps, uint32_t top_k) {
  GAUNTLET_TRY(const Options options, ReadOptions(json));
  return Generator(options, steps, top_k).Generate();
}

}  // namespace gauntlet
