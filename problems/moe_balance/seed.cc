// Where a campaign starts: global greedy, written so that small edits lead somewhere.
//
// The loads of the next window are forecast, slots go to the experts with the most load a replica, and
// replicas to the GPU that carries least. As it stands the forecast is the newest window: where GPUs have
// more than one slot, this policy answers as baselines/global_greedy.cc does. Within reach: what older
// windows say, how unsure a forecast is, how much a further replica is worth, which GPU takes a replica,
// which layers are worth moving.
#include <gauntlet/sdk/math.hpp>
#include <gauntlet/sdk/moe_packing.hpp>
#include <gauntlet/sdk/moe_policy.hpp>

// EVOLVE-BLOCK-START
class Seed : public gauntlet::moe::Policy {
 public:
  explicit Seed(const Config& config) {
    forecast_.resize(config.experts);
    worth_.resize(config.experts);
    copies_.resize(config.experts);
    held_.resize(config.experts);
    next_.resize(config.replicas);
    weight_.resize(config.replicas);
    expert_of_.resize(config.replicas);
    carried_.resize(config.gpus);
    used_.resize(config.gpus);
  }

  // What an expert is expected to get, from the newest window, the mean of those that are known, and how much
  // they vary.
  double expect(double newest, double mean, double deviation) {
    return 1.0 * newest + 0.0 * mean + 0.0 * deviation;
  }

  // What a further slot is worth to an expert that has some.
  double worth(double load, double copies) { return load / (copies + 0.0); }

  // What a GPU costs that would take one more replica: the one that costs least takes it.
  double cost(double carried, double mean, double used, double replica) {
    return carried + 0.0 * used * replica;
  }

  // Whether the new placement of a layer is carried out, by the fullest GPU of both as forecast.
  bool change(double before, double after, double mean) { return before + 0.0 * mean >= 0.0 * after; }

  bool rebalance(const View& view, Placement& placement) {
    const Config& c = config();
    for (uint32_t layer = 0; layer < c.layers; ++layer) {
      forecast(view, layer);
      replicate();
      place(placement.slots(layer));
    }
    return true;
  }

 private:
  void forecast(const View& view, uint32_t layer) {
    total_ = 0;
    for (uint32_t e = 0; e < config().experts; ++e) {
      double sum = 0;
      double squares = 0;
      for (uint32_t w = 0; w < view.windows(); ++w) {
        const double load = view.loads(w, layer)[e];
        sum += load;
        squares += load * load;
      }
      const double mean = sum / view.windows();
      const double variance = squares / view.windows() - mean * mean;
      const double deviation = variance > 0 ? gauntlet::sdk::sqrt(variance) : 0;
      const double expected = expect(view.loads(0, layer)[e], mean, deviation);
      forecast_[e] = static_cast<float>(expected);
      total_ += expected;
    }
  }

  void replicate() {
    const Config& c = config();
    for (uint32_t e = 0; e < c.experts; ++e) {
      copies_[e] = 1;
      worth_[e] = static_cast<float>(worth(forecast_[e], 1));
      expert_of_[e] = e;
    }
    for (uint32_t slot = c.experts; slot < c.replicas; ++slot) {
      uint32_t best = 0;
      for (uint32_t e = 1; e < c.experts; ++e)
        if (worth_[e] > worth_[best]) best = e;
      copies_[best] += 1;
      worth_[best] = static_cast<float>(worth(forecast_[best], copies_[best]));
      expert_of_[slot] = best;
    }
    for (uint32_t slot = 0; slot < c.replicas; ++slot)
      weight_[slot] = forecast_[expert_of_[slot]] / static_cast<float>(copies_[expert_of_[slot]]);
  }

  void place(uint32_t* slots) {
    const Config& c = config();
    const double mean = total_ / c.gpus;
    const double before = fullest_of(slots);
    for (uint32_t g = 0; g < c.gpus; ++g) {
      carried_[g] = 0;
      used_[g] = 0;
    }
    const uint32_t* order = packer_.order(weight_.data(), c.replicas);
    for (uint32_t i = 0; i < c.replicas; ++i) {
      const uint32_t replica = order[i];
      const uint32_t gpu = cheapest(mean, weight_[replica]);
      next_[gpu * c.slots_per_gpu + used_[gpu]] = expert_of_[replica];
      used_[gpu] += 1;
      carried_[gpu] += weight_[replica];
    }
    if (!change(before, fullest(), mean)) return;
    for (uint32_t slot = 0; slot < c.replicas; ++slot) slots[slot] = next_[slot];
  }

  uint32_t cheapest(double mean, double replica) {
    const Config& c = config();
    uint32_t best = c.gpus;
    double least = 0;
    for (uint32_t g = 0; g < c.gpus; ++g) {
      if (used_[g] == c.slots_per_gpu) continue;
      const double value = cost(carried_[g], mean, used_[g], replica);
      if (best == c.gpus || value < least) {
        least = value;
        best = g;
      }
    }
    return best;
  }

  // What the fullest GPU of a placement would carry.
  double fullest_of(const uint32_t* slots) {
    const Config& c = config();
    for (uint32_t e = 0; e < c.experts; ++e) held_[e] = 0;
    for (uint32_t slot = 0; slot < c.replicas; ++slot) held_[slots[slot]] += 1;
    for (uint32_t g = 0; g < c.gpus; ++g) carried_[g] = 0;
    for (uint32_t slot = 0; slot < c.replicas; ++slot)
      carried_[slot / c.slots_per_gpu] += forecast_[slots[slot]] / static_cast<float>(held_[slots[slot]]);
    return fullest();
  }

  double fullest() {
    double most = 0;
    for (uint32_t g = 0; g < config().gpus; ++g)
      if (carried_[g] > most) most = carried_[g];
    return most;
  }

  gauntlet::moe::Packer packer_;
  gauntlet::sdk::Vec<float> forecast_, worth_, weight_, carried_;
  gauntlet::sdk::Vec<uint32_t> copies_, held_, expert_of_, used_, next_;
  double total_ = 0;
};
// EVOLVE-BLOCK-END
GAUNTLET_MOE_POLICY(Seed)
