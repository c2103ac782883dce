// Modules as files: opened, climbed rung by rung with today's headers, and driven through their tables by a
// cache of this test's own.
#include <dlfcn.h>
#include <elf.h>
#include <gauntlet/cache.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::string PathOf(const std::string& name) {
  return std::string(GAUNTLET_BUILD_DIR) + "/tests/abi/" + name + ".so";
}

// Stays open until the program ends.
const gauntlet_module* Open(const std::string& name) {
  void* handle = dlopen(PathOf(name).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    ADD_FAILURE() << dlerror();
    return nullptr;
  }
  auto entry = reinterpret_cast<gauntlet_entry_fn>(dlsym(handle, GAUNTLET_ENTRY_NAME));
  return entry == nullptr ? nullptr : entry();
}

void Fail(void*, int32_t, const char* reason, uint32_t length) {
  ADD_FAILURE() << std::string(reason, length);
  std::abort();
}
void Note(void*, const char*, uint32_t) {}
const gauntlet_host kHost = {sizeof(gauntlet_host), GAUNTLET_ABI_VERSION, nullptr, Note, Fail, nullptr};

std::vector<uint64_t> Requests() {
  std::mt19937 random(11);
  std::vector<uint64_t> keys;
  for (int i = 0; i < 20000; ++i) {
    const uint64_t range = random() % 3 == 0 ? 400 : 60;
    keys.push_back(random() % range);
  }
  return keys;
}

constexpr uint64_t kCapacity = 50;

// A unit-size cache without ghosts: the slot of a victim is lent to the next object.
uint64_t MissesOf(const gauntlet_cache_policy& hooks, const std::vector<uint64_t>& keys) {
  const gauntlet_cache_config config = {sizeof config, 1, kCapacity, 1, 1 << 20, 0, 0};
  gauntlet_cache_view view = {};
  view.capacity = kCapacity;
  void* self = hooks.create(&config, &view, &kHost);
  std::map<uint64_t, uint32_t> slot_of;
  std::map<uint32_t, uint64_t> key_of;
  std::vector<uint32_t> idle;
  for (uint64_t key : keys) {
    gauntlet_cache_request request = {};
    request.key = key;
    request.now = view.requests;
    request.size = 1;
    if (slot_of.count(key)) {
      if (hooks.on_hit) hooks.on_hit(self, slot_of[key], &request);
    } else {
      ++view.misses;
      if (view.used == kCapacity) {
        const uint32_t victim = hooks.choose_victim(self, &request);
        if (key_of.count(victim) == 0) {
          ADD_FAILURE() << victim << " is not resident";
          break;
        }
        if (hooks.on_evict) hooks.on_evict(self, victim, GAUNTLET_CACHE_EVICT_CAPACITY);
        slot_of.erase(key_of[victim]);
        key_of.erase(victim);
        idle.push_back(victim);
        --view.used;
      }
      uint32_t slot = view.slots;
      if (idle.empty()) {
        ++view.slots;
      } else {
        slot = idle.back();
        idle.pop_back();
      }
      slot_of[key] = slot;
      key_of[slot] = key;
      ++view.used;
      hooks.on_insert(self, slot, &request);
    }
    ++view.requests;
  }
  hooks.destroy(self);
  return view.misses;
}

// The textbook, on a list of keys.
uint64_t NaiveMisses(const std::vector<uint64_t>& keys, bool move_on_hit) {
  std::list<uint64_t> order;  // next victim last
  uint64_t misses = 0;
  for (uint64_t key : keys) {
    const auto found = std::find(order.begin(), order.end(), key);
    if (found != order.end()) {
      if (move_on_hit) order.splice(order.begin(), order, found);
      continue;
    }
    ++misses;
    if (order.size() == kCapacity) order.pop_back();
    order.push_front(key);
  }
  return misses;
}

