/* Expert placement: the hook that the MoE simulator calls, and what it tells.
 *
 * A mixture-of-experts model is served on GPUs that lie on nodes. Each layer has `experts` experts and
 * `replicas` slots: slot s lies on GPU s / slots_per_gpu, GPU g on node g / (gpus / nodes), expert e belongs
 * to group e / (experts / groups). A placement says for each layer and slot which expert is there; an expert
 * with several replicas serves an equal share of its tokens on each.
 *
 * One window of steps after another: the tokens that went to each expert in it are counted, then
 *   rebalance -> 0 or 1      a new placement, for the steps of the next window
 * is asked for. Slots that get an expert which their GPU does not hold cost its bytes. Nothing here tells the
 * next window, how many there will be, or where the loads come from.
 */
#ifndef GAUNTLET_MOE_H
#define GAUNTLET_MOE_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAUNTLET_MOE_DOMAIN "moe"
#define GAUNTLET_MOE_POLICY_INTERFACE "gauntlet.moe.policy/1"

#define GAUNTLET_MOE_NO_BUDGET 0xffffffffffffffffull

/* Settings of one run. Lives from create to destroy. */
typedef struct gauntlet_moe_config {
  uint32_t struct_size;
  uint32_t layers;
  uint32_t experts;  /* of a layer */
  uint32_t replicas; /* slots of a layer: gpus x slots_per_gpu, at least experts */
  uint32_t groups;
  uint32_t nodes;
  uint32_t gpus;
  uint32_t slots_per_gpu;
  uint32_t history; /* the most windows that a policy is shown at once */
  uint32_t top_k;   /* experts that a token goes to, in each layer */
  uint64_t expert_bytes;
  uint64_t
      migration_budget_bytes;    /* the most that one rebalance may move; GAUNTLET_MOE_NO_BUDGET: no limit */
  double intra_node_bytes_per_s; /* into a GPU, from another of its node */
  double inter_node_bytes_per_s; /* into a GPU, from another node */
  uint64_t seed;                 /* for random numbers of the policy */
  uint64_t memory_budget_bytes;  /* for all that the policy allocates */
} gauntlet_moe_config;

/* What was counted in one window. */
typedef struct gauntlet_moe_window {
  const uint32_t *load; /* load[layer][expert], row-major: tokens routed to it */
  uint32_t steps;       /* of the model that the window is long */
  uint32_t age_steps;   /* from its end to now */
} gauntlet_moe_window;

/* What a policy may know when it is asked. Valid during the hook. */
typedef struct gauntlet_moe_view {
  const gauntlet_moe_window *windows; /* windows[window_count], newest first */
  const uint32_t *placement;          /* placement[layer][slot]: the expert there now */
  uint64_t rebalances;                /* asked for before this one */
  uint32_t window_count;              /* 1 to history */
  uint32_t reserved_zero;
} gauntlet_moe_view;

/* `self` is what create returned. All hooks are called from one thread, never nested. */
typedef struct gauntlet_moe_policy {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const gauntlet_moe_config *config, const gauntlet_host *host); /* required */
  void (*destroy)(void *self);                                                   /* required */

  /* `placement`[layer][slot] is lent filled with the placement in force; what is changed in it is the answer.
   * Returns 1: carry it out; 0: no change, whatever was written. Layers left as they were cost nothing. An
   * expert out of range, an expert without a replica, or more bytes than the budget are invalid decisions. */
  uint32_t (*rebalance)(void *self, const gauntlet_moe_view *view, uint32_t *placement); /* required */
} gauntlet_moe_policy;

/* Of all of the above: names, types, sizes, offsets (sdk/moe_layout.hpp computes it, a test compares). */
#define GAUNTLET_MOE_FINGERPRINT 0x72d80807f8b0318eull

#ifdef __cplusplus
}
#endif
#endif
