// GDSF, GreedyDual-Size with frequency (Cherkasova, "Improving WWW Proxies Performance with
// Greedy-Dual-Size-Frequency Caching Policy", HP Labs, 1998): an object is worth its accesses for each byte,
// on top of the worth at which the last victim left; the least worth leaves.
//
// Parameters: 10^6 x accesses / size; equals leave in order of their last access. A new object that would
// have to displace one of more worth is not admitted. Agrees with libCacheSim's GDSF miss for miss.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/indexed_heap.hpp>
#include <gauntlet/sdk/slot_table.hpp>
#include <gauntlet/sdk/vec.hpp>

class Gdsf : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request& request) {
    Object& object = objects_[slot];
    ++object.count;
    heap_.update(slot, {worth(object.count, object.size), request.now});
  }
  bool admit(Slot, const Request& request) {
    newcomer_ = worth(1, request.size);
    uint64_t room = cache().capacity - cache().used;
    victims_.clear();
    while (room < request.size && heap_.top_key().worth <= newcomer_) {
      const Slot slot = heap_.top();
      victims_.push_back({slot, heap_.top_key()});
      room += objects_[slot].size;
      heap_.pop();
    }
    if (room >= request.size) {
      next_victim_ = 0;
      return true;
    }
    for (const Victim& victim : victims_) heap_.push(victim.slot, victim.rank);
    return false;
  }
  // admit has chosen them.
  Slot choose_victim(const Request&) {
    const Victim& victim = victims_[next_victim_++];
    last_worth_ = victim.rank.worth;
    return victim.slot;
  }
  void on_evict(Slot slot, EvictReason) { heap_.remove(slot); }
  void on_insert(Slot slot, const Request& request) {
    objects_[slot] = {request.size, 1};
    heap_.push(slot, {newcomer_, request.now});
  }

 private:
  struct Object {
    uint32_t size = 0;
    uint32_t count = 0;
  };
  struct Rank {
    double worth = 0;
    uint64_t accessed_at = 0;
    bool operator==(const Rank& other) const {
      return worth == other.worth && accessed_at == other.accessed_at;
    }
    bool operator<(const Rank& other) const {
      return worth < other.worth || (worth == other.worth && accessed_at < other.accessed_at);
    }
  };
  struct Victim {
    Slot slot;
    Rank rank;
  };

  double worth(uint32_t count, uint32_t size) const { return last_worth_ + count * 1.0e6 / size; }

  double last_worth_ = 0;  // of the last victim
  double newcomer_ = 0;    // worth of the object that misses now, before its victims leave
  uint64_t next_victim_ = 0;
  gauntlet::sdk::IndexedHeap<Rank> heap_;
  gauntlet::sdk::Vec<Victim> victims_;
  gauntlet::sdk::SlotTable<Object> objects_;
};
GAUNTLET_CACHE_POLICY(Gdsf)
