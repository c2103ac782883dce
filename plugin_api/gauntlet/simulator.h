/* What a simulator module implements: it plays workloads against a policy's hooks, counts what happened, and
 * can play a decision log again without the policy.
 *
 * The conversation, in order:
 *
 *   open(workload)            once, in a trusted process, before any candidate is near; may allocate freely
 *   describe(workload)        where the records lie, and the bytes that begin() needs
 *     begin(run_config, hooks)   in the candidate's process; knows nothing of the records
 *     feed(block) ...            records in order, in blocks of any size; the outcome must not depend on the
 * cut finish(result)             metrics, the hash of the answers, the length of the log end()
 *   reference(workload)       metrics that need no policy: FIFO, Belady; trusted process only. Where
 *                             result->metrics[0 .. metric_count) name metrics, only these are asked for, and
 *                             what it costs to compute others may be saved
 *   close(workload)
 *
 * A replay is the same conversation with hooks == NULL and the log as input: every answer is read from the
 * log, in the order in which the hooks would have been asked. Replaying the log of a run gives the same
 * metrics, bit for bit.
 *
 * A simulator does no I/O, reads no clock, keeps no globals and takes memory only from `allocate` during a
 * run.
 */
#ifndef GAUNTLET_SIMULATOR_H
#define GAUNTLET_SIMULATOR_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAUNTLET_SIMULATOR_INTERFACE "gauntlet.simulator/1"

/* One setting of a workload, e.g. capacity_bytes. `text` is never NULL; numbers are filled where the text is
 * one. */
typedef struct gauntlet_param {
  const char *key;
  const char *text;
  double number;
  int64_t integer;
} gauntlet_param;

/* One input. `data` is mapped read-only and outlives the opened workload. [host-owned] */
typedef struct gauntlet_workload {
  uint32_t struct_size;
  uint32_t param_count;
  const gauntlet_param *params;
  const uint8_t *data;
  uint64_t data_bytes;
} gauntlet_workload;

/* Where and why something failed. `text` is NUL-terminated. */
typedef struct gauntlet_fault {
  uint64_t index; /* record that was being served, from 0 */
  char text[248];
} gauntlet_fault;

/* What the host must know of an opened workload. */
typedef struct gauntlet_facts {
  uint32_t struct_size;
  uint32_t record_bytes;
  uint64_t record_count;
  const void *records; /* contiguous: record_count x record_bytes, inside the workload's data */
  const void *run_config;
  uint64_t run_config_bytes;
  uint64_t log_bound_bytes; /* the most that the answers of one run can take */
  uint64_t
      block_records; /* where a record is a whole decision: a confirmation shows at most so many at a time, and
                             * the next only when they are answered; 0: it may show some thousands, and two blocks
                             * at once */
} gauntlet_facts;

/* What a run is lent. [host-owned, lives from begin to end] */
typedef struct gauntlet_run_io {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *context;
  void *(*allocate)(void *context,
                    uint64_t bytes); /* zeroed, 64-byte aligned; freed by the host after end; NULL: no more */
  uint8_t *log;                      /* answers go here; NULL: keep none. In a replay: where they come from */
  uint64_t log_bytes;                /* room in the log; in a replay: its length */
  uint64_t *progress;                /* the simulator keeps the index of the record being served here */
  gauntlet_fault *fault;             /* filled when a call returns other than GAUNTLET_OK */
  uint64_t seed;                     /* of this run: keys, random numbers of the policy */
  uint64_t memory_budget_bytes;      /* of the policy; told to it */
  uint64_t *log_position; /* if not NULL: when feed returns, the bytes of the log that its records and
                                      * those before took (in a replay: were read). Nothing is held back: the
                                      * host takes the answers out of reach before it shows later records */
} gauntlet_run_io;

/* A run of records. */
typedef struct gauntlet_block {
  uint64_t first_index;
  uint64_t record_count;
  const void *records;
} gauntlet_block;

enum { GAUNTLET_METRIC_COUNT = 0, GAUNTLET_METRIC_REAL = 1 };
typedef struct gauntlet_metric {
  char name[40];
  uint32_t kind; /* GAUNTLET_METRIC_COUNT: integer; GAUNTLET_METRIC_REAL: real */
  uint32_t reserved_zero;
  uint64_t integer;
  double real;
} gauntlet_metric;