const gauntlet_cache_policy* PolicyOf(const std::string& name) {
  const gauntlet_module* module = Open(name);
  if (module == nullptr) return nullptr;
  EXPECT_EQ(module->struct_size, sizeof(gauntlet_module));
  EXPECT_EQ(module->abi_version, GAUNTLET_ABI_VERSION);
  EXPECT_EQ(module->kind, static_cast<uint32_t>(GAUNTLET_MODULE_POLICY));
  EXPECT_STREQ(module->domain, GAUNTLET_CACHE_DOMAIN);
  EXPECT_EQ(module->fingerprint, GAUNTLET_CACHE_FINGERPRINT);
  return static_cast<const gauntlet_cache_policy*>(module->query(GAUNTLET_CACHE_POLICY_INTERFACE));
}

TEST(FrozenHeaders, BuildAModuleThatStillLoadsAndRuns) {
  const gauntlet_cache_policy* hooks = PolicyOf("v1_fifo");
  ASSERT_NE(hooks, nullptr);
  ASSERT_GE(hooks->struct_size, sizeof(gauntlet_cache_policy));
  EXPECT_EQ(hooks->on_hit, nullptr);
  EXPECT_EQ(MissesOf(*hooks, Requests()), NaiveMisses(Requests(), false));
}

// The lines of a header without comments, indentation and blank lines.
std::vector<std::string> CodeOf(const std::string& path) {
  std::ifstream file(path);
  std::string text(std::istreambuf_iterator<char>(file), {});
  for (size_t begin; (begin = text.find("/*")) != std::string::npos;) {
    text.erase(begin, text.find("*/", begin) + 2 - begin);
  }
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    line.erase(0, line.find_first_not_of(' '));
    line.erase(line.find_last_not_of(' ') + 1);
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

TEST(FrozenHeaders, StandInTodaysHeadersInTheirOrder) {
  for (const char* name : {"abi.h", "simulator.h", "cache.h", "cache_trace.h", "moe.h", "moe_trace.h",
                           "spot.h", "spot_trace.h"}) {
    const std::vector<std::string> today =
        CodeOf(GAUNTLET_SOURCE_DIR "/plugin_api/gauntlet/" + std::string(name));
    const std::vector<std::string> frozen =
        CodeOf(GAUNTLET_SOURCE_DIR "/tests/abi/v1/gauntlet/" + std::string(name));
    ASSERT_GT(frozen.size(), 20u);
    size_t at = 0;  // today may say more, never less
    for (const std::string& line : frozen) {
      while (at < today.size() && today[at] != line) ++at;
      ASSERT_LT(at, today.size()) << name << " no longer says: " << line;
      ++at;
    }
  }
}

TEST(SdkModule, OfAnLruClassIsLru) {
  const gauntlet_cache_policy* hooks = PolicyOf("lru");
  ASSERT_NE(hooks, nullptr);
  EXPECT_NE(hooks->on_hit, nullptr);
  EXPECT_EQ(hooks->admit, nullptr);
  EXPECT_EQ(MissesOf(*hooks, Requests()), NaiveMisses(Requests(), true));
}

TEST(SdkModule, OfAFifoClassIsFifo) {
  const gauntlet_cache_policy* hooks = PolicyOf("fifo");
  ASSERT_NE(hooks, nullptr);
  EXPECT_EQ(hooks->on_hit, nullptr);
  EXPECT_EQ(hooks->on_evict, nullptr);
  EXPECT_EQ(MissesOf(*hooks, Requests()), NaiveMisses(Requests(), false));
}

TEST(SdkModule, OfAPriorityFunctionGivesItsNumbers) {
  const gauntlet_module* module = Open("priority_lru");
  ASSERT_NE(module, nullptr);
  EXPECT_EQ(module->query(GAUNTLET_CACHE_POLICY_INTERFACE), nullptr);
  EXPECT_EQ(module->query(GAUNTLET_PARAMETERS_INTERFACE), nullptr);
  auto* hooks = static_cast<const gauntlet_cache_priority*>(module->query(GAUNTLET_CACHE_PRIORITY_INTERFACE));
  ASSERT_NE(hooks, nullptr);
  const gauntlet_cache_config config = {sizeof config, 1, kCapacity, 1, 1 << 20, 0, 0};
  void* self = hooks->create(&config, &kHost);
  gauntlet_cache_object object = {};
  const gauntlet_cache_pressure pressure = {};
  for (uint64_t now : {0u, 5u, 1000000u}) {
    object.now = now;
    EXPECT_EQ(hooks->priority(self, &object, &pressure), static_cast<double>(now));
  }
  hooks->destroy(self);
}

TEST(SdkModule, WithLiftedLiteralsReadsThemFromItsTable) {
  const gauntlet_module* module = Open("lifted");
  ASSERT_NE(module, nullptr);
  auto* table = static_cast<const gauntlet_parameters*>(module->query(GAUNTLET_PARAMETERS_INTERFACE));
  auto* hooks = static_cast<const gauntlet_cache_priority*>(module->query(GAUNTLET_CACHE_PRIORITY_INTERFACE));
  ASSERT_NE(table, nullptr);
  ASSERT_EQ(table->struct_size, sizeof(gauntlet_parameters));
  ASSERT_EQ(table->count, 2u);
  const gauntlet_cache_config config = {sizeof config, 1, kCapacity, 1, 1 << 20, 0, 0};
  gauntlet_cache_object object = {};
  object.now = 30;
  object.inserted_at = 20;
  const gauntlet_cache_pressure pressure = {};
  void* self = hooks->create(&config, &kHost);
  EXPECT_EQ(hooks->priority(self, &object, &pressure), 1.5 * 10 + 7 + 50);
  table->values[0] = 0x4000000000000000ull;  // 2.0
  table->values[1] = static_cast<uint64_t>(-3);
  EXPECT_EQ(hooks->priority(self, &object, &pressure), 2.0 * 10 - 3 + 50);
  hooks->destroy(self);
}

// What <cmath> and <cstring> answer inside a module, where the runtime archive stands behind them.
TEST(SdkModule, ReachesTheRuntimesMathematicsThroughTheStandardNames) {
  const gauntlet_module* module = Open("mathematics");
  ASSERT_NE(module, nullptr);
  auto* hooks = static_cast<const gauntlet_cache_priority*>(module->query(GAUNTLET_CACHE_PRIORITY_INTERFACE));
  const gauntlet_cache_config config = {sizeof config, 1, kCapacity, 1, 1 << 20, 0, 0};
  void* self = hooks->create(&config, &kHost);
  gauntlet_cache_object object = {};
  gauntlet_cache_pressure pressure = {};
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> draw(-30, 30);
  for (int i = 0; i < 2000; ++i) {
    const double x = object.past_priority = draw(random), y = pressure.last_evicted_priority = draw(random);
    const float fx = static_cast<float>(x), fy = static_cast<float>(y);
    const int n = static_cast<int>(object.size = static_cast<uint32_t>(i % 50));
    const auto ask = [&](uint32_t which) {
      object.count = which;
      return hooks->priority(self, &object, &pressure);
    };
    EXPECT_NEAR(ask(0), std::exp(x), std::exp(x) * 4e-16);
    const double power = std::pow(x, y);
    if (std::isnan(power))
      EXPECT_TRUE(std::isnan(ask(1)));
    else
      EXPECT_NEAR(ask(1), power, std::abs(power) * 4e-16);
    EXPECT_EQ(ask(2), std::fma(fx, fy, static_cast<float>(n)));
    EXPECT_EQ(ask(3), std::nextafter(fx, fy));
    EXPECT_EQ(ask(4), static_cast<double>(std::lround(x)));
    EXPECT_EQ(ask(5), static_cast<double>(std::llrint(x)));
    EXPECT_EQ(ask(6), std::ilogb(x));
    EXPECT_EQ(ask(7), std::scalbn(x, n));
    double whole = 0;
    const double rest = std::modf(x, &whole);
    EXPECT_EQ(ask(8), whole * 4 + rest);
    EXPECT_EQ(ask(9), std::remainder(x, y));
    if (fx >= 0) EXPECT_EQ(ask(10), std::sqrt(fx));
    EXPECT_EQ(ask(11), std::nearbyint(x));
    EXPECT_NEAR(ask(12), 64 + std::log2(std::fabs(x)), 1e-13);
    EXPECT_NEAR(ask(14), std::tanh(x) + std::sqrt(std::fabs(y)), 2e-15);
  }
  object.past_priority = 1;
  object.count = 12;
  EXPECT_EQ(hooks->priority(self, &object, &pressure), 64) << "std::generate_canonical counts on this";
  object.count = 13;
  object.now = 9;  // against view.capacity
  pressure.view.capacity = 200;
  EXPECT_EQ(hooks->priority(self, &object, &pressure), -1) << "the sign alone, on every machine";
  hooks->destroy(self);
}

// The dynamic symbols of a linked file and the tags of its dynamic section.
struct Dynamic {
  std::set<std::string> imports, exports;
  std::set<int64_t> tags;
};
Dynamic Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  Dynamic result;
  const auto* header = reinterpret_cast<const Elf64_Ehdr*>(bytes.data());
  const auto* sections = reinterpret_cast<const Elf64_Shdr*>(bytes.data() + header->e_shoff);
  for (int i = 0; i < header->e_shnum; ++i) {
    const Elf64_Shdr& section = sections[i];
    if (section.sh_type == SHT_DYNSYM) {
      const char* names = bytes.data() + sections[section.sh_link].sh_offset;
      const auto* symbols = reinterpret_cast<const Elf64_Sym*>(bytes.data() + section.sh_offset);
      for (size_t s = 1; s < section.sh_size / sizeof(Elf64_Sym); ++s) {
        (symbols[s].st_shndx == SHN_UNDEF ? result.imports : result.exports)
            .insert(names + symbols[s].st_name);
      }
    } else if (section.sh_type == SHT_DYNAMIC) {
      const auto* entries = reinterpret_cast<const Elf64_Dyn*>(bytes.data() + section.sh_offset);
      for (size_t e = 0; e < section.sh_size / sizeof(Elf64_Dyn); ++e) result.tags.insert(entries[e].d_tag);
    }
  }
  return result;
}

