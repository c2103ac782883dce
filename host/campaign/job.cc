#include "host/campaign/job.h"

#include <algorithm>

namespace gauntlet {

bool TreeTable::Claim(const Hash128& tree, int64_t number) {
  const std::scoped_lock lock(mutex_);
  const auto [at, is_new] = owners_.try_emplace(tree, number);
  at->second = std::min(at->second, number);
  return at->second == number;
}

bool TreeTable::IsKnown(const Hash128& tree, int64_t last) const {
  const std::scoped_lock lock(mutex_);
  const auto found = owners_.find(tree);
  return found != owners_.end() && found->second <= last;
}

int64_t TreeTable::Owner(const Hash128& tree) const {
  const std::scoped_lock lock(mutex_);
  return owners_.at(tree);
}

Elite EliteOf(const Candidate& c) {
  GAUNTLET_ASSERT(c.score.has_value());
  return {.number = c.number, .score = *c.score, .features = c.features, .island = c.island};
}

}  // namespace gauntlet
