#include "simulators/cache/reference.h"

#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "simulators/cache/policy_game.h"
#include "simulators/cache/run.h"

namespace gauntlet::cache_simulator {
namespace {

constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

// Stands where a recorder or a log stands in other runs: these answers are right, and nobody keeps them.
struct NoRecord {
  Rejection Reject(const char* text) const { return {GAUNTLET_UNSUPPORTED, text, true}; }
  AnswerHash hash() const { return {}; }
  uint64_t log_bytes() const { return 0; }
};

// What the built-in policies have in common.
class BuiltIn {
 public:
  void Create(const gauntlet_cache_config*, const gauntlet_cache_view* view, const gauntlet_host*) {
    view_ = view;
  }
  void Destroy() {}
  void OnMiss(uint32_t, const gauntlet_cache_request*) {}
  bool AsksAdmission() const { return false; }
  uint32_t Admit(uint32_t, const gauntlet_cache_request*) { return 1; }
  void OnForget(uint32_t) {}
  NoRecord record() const { return {}; }
  bool Complete() const { return true; }

 protected:
  const gauntlet_cache_view& view() const { return *view_; }

 private:
  const gauntlet_cache_view* view_ = nullptr;
};

// Residents in a list; the victim is its last. A hit moves to the front if kLru.
template <bool kLru>
class ListPolicy : public BuiltIn {
 public:
  explicit ListPolicy(const gauntlet_run_io&) : links_(1, {0, 0}) {}

  void OnHit(uint32_t slot, const gauntlet_cache_request*) {
    if constexpr (kLru) {
      Unlink(slot + 1);
      LinkFirst(slot + 1);
    }
  }
  uint32_t ChooseVictim(const gauntlet_cache_request*) { return links_[0].before - 1; }
  void OnEvict(uint32_t slot, uint32_t) { Unlink(slot + 1); }
  void OnInsert(uint32_t slot, const gauntlet_cache_request*) {
    if (slot + 1 >= links_.size()) links_.resize(slot + 2);
    LinkFirst(slot + 1);
  }

 private:
  struct Link {
    uint32_t before, after;
  };

  void Unlink(uint32_t node) {
    links_[links_[node].before].after = links_[node].after;
    links_[links_[node].after].before = links_[node].before;
  }
  void LinkFirst(uint32_t node) {
    links_[node] = {0, links_[0].after};
    links_[links_[0].after].before = node;
    links_[0].after = node;
  }

  std::vector<Link> links_;  // of slot + 1; 0 is both ends
};

// Whole numbers below a bound, with the greatest at hand: a tree of 64-way bit sets.
class NumberSet {
 public:
  explicit NumberSet(uint64_t bound) {
    do {
      bound = bound / 64 + 1;
      levels_.emplace_back(bound);
    } while (bound > 1);
  }
  void Add(uint64_t number) {
    for (auto& level : levels_) {
      level[number / 64] |= 1ull << number % 64;
      number /= 64;
    }
  }
  void Remove(uint64_t number) {
    for (auto& level : levels_) {
      if ((level[number / 64] &= ~(1ull << number % 64)) != 0) return;
      number /= 64;
    }
  }
  bool Empty() const { return levels_.back()[0] == 0; }
  uint64_t Greatest() const {  // REQUIRES: not empty
    uint64_t number = 0;
    for (size_t i = levels_.size(); i-- > 0;)
      number = number * 64 + 63 - std::countl_zero(levels_[i][number]);
    return number;
  }

 private:
  std::vector<std::vector<uint64_t>> levels_;
};

// What Belady's rule needs to know: for each request, the index of the next one for the same object, or
// kNever.
std::vector<uint64_t> NextUses(const Workload& workload) {
  std::vector<uint64_t> next(workload.header().record_count);
  std::vector<uint64_t> later(workload.header().object_count, kNever);
  for (uint64_t i = next.size(); i-- > 0;) {
    const gauntlet_cache_record& record = workload.record(i);
    next[i] = later[record.object];
    // Up to its deletion an object may be used; the deletion itself is no use.
    const bool deletes = workload.config().honour_operations && record.operation == GAUNTLET_CACHE_DELETE;
    later[record.object] = deletes ? kNever : i;
  }
  return next;
}

// Evicts what is used again last. Which of the objects that are never used again goes first changes nothing:
// one that is used again goes only when none of them is left. With kBypass an object is not admitted if it
// would go first.
template <bool kBypass>
class Belady : public BuiltIn {
 public:
  Belady(const std::vector<uint64_t>* next, const gauntlet_run_io&)
      : next_(*next), used_again_(next->size()) {}

  void OnHit(uint32_t slot, const gauntlet_cache_request* request) {
    Drop(slot);
    Keep(slot, request->now);
  }
  bool AsksAdmission() const { return kBypass; }
  uint32_t Admit(uint32_t, const gauntlet_cache_request* request) {
    if (view().used + request->size <= view().capacity || !never_.empty()) return 1;
    return next_[request->now] < used_again_.Greatest();
  }
  uint32_t ChooseVictim(const gauntlet_cache_request*) {
    return never_.empty() ? slot_of_[used_again_.Greatest()] : never_.back();
  }
  void OnEvict(uint32_t slot, uint32_t) { Drop(slot); }
  void OnInsert(uint32_t slot, const gauntlet_cache_request* request) {
    if (slot >= uses_.size()) uses_.resize(slot + 1);
    if (slot_of_.empty()) slot_of_.resize(next_.size());
    Keep(slot, request->now);
  }

