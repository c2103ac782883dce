// Everything comes from a region that there is not.
#include <gauntlet/sdk/cloudcast_policy.hpp>

class NoSuchRegion : public cloudcast::Policy {
 public:
  void route(const Broadcast& broadcast, Routes& routes) {
    for (uint32_t p = 0; p < broadcast.partitions(); ++p)
      for (uint32_t d = 0; d < broadcast.destinations(); ++d)
        routes.from(p, broadcast.destination(d)) = broadcast.regions() + 7;
  }
};
CLOUDCAST_POLICY(NoSuchRegion)
