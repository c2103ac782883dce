// One run over a workload: the request path that both interfaces share. The path, the order of events and
// what is counted are described in gauntlet/cache.h and README.md.
//
// A Game is PolicyGame or PriorityGame over a source of answers; run, replay and reference go through this
// one template, so they cannot drift apart.
#pragma once

#include <gauntlet/cache.h>
#include <gauntlet/cache_trace.h>
#include <gauntlet/simulator.h>

#include <cstdint>
#include <cstdio>
#include <gauntlet/simulators/memory.hpp>
#include <gauntlet/simulators/run.hpp>
#include <limits>

#include "simulators/cache/answers.h"
#include "simulators/cache/metrics.h"
#include "simulators/cache/run_config.h"
#include "simulators/cache/tables.h"

namespace gauntlet::cache_simulator {

using simulators::Memory;

using simulators::MixSeed;
using simulators::Run;

// kUnit: every object has size 1. kRich: extended records, or operations or times to live that are honoured.
template <class Game, bool kUnit, bool kRich>
class GameRun final : public Run {
 public:
  template <class... Source>
  GameRun(const RunConfig& config, const gauntlet_run_io& io, Source&&... source)
      : config_(config), io_(io), memory_(io), key_seed_(MixSeed(io.seed, 1)), game_(source..., io) {
    policy_config_ = {.struct_size = sizeof policy_config_,
                      .unit_size = kUnit,
                      .capacity = config.capacity,
                      .seed = MixSeed(io.seed, 2),
                      .memory_budget_bytes = io.memory_budget_bytes,
                      .ghost_percent = config.ghost_percent,
                      .reserved_zero = 0};
    request_.block_address = GAUNTLET_CACHE_NO_ADDRESS;
    request_.size = 1;
    view().capacity = config.capacity;
  }

  int32_t Start(const gauntlet_host* host) override {
    if (!tables_.Init(memory_, config_.ghost_percent)) return NoMemory();
    game_.Create(&policy_config_, host);
    return GAUNTLET_OK;
  }

  int32_t Feed(const gauntlet_block& block) override {
    if (block.first_index != now_) return Fail({GAUNTLET_BAD_WORKLOAD, "blocks must come in order", false});
    const int32_t status = PlayBlock(block);
    if (io_.log_position != nullptr) *io_.log_position = game_.answers().record().log_bytes();
    return status;
  }

  int32_t Finish(gauntlet_result* result) override {
    if (!game_.answers().Complete())
      return Fail(game_.answers().record().Reject("there are answers left after the last request"));
    ReportRun(CountersAfterWarmup(), result);
    result->answer_count = game_.answers().record().hash().count();
    result->answer_hash = game_.answers().record().hash().Value();
    result->log_bytes = game_.answers().record().log_bytes();
    return GAUNTLET_OK;
  }

  void End() override { game_.Destroy(); }

  Counters CountersAfterWarmup() const {
    Counters counters = counters_.Since(warmup_);
    if (kUnit) {
      counters.request_bytes = counters.requests;
      counters.miss_bytes = counters.misses;
    }
    return counters;
  }
  Game& game() { return game_; }

  // What a game sees and does.
  Tables& tables() { return tables_; }
  gauntlet_cache_view& view() { return game_.view(); }
  const gauntlet_cache_request* request() const { return &request_; }
  const Memory& memory() const { return memory_; }
  uint64_t now() const { return now_; }

  // Evicts until the present request fits. REQUIRES: it can.
  template <class ChooseVictim>
  int32_t MakeRoom(uint64_t size, ChooseVictim choose) {
    while (used_ + size > config_.capacity) {
      const uint32_t victim = choose();
      if (!tables_.HoldsResident(victim)) [[unlikely]]
        return Fail(game_.answers().record().Reject("choose_victim must name a resident slot; it answered"),
                    victim);
      if (!Evict(victim, GAUNTLET_CACHE_EVICT_CAPACITY)) [[unlikely]]
        return NoMemory();
    }
    return GAUNTLET_OK;
  }

