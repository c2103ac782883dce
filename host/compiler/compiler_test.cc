#include "host/compiler/compiler.h"

#include <gtest/gtest.h>

#include "host/base/clock.h"

namespace gauntlet {
namespace {

constexpr const char* kLru = R"(#include <gauntlet/sdk/cache_policy.hpp>
// EVOLVE-BLOCK-START
class Lru : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request& request) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request& request) { order_.push_front(slot); }
  Slot choose_victim(const Request& request) { return order_.back(); }
  void on_evict(Slot slot, EvictReason reason) { order_.remove(slot); }
 private:
  gauntlet::sdk::SlotList order_;
};
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_POLICY(Lru)
)";

TEST(Compiler, CompilesAPolicyInAProcessOfItsOwn) {
  double t = NowMs();
  auto compiler = Compiler::Start({});
  ASSERT_TRUE(compiler) << compiler.error().message;
  printf("start %.1f\n", NowMs() - t);
  for (int i = 0; i < 3; ++i) {
    t = NowMs();
    auto outcome = (*compiler)->Compile({kLru, "cache", "gauntlet.cache.policy/1"}, [](const NormalForm& form) { printf("%s\n", form.tree.Hex().c_str()); return true; });
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_FALSE(outcome->failure) << outcome->failure->reason;
    ASSERT_TRUE(outcome->module);
    printf("total %.1f screen %.1f compile %.1f link %.1f\n", NowMs() - t, outcome->screen_ms, outcome->compile_ms, outcome->link_ms);
  }
}

}  // namespace
}  // namespace gauntlet
