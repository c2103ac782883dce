/* A policy module without libc, good in every way; each test module spoils one thing. */
#include <gauntlet/cache.h>
#include <stddef.h>

#ifndef DESCRIPTOR_BYTES
#define DESCRIPTOR_BYTES sizeof(gauntlet_module)
#endif
#ifndef VERSION
#define VERSION GAUNTLET_ABI_VERSION
#endif
#ifndef KIND
#define KIND GAUNTLET_MODULE_POLICY
#endif
#ifndef DOMAIN
#define DOMAIN GAUNTLET_CACHE_DOMAIN
#endif
#ifndef FINGERPRINT
#define FINGERPRINT GAUNTLET_CACHE_FINGERPRINT
#endif
#ifndef TABLE_BYTES
#define TABLE_BYTES sizeof(gauntlet_cache_policy)
#endif
#ifndef VICTIM
#define VICTIM Victim
#endif
#ifndef INTERFACE
#define INTERFACE GAUNTLET_CACHE_POLICY_INTERFACE
#endif
#ifndef ENTRY_RESULT
#define ENTRY_RESULT &kModule
#endif

static int g_self;
static void *Create(const gauntlet_cache_config *config, const gauntlet_cache_view *view,
                    const gauntlet_host *host) {
  (void)config, (void)view, (void)host;
  return &g_self;
}
static void Destroy(void *self) { (void)self; }
static void Insert(void *self, uint32_t slot, const gauntlet_cache_request *request) {
  (void)self, (void)slot, (void)request;
}
__attribute__((unused)) static uint32_t Victim(void *self, const gauntlet_cache_request *request) {
  (void)self, (void)request;
  return 0;
}

static const gauntlet_cache_policy kTable = {.struct_size = TABLE_BYTES,
                                             .create = Create,
                                             .destroy = Destroy,
                                             .choose_victim = VICTIM,
                                             .on_insert = Insert};

static const void *Query(const char *name) {
  const char *wanted = INTERFACE;
  size_t i = 0;
  while (name[i] != 0 && name[i] == wanted[i]) ++i;
  return name[i] == wanted[i] ? &kTable : NULL;
}

__attribute__((unused)) static const gauntlet_module kModule = {DESCRIPTOR_BYTES, VERSION,     KIND, 0,
                                                                DOMAIN,           FINGERPRINT, Query};

#ifndef NO_ENTRY
GAUNTLET_EXPORT const gauntlet_module *gauntlet_entry(void) { return ENTRY_RESULT; }
#endif
