// Destinations that give the partition to each other, and take it from nobody else: no link of the source is paid for.
#include <gauntlet/sdk/cloudcast_policy.hpp>

class InACircle : public cloudcast::Policy {
 public:
  void route(const Broadcast& broadcast, Routes& routes) {
    const uint32_t count = broadcast.destinations();
    for (uint32_t p = 0; p < broadcast.partitions(); ++p)
      for (uint32_t d = 0; d < count; ++d)
        routes.from(p, broadcast.destination(d)) = broadcast.destination((d + 1) % count);
  }
};
CLOUDCAST_POLICY(InACircle)
