// gauntlet.cache.policy/1: the policy keeps its own order and names the victims.
#pragma once

#include <gauntlet/cache.h>

#include <cstdint>
#include <utility>

namespace gauntlet::cache_simulator {

template <class Answers>
class PolicyGame {
 public:
  template <class... Source>
  explicit PolicyGame(Source&&... source) : answers_(std::forward<Source>(source)...) {}

  Answers& answers() { return answers_; }
  gauntlet_cache_view& view() { return view_; }

  void Create(const gauntlet_cache_config* config, const gauntlet_host* host) {
    answers_.Create(config, &view_, host);
  }
  void Destroy() { answers_.Destroy(); }

  static constexpr bool kPrefetches = false;  // what lies behind a slot is the policy's

  template <class Run>
  int32_t Hit(Run& run, uint32_t slot) {
    answers_.OnHit(slot, run.request());
    return GAUNTLET_OK;
  }
  template <class Run>
  void Missed(Run& run, uint32_t slot) {
    answers_.OnMiss(slot, run.request());
  }
  bool AsksAdmission() const { return answers_.AsksAdmission(); }
  template <class Run>
  uint32_t Admit(Run& run, uint32_t slot) {
    return answers_.Admit(slot, run.request());
  }
  template <class Run>
  int32_t MakeRoom(Run& run, uint64_t size) {
    return run.MakeRoom(size, [&] { return answers_.ChooseVictim(run.request()); });
  }
  template <class Run>
  int32_t Inserted(Run& run, uint32_t slot, bool) {
    answers_.OnInsert(slot, run.request());
    return GAUNTLET_OK;
  }
  template <class Run>
  void Evicted(Run&, uint32_t slot, uint32_t reason) {
    answers_.OnEvict(slot, reason);
  }
  void Forgotten(uint32_t slot) { answers_.OnForget(slot); }

 private:
  gauntlet_cache_view view_{};
  Answers answers_;
};

}  // namespace gauntlet::cache_simulator
