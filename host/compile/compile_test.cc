#include "host/compile/compile.h"

#include <dlfcn.h>
#include <gauntlet/abi.h>
#include <gtest/gtest.h>

#include <fstream>

#include "host/base/clock.h"
#include "host/toolchain/toolchain.h"

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
constexpr const char* kPri = R"(#include <gauntlet/sdk/cache_priority.hpp>
// EVOLVE-BLOCK-START
double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) { return double(object.now); }
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_PRIORITY(priority)
)";

TEST(Compile, MakesAModule) {
  double t = NowMs();
  auto toolchain = Toolchain::Create({});
  ASSERT_TRUE(toolchain) << toolchain.error().message;
  printf("create %.1f\n", NowMs() - t);
  auto linker = Linker::Create(std::string(GAUNTLET_BUILD_DIR) + "/lib/gauntlet/libgauntlet_rt.a");
  ASSERT_TRUE(linker) << linker.error().message;
  for (const char* src : {kLru, kPri})
    for (int i = 0; i < 6; ++i) {
      t = NowMs();
      ObjectOutcome object;
      double parsed = 0, gen = 0;
      auto outcome = (*toolchain)->Parse({src, "cache", ""}, [&](ParsedCandidate& c) {
        parsed = NowMs();
        object = GenerateObject(c);
        gen = NowMs();
      });
      const double tdown = NowMs();
      ASSERT_TRUE(outcome);
      for (auto& d : outcome->diagnostics) printf("%u:%u %s\n", d.line, d.column, d.message.c_str());
      ASSERT_FALSE(outcome->failure);
      auto linked = linker->Link(object.object, false);
      ASSERT_TRUE(linked);
      ASSERT_FALSE(linked->failure) << linked->failure->reason;
      printf("parse %.2f codegen %.2f teardown %.2f link %.2f total %.2f size %zu\n", parsed - t,
             gen - parsed, tdown - gen, NowMs() - tdown, NowMs() - t, linked->module.size());
      if (i == 0)
        std::ofstream("/tmp/clang_out.so", std::ios::binary)
            .write(linked->module.data(), linked->module.size());
    }
}

}  // namespace
}  // namespace gauntlet
