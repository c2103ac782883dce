/* Cache eviction: the hooks that the cache simulator calls, and what it tells them.
 *
 * Objects are known by *slots*: small integers, lent while an object is resident or among the last evictions
 * (ghosts), then reused. A slot is made for flat tables. `key` is the object's identity under a permutation
 * of this run, for sketches and ghost lists of the policy's own. Nothing here tells the future, the footprint
 * or the length of the trace.
 *
 * One request, in order:
 *   hit:   on_hit(slot)
 *   miss:  on_miss(slot or NO_SLOT); an object larger than the cache ends here
 *          admit -> 0 ends here
 *          while used + size > capacity:  choose_victim -> slot;  on_evict(slot, CAPACITY)
 *          on_insert(slot)
 * A ghost that comes back gets the slot that it had. When a ghost lapses, on_forget(slot) is called and the
 * slot may be lent to another object.
 */
#ifndef GAUNTLET_CACHE_H
#define GAUNTLET_CACHE_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAUNTLET_CACHE_DOMAIN "cache"
#define GAUNTLET_CACHE_POLICY_INTERFACE "gauntlet.cache.policy/1"
#define GAUNTLET_CACHE_PRIORITY_INTERFACE "gauntlet.cache.priority/1"

#define GAUNTLET_CACHE_NO_SLOT 0xffffffffu
#define GAUNTLET_CACHE_NO_ADDRESS 0xffffffffffffffffull

enum { GAUNTLET_CACHE_READ = 0, GAUNTLET_CACHE_WRITE = 1, GAUNTLET_CACHE_DELETE = 2 };

/* Why an object left. */
enum {
  GAUNTLET_CACHE_EVICT_CAPACITY = 0, /* it was chosen as a victim */
  GAUNTLET_CACHE_EVICT_DELETED = 1,  /* the workload deleted it */
  GAUNTLET_CACHE_EVICT_EXPIRED = 2   /* its time to live had passed when it was asked for */
};

/* Settings of one run. Lives from create to destroy. */
typedef struct gauntlet_cache_config {
  uint32_t struct_size;
  uint32_t unit_size;           /* 1: every object counts as 1 and capacity counts objects */
  uint64_t capacity;            /* bytes, or objects */
  uint64_t seed;                /* for random numbers of the policy */
  uint64_t memory_budget_bytes; /* for all that the policy allocates */
  uint32_t ghost_percent;       /* ghosts kept, as a share of the largest number of residents so far */
  uint32_t reserved_zero;
} gauntlet_cache_config;

/* The cache as it is now; kept up to date by the simulator between hooks. A copy: writing to it changes
 * nothing. */
typedef struct gauntlet_cache_view {
  uint64_t capacity;
  uint64_t used;
  uint64_t requests; /* served before this one */
  uint64_t misses;   /* so far, this one included */
  uint32_t resident; /* objects */
  uint32_t slots;    /* every slot lent so far is below this */
} gauntlet_cache_view;

/* One request as a policy may see it. Valid during the hook. */
typedef struct gauntlet_cache_request {
  uint64_t key;           /* identity, permuted for this run */
  uint64_t now;           /* logical time: requests served before this one */
  uint64_t block_address; /* GAUNTLET_CACHE_NO_ADDRESS if the trace has none */
  uint32_t time_s;        /* trace time in seconds from its start */
  uint32_t size;          /* bytes, or 1 at unit size */
  uint32_t ttl_s;         /* 0: none */
  uint32_t tenant;        /* 0 if the trace has none */
  uint32_t operation;     /* GAUNTLET_CACHE_READ, ... */
  uint32_t reserved_zero;
} gauntlet_cache_request;

/* The full eviction policy. `self` is what create returned. All hooks are called from one thread, never
 * nested. Optional hooks may be NULL. */
typedef struct gauntlet_cache_policy {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const gauntlet_cache_config *config, const gauntlet_cache_view *view,
                  const gauntlet_host *host);
  void (*destroy)(void *self);                                                         /* required */
  void (*on_hit)(void *self, uint32_t slot, const gauntlet_cache_request *request);    /* optional */
  void (*on_miss)(void *self, uint32_t slot, const gauntlet_cache_request *request);   /* optional */
  uint32_t (*admit)(void *self, uint32_t slot, const gauntlet_cache_request *request); /* optional: 0 or 1 */
  uint32_t (*choose_victim)(void *self,
                            const gauntlet_cache_request *request); /* required: a resident slot */
  void (*on_evict)(void *self, uint32_t slot, uint32_t reason);     /* optional */
  void (*on_insert)(void *self, uint32_t slot, const gauntlet_cache_request *request); /* required */
  void (*on_forget)(void *self, uint32_t slot);                                        /* optional */
} gauntlet_cache_policy;

#define GAUNTLET_CACHE_GAPS 4

/* An object as a priority function sees it, at an insertion or a hit. Times are logical (requests). */
typedef struct gauntlet_cache_object {
  uint64_t now;
  uint64_t inserted_at;               /* == now at an insertion */
  uint64_t last_access;               /* before this one; == now at an insertion without history */
  uint64_t gaps[GAUNTLET_CACHE_GAPS]; /* gaps[0]: now - previous access, newest first, across evictions while
                                         remembered; 0: none */
  uint64_t past_evicted_at;           /* when its last residency ended; 0: not remembered */
  double past_priority;               /* its priority when evicted; 0: not remembered */
  uint32_t count;                     /* accesses in this residency, this one included: 1 at an insertion */
  uint32_t past_count;                /* accesses in the last remembered residency; 0: none */
  uint32_t size;                      /* bytes, or 1 */
  uint32_t time_s;
  uint32_t operation;
  uint32_t tenant;
} gauntlet_cache_object;

/* What the simulator's structure knows of the cache, for priority functions. */
typedef struct gauntlet_cache_pressure {
  gauntlet_cache_view view;
  double last_evicted_priority; /* 0 before the first eviction: the inflation term of GreedyDual */
  uint64_t last_evicted_age;    /* now - last access of the last victim */
  uint64_t last_evicted_life;   /* now - insertion of the last victim */
  uint64_t evictions;
} gauntlet_cache_pressure;

/* The priority function: called at every insertion and hit of an object; the number stays with the object
 * until its next access. Lowest goes first, ties in order of insertion. NaN is an invalid decision;
 * infinities are numbers. */
typedef struct gauntlet_cache_priority {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const gauntlet_cache_config *config, const gauntlet_host *host); /* required */
  void (*destroy)(void *self);                                                     /* required */
  double (*priority)(void *self, const gauntlet_cache_object *object,
                     const gauntlet_cache_pressure *cache); /* required */
} gauntlet_cache_priority;

/* Of all of the above: names, types, sizes, offsets (sdk/cache_layout.hpp computes it, a test compares). */
#define GAUNTLET_CACHE_FINGERPRINT 0x23bd29e21a133acbull

#ifdef __cplusplus
}
#endif
#endif
