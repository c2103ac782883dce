// The ways to have come to one state of a job: so much work done at such a cost.
#pragma once

#include <algorithm>
#include <vector>

namespace gauntlet::spot_simulator {

struct Way {
  double done_s;
  double cost_usd;
};

class Ways {
 public:
  auto begin() const { return ways_.begin(); }
  auto end() const { return ways_.end(); }
  bool empty() const { return ways_.empty(); }
  void Add(const Way& way) { ways_.push_back(way); }
  void Clear() { ways_.clear(); }

  // Keeps those which no other beats in both work and cost, and which are not hopeless.
  template <class Hopeless>
  void Settle(Hopeless hopeless) {
    std::erase_if(ways_, hopeless);
    std::sort(ways_.begin(), ways_.end(), [](const Way& a, const Way& b) {
      return a.done_s > b.done_s || (a.done_s == b.done_s && a.cost_usd < b.cost_usd);
    });
    size_t kept = 0;
    for (const Way& way : ways_)
      if (kept == 0 || way.cost_usd < ways_[kept - 1].cost_usd) ways_[kept++] = way;
    ways_.resize(kept);
  }

 private:
  std::vector<Way> ways_;
};

}  // namespace gauntlet::spot_simulator
