/* Jobs on machines: the hook that the simulator calls, and what it tells.
 *
 * A batch of jobs is to be run on machines that are all alike. The policy says for each job where it runs; the batch is
 * done when the machine with most to do is.
 */
#ifndef EXAMPLE_ABI_H
#define EXAMPLE_ABI_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EXAMPLE_DOMAIN "example"
#define EXAMPLE_POLICY_INTERFACE "gauntlet.example.policy/1"

/* Of names, types and places of what stands below: modules that were built against another layout are refused, not
 * misread. When it changes, compiling the simulator says the number that belongs here. */
#define EXAMPLE_FINGERPRINT 0xd67b451bff69a9a6ull

/* Settings of a run. Lives from create to destroy. */
typedef struct example_config {
  uint32_t struct_size;
  uint32_t machines;
  uint64_t seed;                /* for random numbers of the policy */
  uint64_t memory_budget_bytes; /* for all that the policy allocates */
} example_config;

/* What is asked. Valid during the hook. */
typedef struct example_batch {
  const uint32_t *seconds; /* seconds[job_count]: how long each job takes */
  uint32_t job_count;
  uint32_t reserved_zero;
} example_batch;

/* `self` is what create returned. All hooks are called from one thread, never nested. */
typedef struct example_policy {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const example_config *config, const gauntlet_host *host); /* required */
  void (*destroy)(void *self);                                              /* required */

  /* Writes machine[0 .. job_count): the number of each job's machine, below `machines`. It is lent filled with 0. */
  void (*assign)(void *self, const example_batch *batch, uint32_t *machine); /* required */
} example_policy;

#ifdef __cplusplus
}
#endif
#endif