TEST(SdkModule, ImportsOnlyWhatIsAllowedAndExportsOnlyItsEntry) {
  std::set<std::string> allowed;
  std::ifstream list(std::string(GAUNTLET_SOURCE_DIR) + "/plugin_api/runtime/allowed_imports.txt");
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line[0] != '#')
      EXPECT_TRUE(allowed.insert(line).second) << line << " is listed twice";
  }
  ASSERT_GT(allowed.size(), 100u);
  for (const char* name : {"lru", "fifo", "priority_lru", "lifted", "mathematics", "standard_library",
                           "v1_fifo", "v1_greedy", "v1_hottest"}) {
    const Dynamic dynamic = Read(PathOf(name));
    EXPECT_EQ(dynamic.exports, std::set<std::string>{"gauntlet_entry"}) << name;
    EXPECT_EQ(dynamic.imports.empty(), name == std::string("v1_greedy")) << name << ": it takes no memory";
    for (const std::string& symbol : dynamic.imports)
      EXPECT_TRUE(allowed.count(symbol)) << name << ": " << symbol;
    for (int64_t tag : {DT_NEEDED, DT_INIT, DT_INIT_ARRAY, DT_FINI, DT_FINI_ARRAY}) {
      EXPECT_EQ(dynamic.tags.count(tag), 0u) << name << ": tag " << tag;
    }
  }
}

TEST(AllowedImports, HoldNothingThatReachesFilesTimeOrProcesses) {
  std::ifstream list(std::string(GAUNTLET_SOURCE_DIR) + "/plugin_api/runtime/allowed_imports.txt");
  std::set<std::string> plain;  // names of C
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line[0] != '#' && line.compare(0, 2, "_Z") != 0) plain.insert(line);
  }
  for (const std::string& name : plain) {
    EXPECT_TRUE(name.starts_with("__cxa_") || name.starts_with("mem") || name == "_Unwind_Resume" ||
                name == "__gxx_personality_v0" || name == "__dynamic_cast")
        << name;
  }
}

}  // namespace
