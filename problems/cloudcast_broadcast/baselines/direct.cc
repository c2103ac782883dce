// Every destination gets everything straight from the source.
#include <gauntlet/sdk/cloudcast_policy.hpp>

// EVOLVE-BLOCK-START
class Direct : public cloudcast::Policy {
 public:
  void route(const Broadcast& broadcast, Routes& routes) {
    for (uint32_t p = 0; p < broadcast.partitions(); ++p)
      for (uint32_t d = 0; d < broadcast.destinations(); ++d)
        routes.from(p, broadcast.destination(d)) = broadcast.source();
  }
};
// EVOLVE-BLOCK-END
CLOUDCAST_POLICY(Direct)
