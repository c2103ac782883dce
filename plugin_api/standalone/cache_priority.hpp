// The function gives each object a number at every access; the lowest goes first, ties in order of insertion.
#pragma once

#include <gauntlet/sdk/cache_priority.hpp>
#include <gauntlet/sdk/indexed_heap.hpp>
#include <gauntlet/sdk/slot_table.hpp>
#include <memory>

#include "standalone/cache.hpp"

namespace gauntlet::cache {

// Rater: gives priorities (PriorityFunction, PriorityClass).
template <class Rater>
class PriorityGame {
 public:
  explicit PriorityGame(const Config& config) : rater_(config) {}

  View& view() { return pressure_.view; }
  const View& view() const { return pressure_.view; }

  void Hit(Slot slot, const Request& request) {
    Entry& entry = entries_[slot];
    Touch(entry.object, request);
    ++entry.object.count;
    Rate(slot, entry);
  }
  void Missed(Slot, const Request&) {}
  bool Admits(Slot, const Request&) { return true; }
  Slot ChooseVictim(const Request&) { return order_.top(); }

  void Inserted(Slot slot, const Request& request, bool returned) {
    Entry& entry = entries_[slot];
    if (returned) {
      Touch(entry.object, request);
    } else {
      entry = {};
      entry.object.now = entry.object.last_access = request.now;
    }
    entry.object.inserted_at = request.now;
    entry.object.count = 1;
    entry.object.size = request.size;
    Attribute(entry.object, request);
    Rate(slot, entry);
  }

  void Evicted(Slot slot, EvictReason reason, uint64_t now) {
    order_.remove(slot);
    Entry& entry = entries_[slot];
    entry.object.past_evicted_at = now;
    entry.object.past_priority = entry.priority;
    entry.object.past_count = entry.object.count;
    if (reason != EvictReason::kCapacity) return;
    pressure_.last_evicted_priority = entry.priority;
    pressure_.last_evicted_age = now - entry.object.now;
    pressure_.last_evicted_life = now - entry.object.inserted_at;
    ++pressure_.evictions;
  }
  void Forgotten(Slot) {}

 private:
  // What is known of the object in a slot, while it is resident or a ghost. object.now is its latest access.
  struct Entry {
    Object object;
    double priority;
  };

  // A further access of a remembered object.
  static void Touch(Object& object, const Request& request) {
    for (int i = GAUNTLET_CACHE_GAPS - 1; i > 0; --i) object.gaps[i] = object.gaps[i - 1];
    object.gaps[0] = request.now - object.now;
    object.last_access = object.now;
    object.now = request.now;
    Attribute(object, request);
  }
  static void Attribute(Object& object, const Request& request) {
    object.time_s = request.time_s;
    object.operation = request.operation;
    object.tenant = request.tenant;
  }

  void Rate(Slot slot, Entry& entry) {
    entry.priority = rater_(entry.object, pressure_);
    order_.push(slot, entry.priority);  // throws if it is not a number
  }

  Pressure pressure_ = {};
  Rater rater_;
  sdk::SlotTable<Entry> entries_;
  sdk::IndexedHeap<double> order_;
};

template <auto kFunction>
struct PriorityFunction {
  explicit PriorityFunction(const Config&) {}
  double operator()(const Object& object, const Pressure& cache) const { return kFunction(object, cache); }
};
template <class C>
struct PriorityClass {
  explicit PriorityClass(const Config& config) : made(Make<C>(config, nullptr)) {}
  double operator()(const Object& object, const Pressure& cache) { return made->priority(object, cache); }
  ::std::unique_ptr<C> made;
};

template <auto kFunction>
PriorityGame<PriorityFunction<kFunction>> GameOf();
template <class C>
PriorityGame<PriorityClass<C>> GameOf();

}  // namespace gauntlet::cache

#define GAUNTLET_CACHE_PRIORITY(FunctionOrClass) \
  using Game = decltype(gauntlet::cache::GameOf<FunctionOrClass>());

// The policy stands here.

template <class Key, class Hash = ::std::hash<Key>, class Equal = ::std::equal_to<Key>>
using Cache = gauntlet::cache::BasicCache<policy::Game, Key, Hash, Equal>;
using gauntlet::cache::Details;
using gauntlet::cache::EvictReason;
using gauntlet::cache::Settings;
