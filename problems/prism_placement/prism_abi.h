/* Models on GPUs: the hook that the simulator calls, and what it tells.
 *
 * Language models are to be served on GPUs that are all alike. What a model's weights leave free on a GPU holds the
 * key-value caches of the requests to all models there, so a GPU's pressure is
 *
 *   (sum of rate / slo over its models) / (GPU memory - sum of their sizes)
 *
 * and the fleet is as good as its worst GPU.
 */
#ifndef PRISM_ABI_H
#define PRISM_ABI_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PRISM_DOMAIN "prism"
#define PRISM_POLICY_INTERFACE "gauntlet.prism.policy/1"
#define PRISM_FINGERPRINT 0x309c58e3bb874fcaull

#define PRISM_GPU_GIGABYTES 80.0

/* Settings of a run. Lives from create to destroy. */
typedef struct prism_config {
  uint32_t struct_size;
  uint32_t reserved_zero;
  uint64_t seed;                /* for random numbers of the policy */
  uint64_t memory_budget_bytes; /* for all that the policy allocates */
} prism_config;

typedef struct prism_model {
  double gigabytes;      /* of its weights */
  double requests_per_s; /* more than 0 */
  double slo;            /* of its requests, more than 0: the smaller, the more pressure */
} prism_model;

/* What is to be served. Valid during the hook. */
typedef struct prism_fleet {
  const prism_model *models; /* [model_count] */
  uint32_t model_count;
  uint32_t gpus;
} prism_fleet;

/* `self` is what create returned. All hooks are called from one thread, never nested. */
typedef struct prism_policy {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const prism_config *config, const gauntlet_host *host); /* required */
  void (*destroy)(void *self);                                            /* required */

  /* Writes gpu[0 .. model_count): the number of each model's GPU, below `gpus`. It is lent filled with 0. The sizes on
   * one GPU must sum to less than its memory; anything else is an invalid decision. Every fleet has a placement: its
   * models in turn fit. */
  void (*place)(void *self, const prism_fleet *fleet, uint32_t *gpu); /* required */
} prism_policy;

#ifdef __cplusplus
}
#endif
#endif
