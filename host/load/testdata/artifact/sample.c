/* One module for artifact_test.cc; each SAMPLE_... makes one that must not be opened. */
#include <gauntlet/abi.h>

static volatile int counter = 3;
static volatile int *volatile pointer = &counter;

#ifdef SAMPLE_CONSTRUCTOR
__attribute__((constructor)) static void early(void) { counter = 4; }
#endif
#ifdef SAMPLE_DESTRUCTOR
__attribute__((destructor)) static void late(void) { counter = 5; }
#endif
#ifdef SAMPLE_TLS
static _Thread_local volatile int local = 1;
#define USE local
#elif defined(SAMPLE_IMPORT)
int system(const char *);
#define USE system("true")
#elif defined(SAMPLE_IFUNC)
static int one(void) { return 1; }
static int (*choose(void))(void) { return one; }
static int chosen(void) __attribute__((ifunc("choose")));
#define USE chosen()
#else
#define USE 0
#endif
#ifdef SAMPLE_EXPORT
GAUNTLET_EXPORT int another(void) { return counter; }
#endif

void *memcpy(void *, const void *, __SIZE_TYPE__);

#ifndef SAMPLE_NO_ENTRY
GAUNTLET_EXPORT
#endif
const gauntlet_module *gauntlet_entry(void) {
  static gauntlet_module module;
  memcpy(&module.abi_version, (const void *)pointer, sizeof(int));
  module.kind = (uint32_t)USE;
  return &module;
}
