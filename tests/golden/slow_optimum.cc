#include "tests/golden/slow_optimum.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <numeric>

namespace gauntlet::golden {

using std::size_t;
namespace {

// Replicas on GPUs of equal room, heaviest first. A branch ends where its fullest GPU is no better than the
// best so far.
class Packing {
 public:
  Packing(std::vector<double> weights, uint32_t gpus)
      : weights_(std::move(weights)), room_(weights_.size() / gpus), carried_(gpus), used_(gpus) {
    std::ranges::sort(weights_, std::greater());
  }
  double Best(double best) {
    best_ = best;
    Place(0);
    return best_;
  }

 private:
  void Place(size_t next) {
    const double fullest = std::ranges::max(carried_);
    if (fullest >= best_) return;
    if (next == weights_.size()) {
      best_ = fullest;
      return;
    }
    for (size_t gpu = 0; gpu < carried_.size(); ++gpu) {
      if (used_[gpu] == room_) continue;
      const auto same = [&](size_t other) {
        return carried_[other] == carried_[gpu] && used_[other] == used_[gpu];
      };
      bool tried = false;  // a GPU that looks the same
      for (size_t other = 0; other < gpu; ++other) tried = tried || same(other);
      if (tried) continue;
      const double before = carried_[gpu];
      carried_[gpu] += weights_[next];
      ++used_[gpu];
      Place(next + 1);
      carried_[gpu] = before;
      --used_[gpu];
    }
  }

  std::vector<double> weights_;
  size_t room_;
  std::vector<double> carried_;
  std::vector<size_t> used_;
  double best_ = 0;
};

}  // namespace

double SlowOptimum(const std::vector<uint32_t>& load, uint32_t slots, uint32_t gpus) {
  double best = std::numeric_limits<double>::infinity();
  std::vector<uint32_t> copies(load.size(), 1);
  const std::function<void(size_t, uint32_t)> count = [&](size_t expert, uint32_t left) {
    if (expert + 1 == load.size()) {
      copies[expert] = 1 + left;
      std::vector<double> weights;
      for (size_t e = 0; e < load.size(); ++e)
        weights.insert(weights.end(), copies[e], load[e] / double(copies[e]));
      best = Packing(std::move(weights), gpus).Best(best);
      return;
    }
    for (uint32_t more = 0; more <= left; ++more) {
      copies[expert] = 1 + more;
      count(expert + 1, left - more);
    }
  };
  count(0, slots - static_cast<uint32_t>(load.size()));
  return best;
}

}  // namespace gauntlet::golden
