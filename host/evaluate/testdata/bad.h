// An LRU that does one bad thing at request 1000, when MISBEHAVE is what it does.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/parameters.hpp>

void Misbehave(gauntlet::cache::Slot* victim);

class Bad : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request& request) {
    Slot victim = order_.back();
    if (request.now >= 1000) {
      note("about to misbehave");
      Misbehave(&victim);
    }
    return victim;
  }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)

// Raw system calls: what the artifact check cannot see.
inline long Call(long number, long a = 0, long b = 0, long c = 0) {
  long result;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}