#define GAUNTLET_MAX_METRICS 24
typedef struct gauntlet_result {
  uint32_t struct_size;
  uint32_t metric_count;
  gauntlet_metric metrics[GAUNTLET_MAX_METRICS];
  uint64_t answer_count;
  uint64_t answer_hash; /* over all answers in order; equal logs give equal hashes */
  uint64_t log_bytes;   /* written (or consumed, in a replay) */
} gauntlet_result;

typedef struct gauntlet_simulator {
  uint32_t struct_size;
  uint32_t reserved_zero;

  int32_t (*open)(const gauntlet_workload *workload, void **opened, gauntlet_fault *fault); /* [trusted] */
  void (*close)(void *opened);                                                              /* [trusted] */
  void (*describe)(void *opened, gauntlet_facts *facts);                                    /* [trusted] */
  int32_t (*reference)(void *opened, gauntlet_result *result, gauntlet_fault *fault);       /* [trusted] */

  /* `interface_name` says which hook table `hooks` is. hooks == NULL: replay. [candidate's process] */
  int32_t (*begin)(const void *run_config, uint64_t run_config_bytes, const char *interface_name,
                   const void *hooks, const gauntlet_host *host, const gauntlet_run_io *io, void **run);
  int32_t (*feed)(void *run, const gauntlet_block *block); /* [candidate's process] */
  int32_t (*finish)(void *run, gauntlet_result *result);   /* after the last block [candidate's process] */
  void (*end)(void *run);                                  /* destroys the policy [candidate's process] */
} gauntlet_simulator;

/* What a simulator module may offer beside its functions, each under a name of its own.
 *
 * Which hook tables it takes: a ladder that knows nothing of its domain checks a policy's table by this before
 * the simulator sees it. */
#define GAUNTLET_SHAPES_INTERFACE "gauntlet.shapes/1"

typedef struct gauntlet_required_hook {
  const char *name;       /* "decide", NUL-terminated */
  uint32_t offset;        /* of the function pointer in the table */
  uint32_t reserved_zero; /* padding with a name; must be 0 */
} gauntlet_required_hook;

typedef struct gauntlet_shape {
  const char *interface_name; /* "gauntlet.cache.policy/1" */
  uint32_t table_bytes;       /* at version 1; longer tables are newer ones */
  uint32_t hook_count;
  const gauntlet_required_hook *hooks; /* that must not be NULL */
} gauntlet_shape;

/* [module-owned, constant] */
typedef struct gauntlet_shapes {
  uint32_t struct_size;
  uint32_t shape_count;
  const gauntlet_shape *shapes;
} gauntlet_shapes;

/* Makes the data that open() takes: generated from settings, or read from files. */
#define GAUNTLET_WORKLOADS_INTERFACE "gauntlet.workloads/1"

/* A file that a workload's entry names. [host-owned, lives during make] */
typedef struct gauntlet_file {
  const char *name; /* the key that it stands under: "trace" */
  const char *path; /* for messages only */
  const uint8_t *data;
  uint64_t data_bytes;
} gauntlet_file;

typedef struct gauntlet_source {
  uint32_t struct_size;
  uint32_t param_count;
  const gauntlet_param
      *params; /* the entry's settings: all of them, so that make can refuse those it does not know */
  const gauntlet_file *files;
  uint32_t file_count;
  uint32_t reserved_zero;
  void *context;
  /* Takes the next bytes of the data. */
  void (*write)(void *context, const void *bytes, uint64_t count);
} gauntlet_source;

typedef struct gauntlet_workloads {
  uint32_t struct_size;
  uint32_t reserved_zero;
  /* The same source gives the same bytes, on every machine. A fault that speaks of one setting begins with
   * its key and a colon: "jobs: must be ...". [trusted] */
  int32_t (*make)(const gauntlet_source *source, gauntlet_fault *fault);
} gauntlet_workloads;

#ifdef __cplusplus
}
#endif
#endif
