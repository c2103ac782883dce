/* First in, first out, against the frozen headers: no SDK, no runtime archive, no C library. */
#include <gauntlet/cache.h>
#include <stddef.h>

/* The host's operator new and delete are the only memory there is. */
extern void *_Znwm(unsigned long bytes);
extern void _ZdlPv(void *memory);

typedef struct {
  uint32_t *next; /* of a slot: the one that entered after it */
  uint32_t capacity, first, last;
  const gauntlet_cache_view *view;
  const gauntlet_host *host;
} fifo;

static void *create(const gauntlet_cache_config *config, const gauntlet_cache_view *view,
                    const gauntlet_host *host) {
  fifo *self = _Znwm(sizeof *self);
  (void)config;
  self->next = NULL;
  self->capacity = 0;
  self->first = self->last = GAUNTLET_CACHE_NO_SLOT;
  self->view = view;
  self->host = host;
  return self;
}

static void destroy(void *memory) {
  fifo *self = memory;
  if (self->next != NULL) _ZdlPv(self->next);
  _ZdlPv(self);
}

static void make_room(fifo *self, uint32_t slot) {
  uint32_t i, capacity = 2 * slot + 64;
  uint32_t *next = _Znwm((unsigned long)capacity * sizeof *next);
  for (i = 0; i < self->capacity; ++i) next[i] = self->next[i];
  if (self->next != NULL) _ZdlPv(self->next);
  self->next = next;
  self->capacity = capacity;
}

static void on_insert(void *memory, uint32_t slot, const gauntlet_cache_request *request) {
  fifo *self = memory;
  (void)request;
  if (slot >= self->capacity) make_room(self, slot);
  self->next[slot] = GAUNTLET_CACHE_NO_SLOT;
  if (self->first == GAUNTLET_CACHE_NO_SLOT) {
    self->first = slot;
  } else {
    self->next[self->last] = slot;
  }
  self->last = slot;
}

static uint32_t choose_victim(void *memory, const gauntlet_cache_request *request) {
  fifo *self = memory;
  (void)request;
  if (self->first == GAUNTLET_CACHE_NO_SLOT) {
    self->host->fail(self->host->context, GAUNTLET_INVALID_DECISION, "empty", 5);
  }
  return self->first;
}

static void on_evict(void *memory, uint32_t slot, uint32_t reason) {
  fifo *self = memory;
  uint32_t before = GAUNTLET_CACHE_NO_SLOT, at = self->first;
  (void)reason;
  while (at != slot && at != GAUNTLET_CACHE_NO_SLOT) {
    before = at;
    at = self->next[at];
  }
  if (at == GAUNTLET_CACHE_NO_SLOT) return;
  if (before == GAUNTLET_CACHE_NO_SLOT) {
    self->first = self->next[at];
  } else {
    self->next[before] = self->next[at];
  }
  if (self->last == at) self->last = before;
}

static int same(const char *a, const char *b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

static const gauntlet_cache_policy hooks = {sizeof(gauntlet_cache_policy),
                                            0,
                                            create,
                                            destroy,
                                            NULL,
                                            NULL,
                                            NULL,
                                            choose_victim,
                                            on_evict,
                                            on_insert,
                                            NULL};

static const void *query(const char *interface_name) {
  return same(interface_name, GAUNTLET_CACHE_POLICY_INTERFACE) ? &hooks : NULL;
}

static const gauntlet_module module = {sizeof(gauntlet_module),
                                       GAUNTLET_ABI_VERSION,
                                       GAUNTLET_MODULE_POLICY,
                                       0,
                                       GAUNTLET_CACHE_DOMAIN,
                                       GAUNTLET_CACHE_FINGERPRINT,
                                       query};

GAUNTLET_EXPORT const gauntlet_module *gauntlet_entry(void);
GAUNTLET_EXPORT const gauntlet_module *gauntlet_entry(void) { return &module; }
