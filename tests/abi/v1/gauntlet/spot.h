/* Spot instances: the hooks that the spot simulator calls, and what it tells them.
 *
 * A job of so much work must be done before a deadline. Time goes in ticks; at the beginning of each the policy
 * says where the job runs until the next one: on spot capacity, which may be missing and may be taken away, on
 * on-demand capacity, which is always there and dear, or nowhere. Every start costs an overhead in which no work
 * is done. Nothing here tells the future, the name or the date of a trace, or what an unseen region offers.
 *
 * One tick, in order:
 *   the tick before is accounted for; when the work is done the job ends and nothing more is asked
 *   spot capacity that is gone takes the instance away (preemption)
 *   probe -> regions whose state the policy pays to see; asked only where states can be unknown
 *   decide -> cluster and region
 * A policy is created anew for every job: what it learnt in one is not there in the next.
 */
#ifndef GAUNTLET_SPOT_H
#define GAUNTLET_SPOT_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAUNTLET_SPOT_DOMAIN "spot"
#define GAUNTLET_SPOT_POLICY_INTERFACE "gauntlet.spot.policy/1"

#define GAUNTLET_SPOT_MAX_REGIONS 32

/* What the job runs on. */
enum { GAUNTLET_SPOT_NONE = 0, GAUNTLET_SPOT_SPOT = 1, GAUNTLET_SPOT_ON_DEMAND = 2 };

/* An answer of decide. */
#define GAUNTLET_SPOT_DECISION(cluster, region) ((uint32_t)(cluster) | ((uint32_t)(region) << 8))

/* Settings of one job. Lives from create to destroy. Times in seconds, prices in USD per hour for all the
 * instances that the job takes. */
typedef struct gauntlet_spot_config {
  uint32_t struct_size;
  uint32_t region_count;
  double gap_s; /* length of a tick */
  double work_s;
  double deadline_s;         /* from the job's start */
  double restart_overhead_s; /* billed time without work after every start */
  double launch_delay_s;     /* unbilled time before that */
  double checkpoint_s;       /* time that writing a checkpoint takes */
  double notice_s;           /* between the announcement of a preemption and the preemption */
  double probe_s; /* of the spot price: what seeing a region that offers costs; 0: states are known */
  double egress_same_area_usd;
  double egress_other_area_usd; /* for the checkpoint to leave its region */
  uint32_t checkpoint_ticks;    /* ticks of running between checkpoints; 0: all work is safe at once */
  uint32_t price_count;         /* of prices from before the job, for each region */
  double price_step_s;          /* between them */
  const double *price_history;  /* [region_count][price_count], oldest first: spot prices before the job */
  uint64_t seed;                /* for random numbers of the policy */
  uint64_t memory_budget_bytes; /* for all that the policy allocates */
} gauntlet_spot_config;

/* One region, as far as the policy knows it. A tick counts as seen if the region's state was known in it. */
typedef struct gauntlet_spot_region {
  double spot_usd_per_hour; /* now; public */
  double on_demand_usd_per_hour;
  uint32_t known;          /* 1: `available` and `offered` are true now; 0: they are 0 */
  uint32_t available;      /* 1: spot capacity for the job is offered now */
  uint32_t offered;        /* instances offered, as far as the trace says */
  uint32_t area;           /* zones of one area are close to each other */
  uint32_t seen_ticks;     /* so far, this one included */
  uint32_t up_ticks;       /* of those: available */
  uint32_t streak_ticks;   /* seen in a row without a change of `available`, up to the last one seen */
  uint32_t changes;        /* of `available` between ticks seen */
  uint32_t unseen_ticks;   /* since it was last seen; 0: seen now */
  uint32_t last_available; /* when last seen */
  uint32_t launches;       /* of this job, here, on spot */
  uint32_t preemptions;
} gauntlet_spot_region;

/* The job now. Valid during the hook. */
typedef struct gauntlet_spot_tick {
  double now_s; /* since the job's start */
  double deadline_s;
  double gap_s;
  double work_s;
  double done_s;
  double left_s;     /* work_s - done_s */
  double unsaved_s;  /* of done_s: not in a checkpoint yet */
  double run_left_s; /* time of undisturbed running that left_s takes, checkpoints included */
  double risk_s;     /* time that losing or leaving what runs after this tick can cost, its start aside */
  double restart_overhead_s; /* of a start, launch delay included */
  double overhead_left_s;    /* before what runs now works again */
  double notice_s;           /* until the announced preemption of what runs now; 0: none was announced */
  uint32_t cluster;          /* what runs now; GAUNTLET_SPOT_NONE right after a preemption */
  uint32_t previous;         /* what ran in the tick before */
  uint32_t region;           /* where it runs, or ran last */
  uint32_t region_count;
  uint32_t cluster_ticks; /* for which `cluster` has been what it is, in this region */
  uint32_t launches;      /* on spot and on demand */
  uint32_t preemptions;
  uint32_t failed_launches;            /* asked for spot where there was none */
  const gauntlet_spot_region *regions; /* [region_count] */
} gauntlet_spot_tick;

/* The policy. `self` is what create returned. All hooks are called from one thread, never nested. */
typedef struct gauntlet_spot_policy {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const gauntlet_spot_config *config, const gauntlet_host *host); /* required */
  void (*destroy)(void *self);                                                    /* required */
  uint32_t (*probe)(void *self, const gauntlet_spot_tick *tick);  /* optional: bit r asks to see region r */
  uint32_t (*decide)(void *self, const gauntlet_spot_tick *tick); /* required: GAUNTLET_SPOT_DECISION */
} gauntlet_spot_policy;

/* Of all of the above: names, types, sizes, offsets (sdk/spot_layout.hpp computes it, a test compares). */
#define GAUNTLET_SPOT_FINGERPRINT 0xe7f63aa13f6ebb97ull

#ifdef __cplusplus
}
#endif
#endif
