/* Broadcast of data between regions of clouds: the hook that the simulator calls, and what it tells.
 *
 * A source holds data in equal partitions; every destination wants all of them. Between two regions data travels over a
 * link with a price and a bandwidth. What a region has received it can pass on, to several regions at once. A region's
 * machines, too, take in and give out no more than so much, and are paid for as long as the broadcast takes.
 */
#ifndef CLOUDCAST_ABI_H
#define CLOUDCAST_ABI_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CLOUDCAST_DOMAIN "cloudcast"
#define CLOUDCAST_POLICY_INTERFACE "gauntlet.cloudcast.policy/1"
#define CLOUDCAST_FINGERPRINT 0xa041be11d8143755ull
#define CLOUDCAST_NONE 0xffffffffu /* no region */

/* Settings of a run. Lives from create to destroy. */
typedef struct cloudcast_config {
  uint32_t struct_size;
  uint32_t reserved_zero;
  uint64_t seed;                /* for random numbers of the policy */
  uint64_t memory_budget_bytes; /* for all that the policy allocates */
} cloudcast_config;

/* What is to be sent, and where. Regions are 0 .. region_count - 1. Valid during the hook. */
typedef struct cloudcast_broadcast {
  const double *usd_per_gigabyte; /* [from * region_count + to] */
  const double *gbits_per_s;      /* [from * region_count + to]; 0: there is no link */
  const double *ingress;          /* [region]: Gbit/s that it takes in */
  const double *egress;           /* [region]: Gbit/s that it gives out */
  const uint32_t *destinations;   /* [destination_count], each once, the source none of them */
  double partition_gigabytes;     /* of each partition */
  double region_usd_per_s;        /* of the machines of one region */
  uint32_t region_count;
  uint32_t destination_count;
  uint32_t partition_count;
  uint32_t source;
} cloudcast_broadcast;

/* `self` is what create returned. All hooks are called from one thread, never nested. */
typedef struct cloudcast_policy {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const cloudcast_config *config, const gauntlet_host *host); /* required */
  void (*destroy)(void *self);                                                /* required */

  /* Writes from[partition * region_count + region]: the region from which it gets that partition. Lent full of
   * CLOUDCAST_NONE. Whoever follows it from a destination must come to the source, over links that exist; what is
   * on no such way is not sent. Anything else is an invalid decision. */
  void (*route)(void *self, const cloudcast_broadcast *broadcast, uint32_t *from); /* required */
} cloudcast_policy;

#ifdef __cplusplus
}
#endif
#endif
