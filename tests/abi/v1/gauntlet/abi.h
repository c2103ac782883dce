/* What every Gauntlet module and the host agree on: how a module names itself, and what the host lends it.
 *
 * A module is a shared object with one exported symbol, gauntlet_entry. It returns a descriptor that lives
 * as long as the module; the host compares it rung by rung (size, version, kind, domain, fingerprint) before
 * it asks for a table of functions by the name of an interface. Tables only grow by new interface names. See
 * ../CONVENTIONS.md for ownership, tags and growth.
 */
#ifndef GAUNTLET_ABI_H
#define GAUNTLET_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAUNTLET_ABI_VERSION 1u

#define GAUNTLET_EXPORT __attribute__((visibility("default")))

/* What a module is. Stored nowhere; never renumber. */
enum { GAUNTLET_MODULE_POLICY = 1, GAUNTLET_MODULE_SIMULATOR = 2 };

/* Why a call failed. Crosses process borders inside results; never renumber. */
enum {
  GAUNTLET_OK = 0,
  GAUNTLET_EXCEPTION = 1,        /* a C++ exception reached a thunk's barrier */
  GAUNTLET_OUT_OF_MEMORY = 2,    /* the memory budget is spent */
  GAUNTLET_INVALID_DECISION = 3, /* an answer that the simulator may not carry out */
  GAUNTLET_LOG_OVERFLOW = 4,     /* more answers than the decision log can hold */
  GAUNTLET_BAD_WORKLOAD = 5,     /* the workload's bytes are not what its header says */
  GAUNTLET_BAD_LOG = 6,          /* a replayed log ends early, late, or holds an answer out of range */
  GAUNTLET_UNSUPPORTED = 7       /* the simulator cannot do what was asked */
};

/* What the host lends to a policy for one run. Lives from create to destroy. [host-owned] */
typedef struct gauntlet_host {
  uint32_t struct_size;
  uint32_t abi_version;
  void *context;

  /* Leaves bounded text for the policy's author; what goes beyond the budget is dropped. [any hook] */
  void (*note)(void *context, const char *text, uint32_t length);

  /* Ends the run with `status` and a reason. Does not return. [any hook; called by the SDK's barrier] */
  void (*fail)(void *context, int32_t status, const char *reason, uint32_t length);

  /* Returns a host extension, or NULL if this host has none of that name. [create only] */
  const void *(*query)(void *context, const char *extension);
} gauntlet_host;

/* The descriptor behind gauntlet_entry. [module-owned, constant] */
typedef struct gauntlet_module {
  uint32_t struct_size;
  uint32_t abi_version;
  uint32_t kind;          /* GAUNTLET_MODULE_POLICY or GAUNTLET_MODULE_SIMULATOR */
  uint32_t reserved_zero; /* padding with a name; must be 0 */
  const char *domain;     /* "cache" */
  uint64_t fingerprint;   /* of the domain's layout: GAUNTLET_CACHE_FINGERPRINT */

  /* Returns a table of functions, or NULL if the module has none of that name.
   * The table starts with uint32_t struct_size and lives as long as the module. [after load, any number of
   * times] */
  const void *(*query)(const char *interface_name);
} gauntlet_module;

/* Numbers of a policy that the host may set after loading and before create, so that policies which differ in
 * literals alone share one module. values[i] holds the bits of a double or of an int64_t, as the policy reads
 * it. [module-owned, writable until create] */
#define GAUNTLET_PARAMETERS_INTERFACE "gauntlet.parameters/1"
typedef struct gauntlet_parameters {
  uint32_t struct_size;
  uint32_t count;
  uint64_t *values;
} gauntlet_parameters;

#define GAUNTLET_ENTRY_NAME "gauntlet_entry"
typedef const gauntlet_module *(*gauntlet_entry_fn)(void);

#ifdef __cplusplus
}
#endif
#endif
