/* Spot while it is offered, against the frozen headers: no SDK, no runtime archive, no C library. */
#include <gauntlet/spot.h>
#include <gauntlet/spot_trace.h>
#include <stddef.h>

static void *create(const gauntlet_spot_config *config, const gauntlet_host *host) {
  static const char text[] = "of version 1";
  if (config->struct_size < sizeof *config || host->struct_size < sizeof *host) return NULL;
  host->note(host->context, text, sizeof text - 1);
  return (void *)(uintptr_t)text;
}

static void destroy(void *self) { (void)self; }

static uint32_t probe(void *self, const gauntlet_spot_tick *tick) {
  (void)self;
  return 1u << tick->region;
}

/* Whether the work left and `starts` starts, rounded up to ticks, fill the ticks before the deadline. */
static int is_late(const gauntlet_spot_tick *tick, double starts) {
  const double needed = (tick->run_left_s + tick->risk_s + starts * tick->restart_overhead_s) / tick->gap_s;
  const int64_t whole = (int64_t)needed;
  return whole + ((double)whole < needed) >= (int64_t)((tick->deadline_s - tick->now_s) / tick->gap_s);
}

static uint32_t decide(void *self, const gauntlet_spot_tick *tick) {
  const uint32_t here = tick->region;
  const int offered = tick->regions[here].available != 0;
  (void)self;
  if (is_late(tick, 1)) return GAUNTLET_SPOT_DECISION(GAUNTLET_SPOT_ON_DEMAND, here);
  if (is_late(tick, 2) && !(offered && tick->cluster == GAUNTLET_SPOT_SPOT))
    return GAUNTLET_SPOT_DECISION(GAUNTLET_SPOT_ON_DEMAND, here);
  return GAUNTLET_SPOT_DECISION(offered ? GAUNTLET_SPOT_SPOT : GAUNTLET_SPOT_NONE, here);
}

static int same(const char *a, const char *b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

static const gauntlet_spot_policy hooks = {sizeof(gauntlet_spot_policy), 0, create, destroy, probe, decide};

static const void *query(const char *interface_name) {
  return same(interface_name, GAUNTLET_SPOT_POLICY_INTERFACE) ? &hooks : NULL;
}

static const gauntlet_module module = {sizeof(gauntlet_module),
                                       GAUNTLET_ABI_VERSION,
                                       GAUNTLET_MODULE_POLICY,
                                       0,
                                       GAUNTLET_SPOT_DOMAIN,
                                       GAUNTLET_SPOT_FINGERPRINT,
                                       query};

GAUNTLET_EXPORT const gauntlet_module *gauntlet_entry(void);
GAUNTLET_EXPORT const gauntlet_module *gauntlet_entry(void) { return &module; }
