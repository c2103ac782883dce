#include "simulators/cache/module.h"

#include <dlfcn.h>
#include <gauntlet/cache.h>
#include <gtest/gtest.h>

namespace gauntlet::cache_simulator {
namespace {

TEST(Module, NamesItselfAndHasTheSimulatorInterface) {
  void* handle = dlopen(GAUNTLET_BUILD_DIR "/lib/gauntlet/simulators/cache.so", RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(handle, nullptr) << dlerror();
  const auto entry = reinterpret_cast<gauntlet_entry_fn>(dlsym(handle, GAUNTLET_ENTRY_NAME));
  ASSERT_NE(entry, nullptr);
  const gauntlet_module& module = *entry();
  EXPECT_EQ(module.struct_size, sizeof(gauntlet_module));
  EXPECT_EQ(module.abi_version, GAUNTLET_ABI_VERSION);
  EXPECT_EQ(module.kind, GAUNTLET_MODULE_SIMULATOR);
  EXPECT_STREQ(module.domain, "cache");
  EXPECT_EQ(module.fingerprint, GAUNTLET_CACHE_FINGERPRINT);
  EXPECT_EQ(module.query("gauntlet.simulator/0"), nullptr);
  const auto* simulator = static_cast<const gauntlet_simulator*>(module.query(GAUNTLET_SIMULATOR_INTERFACE));
  ASSERT_NE(simulator, nullptr);
  EXPECT_EQ(simulator->struct_size, sizeof(gauntlet_simulator));
  gauntlet_fault fault{};
  void* opened = nullptr;
  const gauntlet_workload nothing = {sizeof nothing, 0, nullptr, nullptr, 0};
  EXPECT_EQ(simulator->open(&nothing, &opened, &fault), GAUNTLET_BAD_WORKLOAD);
  EXPECT_EQ(opened, nullptr);
  dlclose(handle);
}

TEST(Module, ExportsNothingButItsEntry) {
  void* handle = dlopen(GAUNTLET_BUILD_DIR "/lib/gauntlet/simulators/cache.so", RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(handle, nullptr) << dlerror();
  EXPECT_EQ(dlsym(handle, "_ZN8gauntlet15cache_simulator9SimulatorEv"), nullptr);
  dlclose(handle);
}

}  // namespace
}  // namespace gauntlet::cache_simulator
