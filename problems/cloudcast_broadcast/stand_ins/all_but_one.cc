// Direct to all destinations but the last, which gets nothing.
#include <gauntlet/sdk/cloudcast_policy.hpp>

class AllButOne : public cloudcast::Policy {
 public:
  void route(const Broadcast& broadcast, Routes& routes) {
    for (uint32_t p = 0; p < broadcast.partitions(); ++p)
      for (uint32_t d = 0; d + 1 < broadcast.destinations(); ++d)
        routes.from(p, broadcast.destination(d)) = broadcast.source();
  }
};
CLOUDCAST_POLICY(AllButOne)
