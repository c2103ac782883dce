// expect: source=ok fork=crash hot=crash trusted=crash
#include <gauntlet/sdk/cache_policy.hpp>

class Bad : public gauntlet::cache::Policy {
 public:
  Bad() { __builtin_trap(); }
  void on_insert(Slot, const Request&) {}
  Slot choose_victim(const Request&) { return 0; }
};
GAUNTLET_CACHE_POLICY(Bad)
