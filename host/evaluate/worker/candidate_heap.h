// The one heap that modules and we share under the name operator new. Outside of a candidate's run it is the
// C heap; from Enter on it is an arena with the candidate's budget. The operators themselves are in
// program/operator_new.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sandbox/arena.h"

namespace gauntlet {

struct CandidateHeap {
  bool active = false;
  Arena arena;
  void (*exhausted)(size_t bytes) = nullptr;  // does not return

  void Enter(std::span<std::byte> region, uint64_t budget_bytes, void (*on_exhausted)(size_t),
             const ArenaHabits& habits = {}) {
    arena.Attach(region, budget_bytes, habits);
    exhausted = on_exhausted;
    active = true;
  }
  void Leave() { active = false; }
};

extern constinit CandidateHeap g_candidate_heap;

}  // namespace gauntlet
