/* The slots that are left when each expert has one go to the expert with most tokens, against the frozen headers: no
 * SDK, no runtime archive, no C library. */
#include <gauntlet/moe.h>
#include <gauntlet/moe_trace.h>
#include <stddef.h>

/* The host's operator new and delete are the only memory there is. */
extern void *_Znwm(unsigned long bytes);
extern void _ZdlPv(void *memory);

static void *create(const gauntlet_moe_config *config, const gauntlet_host *host) {
  const gauntlet_moe_config **self = _Znwm(sizeof *self);
  (void)host;
  *self = config;
  return (void *)self;
}

static void destroy(void *self) { _ZdlPv(self); }

static uint32_t rebalance(void *self, const gauntlet_moe_view *view, uint32_t *placement) {
  const gauntlet_moe_config *config = *(const gauntlet_moe_config **)self;
  uint32_t layer, expert, slot, changed = 0;
  for (layer = 0; layer < config->layers; ++layer) {
    const uint32_t *load = view->windows[0].load + (size_t)layer * config->experts;
    uint32_t *slots = placement + (size_t)layer * config->replicas;
    uint32_t hottest = 0;
    for (expert = 1; expert < config->experts; ++expert)
      if (load[expert] > load[hottest]) hottest = expert;
    for (slot = 0; slot < config->replicas; ++slot) {
      const uint32_t wanted = slot < config->experts ? slot : hottest;
      changed |= slots[slot] != wanted;
      slots[slot] = wanted;
    }
  }
  return changed;
}

static int same(const char *a, const char *b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

static const gauntlet_moe_policy hooks = {sizeof(gauntlet_moe_policy), 0, create, destroy, rebalance};

static const void *query(const char *interface_name) {
  return same(interface_name, GAUNTLET_MOE_POLICY_INTERFACE) ? &hooks : NULL;
}

static const gauntlet_module module = {sizeof(gauntlet_module),
                                       GAUNTLET_ABI_VERSION,
                                       GAUNTLET_MODULE_POLICY,
                                       0,
                                       GAUNTLET_MOE_DOMAIN,
                                       GAUNTLET_MOE_FINGERPRINT,
                                       query};

GAUNTLET_EXPORT const gauntlet_module *gauntlet_entry(void);
GAUNTLET_EXPORT const gauntlet_module *gauntlet_entry(void) { return &module; }
