// expect: source=ok fork=invalid_decision hot=invalid_decision trusted=invalid_decision
#include "queue.h"

class Bad : public Queue {
 public:
  void on_miss(Slot slot, const Request&) { ghost_ = slot; }
  Slot choose_victim(const Request&) { return ghost_ != gauntlet::sdk::kNoSlot ? ghost_ : order_.back(); }

 private:
  Slot ghost_ = gauntlet::sdk::kNoSlot;
};
GAUNTLET_CACHE_POLICY(Bad)
