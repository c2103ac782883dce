// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include <gauntlet/sdk/flat_map.hpp>

#include "queue.h"

class Bad : public Queue {
 public:
  void on_miss(Slot, const Request& request) {
    for (uint64_t i = 0; i < 200; ++i) seen_[request.key + i * 0x9e3779b97f4a7c15] = request.now;
  }

 private:
  gauntlet::sdk::FlatMap<uint64_t, uint64_t> seen_;
};
GAUNTLET_CACHE_POLICY(Bad)