  [[gnu::noinline, gnu::cold]] int32_t Fail(const Rejection& rejection, double answer = 0) {
    io_.fault->index = now_;
    if (rejection.show_answer) {
      std::snprintf(io_.fault->text, sizeof io_.fault->text, "%s %.17g", rejection.text, answer);
    } else {
      std::snprintf(io_.fault->text, sizeof io_.fault->text, "%s", rejection.text);
    }
    return rejection.status;
  }
  int32_t NoMemory() {
    return Fail({GAUNTLET_UNSUPPORTED, "the simulator has no memory for its tables", false});
  }

 private:
  static constexpr uint64_t kObjectDistance = 16, kSlotDistance = 6;

  int32_t PlayBlock(const gauntlet_block& block) {
    const auto* records = static_cast<const uint8_t*>(block.records);
    const uint64_t count = block.record_count;
    if (now_ >= config_.warmup_requests) return Play(records, count);
    // The counters after the last request of the warm-up are what the rest is counted from.
    const uint64_t cold = config_.warmup_requests - now_ < count ? config_.warmup_requests - now_ : count;
    if (const int32_t status = Play(records, cold); status != GAUNTLET_OK) return status;
    warmup_ = counters_;
    return Play(records + cold * config_.record_bytes, count - cold);
  }

  int32_t Play(const uint8_t* bytes, uint64_t count) {
    const uint64_t stride = kRich ? config_.record_bytes : sizeof(gauntlet_cache_record);
    for (uint64_t i = 0; i < count; ++i, ++now_) {
      Foresee(bytes, i, count, stride);
      if (const int32_t status = Serve(bytes + i * stride); status != GAUNTLET_OK) [[unlikely]]
        return status;
    }
    return GAUNTLET_OK;
  }

  // Asks for the memory that the next requests of this block will touch. A hint: it changes no outcome.
  void Foresee(const uint8_t* bytes, uint64_t i, uint64_t count, uint64_t stride) const {
    const auto object = [=](uint64_t distance) {
      const uint64_t ahead = i + distance < count ? i + distance : i;
      return reinterpret_cast<const gauntlet_cache_record*>(bytes + ahead * stride)->object;
    };
    tables_.Prefetch(object(kObjectDistance));
    if constexpr (Game::kPrefetches) {
      const uint32_t soon = object(kSlotDistance);
      const uint32_t entry = tables_.Covers(soon) ? tables_.Lookup(soon) : 0;
      if (entry != 0) game_.Prefetch(Tables::SlotOf(entry));
    }
  }

  int32_t Serve(const uint8_t* bytes) {
    const auto& record = *reinterpret_cast<const gauntlet_cache_record*>(bytes);
    const uint32_t object = record.object;
    *io_.progress = now_;
    if (!tables_.Covers(object)) [[unlikely]] {
      if (!tables_.GrowObjects(object)) return NoMemory();
    }
    uint32_t entry = tables_.Lookup(object);
    Describe(bytes);
    if constexpr (kRich) {
      if (record.operation == GAUNTLET_CACHE_DELETE && config_.honour_operations) return Delete(entry);
      if (Expired(entry, record.time_s)) {
        if (!Evict(Tables::SlotOf(entry), GAUNTLET_CACHE_EVICT_EXPIRED)) return NoMemory();
        entry = tables_.Lookup(object);
      }
    }
    ++counters_.requests;
    if constexpr (!kUnit) counters_.request_bytes += record.size_bytes;
    if (Tables::IsResident(entry)) return game_.Hit(*this, Tables::SlotOf(entry));
    return Miss(record, Tables::SlotOf(entry));
  }

  // `slot`: of the ghost, or NO_SLOT.
  int32_t Miss(const gauntlet_cache_record& record, uint32_t slot) {
    const uint64_t size = kUnit ? 1 : record.size_bytes;
    view().misses = ++misses_;
    ++counters_.misses;
    if constexpr (!kUnit) counters_.miss_bytes += size;
    game_.Missed(*this, slot);
    if (size > config_.capacity) return GAUNTLET_OK;
    uint32_t admitted = 1;
    if (game_.AsksAdmission()) {
      admitted = game_.Admit(*this, slot);
      if (admitted > 1) [[unlikely]]
        return Fail(game_.answers().record().Reject("admit must answer 0 or 1; it answered"), admitted);
    }
    if (admitted == 0) return GAUNTLET_OK;
    if (slot != GAUNTLET_CACHE_NO_SLOT) tables_.Recall(slot);
    if (const int32_t status = game_.MakeRoom(*this, size); status != GAUNTLET_OK) [[unlikely]]
      return status;
    return Insert(record, size, slot != GAUNTLET_CACHE_NO_SLOT);
  }