 private:
  struct Use {
    uint64_t next;
    uint64_t position;  // in never_
  };

  void Keep(uint32_t slot, uint64_t now) {
    uses_[slot] = {next_[now], never_.size()};
    if (next_[now] == kNever) {
      never_.push_back(slot);
    } else {
      used_again_.Add(next_[now]);
      slot_of_[next_[now]] = slot;
    }
  }
  void Drop(uint32_t slot) {
    const Use use = uses_[slot];
    if (use.next != kNever) return used_again_.Remove(use.next);
    uses_[never_.back()].position = use.position;
    never_[use.position] = never_.back();
    never_.pop_back();
  }

  const std::vector<uint64_t>& next_;  // of each request
  NumberSet used_again_;               // next uses of residents
  std::vector<uint32_t> slot_of_;      // by next use
  std::vector<Use> uses_;              // by slot
  std::vector<uint32_t> never_;        // residents that are not used again
};

// Plays the whole workload against a built-in policy.
template <class Answers, class... Source>
Counters Play(const Workload& workload, const Source&... source) {
  struct Heap {
    std::vector<std::unique_ptr<void, decltype(&std::free)>> owned;
  } heap;
  uint64_t progress = 0;
  gauntlet_fault fault{};
  gauntlet_run_io io{};
  io.struct_size = sizeof io;
  io.context = &heap;
  io.allocate = [](void* context, uint64_t bytes) -> void* {
    const uint64_t rounded = (bytes + 63) / 64 * 64;
    void* room = std::aligned_alloc(64, rounded);
    if (room == nullptr) throw std::bad_alloc();
    std::memset(room, 0, rounded);
    static_cast<Heap*>(context)->owned.emplace_back(room, &std::free);
    return room;
  };
  io.progress = &progress;
  io.fault = &fault;
  RunConfig config = workload.config();
  config.ghost_percent = 0;
  const auto play = [&]<bool kUnit>(std::bool_constant<kUnit>) {
    auto run = std::make_unique<GameRun<PolicyGame<Answers>, kUnit, true>>(config, io, source...);
    const gauntlet_block block = {0, workload.header().record_count, workload.records()};
    if (run->Start(nullptr) != GAUNTLET_OK || run->Feed(block) != GAUNTLET_OK) std::abort();
    return run->CountersAfterWarmup();
  };
  return config.unit_size ? play(std::true_type()) : play(std::false_type());
}

void ReportClairvoyant(const Workload& workload, const simulators::Wanted& wanted, gauntlet_result* result) {
  const bool is_bound = workload.config().unit_size && !workload.config().honour_ttl;
  AddCount(result, "belady_is_bound", is_bound);
  const bool wants_belady = wanted("belady_misses") || wanted("belady_miss_bytes");
  const bool wants_bound = is_bound && wanted("bound_misses");
  if (!wants_belady && !wants_bound) return;
  const std::vector<uint64_t> next = NextUses(workload);
  if (wants_belady) {
    const Counters belady = Play<Belady<false>>(workload, &next);
    AddCount(result, "belady_misses", belady.misses);
    AddCount(result, "belady_miss_bytes", belady.miss_bytes);
  }
  if (wants_bound) AddCount(result, "bound_misses", Play<Belady<true>>(workload, &next).misses);
}

void Report(const Workload& workload, gauntlet_result* result) {
  const simulators::Wanted wanted(*result);
  const Counters fifo = Play<ListPolicy<false>>(workload);
  *result = {};
  result->struct_size = sizeof *result;
  AddCount(result, "requests", fifo.requests);
  AddCount(result, "request_bytes", fifo.request_bytes);
  AddCount(result, "footprint_objects", workload.header().object_count);
  AddCount(result, "footprint_bytes", workload.header().footprint_bytes);
  AddCount(result, "capacity", workload.config().capacity);
  AddCount(result, "fifo_misses", fifo.misses);
  AddCount(result, "fifo_miss_bytes", fifo.miss_bytes);
  if (wanted("lru_misses") || wanted("lru_miss_bytes")) {
    const Counters lru = Play<ListPolicy<true>>(workload);
    AddCount(result, "lru_misses", lru.misses);
    AddCount(result, "lru_miss_bytes", lru.miss_bytes);
  }
  ReportClairvoyant(workload, wanted, result);
}

}  // namespace

int32_t ReportReference(const Workload& workload, gauntlet_result* result, gauntlet_fault* fault) {
  try {
    Report(workload, result);
    return GAUNTLET_OK;
  } catch (const std::bad_alloc&) {
    *fault = {};
    std::strncpy(fault->text, "no memory for the reference policies", sizeof fault->text - 1);
    return GAUNTLET_UNSUPPORTED;
  }
}

}  // namespace gauntlet::cache_simulator
