// expect: source=screen_rejected:extern_c
// expect: fork=link_error:import hot=link_error:import open=policy_violation
#include "lru.h"

extern "C" int pthread_create(void*, const void*, void* (*)(void*), void*);

void Misbehave(Bad&, uint32_t&) {
  unsigned long thread;
  pthread_create(&thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
}