  int32_t Insert(const gauntlet_cache_record& record, uint64_t size, bool returned) {
    const uint32_t slot = tables_.Insert(record.object);
    if (slot == GAUNTLET_CACHE_NO_SLOT) [[unlikely]]
      return NoMemory();
    if constexpr (!kUnit || kRich) {
      if (slot >= side_capacity_ && !GrowSides(slot)) [[unlikely]]
        return NoMemory();
    }
    if constexpr (!kUnit) sizes_[slot] = record.size_bytes;
    if constexpr (kRich) {
      constexpr uint32_t kNever = std::numeric_limits<uint32_t>::max();
      const uint32_t ttl_s = request_.ttl_s;
      expiries_[slot] = ttl_s == 0 || ttl_s > kNever - record.time_s ? kNever : record.time_s + ttl_s;
    }
    used_ += size;
    Publish();
    return game_.Inserted(*this, slot, returned);
  }

  bool Evict(uint32_t slot, uint32_t reason) {
    used_ -= kUnit ? 1 : sizes_[slot];
    if (!tables_.Evict(slot)) [[unlikely]]
      return false;
    Publish();
    game_.Evicted(*this, slot, reason);
    while (tables_.TooManyGhosts()) game_.Forgotten(tables_.Forget());
    return true;
  }

  int32_t Delete(uint32_t entry) {
    if (Tables::IsResident(entry) && !Evict(Tables::SlotOf(entry), GAUNTLET_CACHE_EVICT_DELETED))
      return NoMemory();
    return GAUNTLET_OK;
  }

  bool Expired(uint32_t entry, uint32_t time_s) const {
    return config_.honour_ttl && Tables::IsResident(entry) && time_s > expiries_[Tables::SlotOf(entry)];
  }

  // What hooks may know of the request that is being served.
  void Describe(const uint8_t* bytes) {
    const auto& record = *reinterpret_cast<const gauntlet_cache_record*>(bytes);
    view().requests = now_;
    request_.key = Key(record.object);
    request_.now = now_;
    request_.time_s = record.time_s;
    if constexpr (!kUnit) request_.size = record.size_bytes;
    request_.tenant = record.tenant;
    request_.operation = record.operation;
    if constexpr (kRich) {
      if (config_.record_bytes == sizeof(gauntlet_cache_record_extended)) {
        const auto& extended = *reinterpret_cast<const gauntlet_cache_record_extended*>(bytes);
        request_.block_address = extended.block_address;
        request_.ttl_s = extended.ttl_s;
      }
    }
  }

  // A permutation of 64-bit numbers, another one in each run.
  uint64_t Key(uint32_t object) const {
    uint64_t z = (object + key_seed_) * 0xd6e8feb86659fd93ull;
    z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ull;
    return z ^ (z >> 32);
  }

  void Publish() {
    view().used = used_;
    view().resident = tables_.resident();
    view().slots = tables_.slots();
  }

  [[gnu::noinline]] bool GrowSides(uint32_t slot) {
    uint64_t capacity = side_capacity_ == 0 ? 1024 : side_capacity_;
    while (capacity <= slot) capacity *= 2;
    if constexpr (!kUnit) {
      if (!memory_.Grow(&sizes_, side_capacity_, capacity)) return false;
    }
    if constexpr (kRich) {
      if (!memory_.Grow(&expiries_, side_capacity_, capacity)) return false;
    }
    side_capacity_ = capacity;
    return true;
  }

  RunConfig config_;
  gauntlet_run_io io_;
  Memory memory_;
  gauntlet_cache_config policy_config_{};
  Tables tables_;
  uint32_t* sizes_ = nullptr;     // sizes_[slot] of residents, as they were at insertion
  uint32_t* expiries_ = nullptr;  // expiries_[slot]: last second in which it is fresh
  uint64_t side_capacity_ = 0;
  uint64_t used_ = 0;
  uint64_t misses_ = 0;
  uint64_t now_ = 0;
  uint64_t key_seed_;
  Counters counters_, warmup_;
  gauntlet_cache_request request_{};
  Game game_;
};

}  // namespace gauntlet::cache_simulator
