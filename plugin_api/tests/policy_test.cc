// The export macros' tables, driven by hand: which hooks they hold, what reaches the class, what an exception
// becomes.
#include <gtest/gtest.h>

#include <csetjmp>
#include <functional>
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/cache_priority.hpp>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using gauntlet::cache::Config;
using gauntlet::cache::Object;
using gauntlet::cache::PolicyModule;
using gauntlet::cache::Pressure;
using gauntlet::cache::PriorityClass;
using gauntlet::cache::PriorityFunction;
using gauntlet::cache::PriorityModule;
using gauntlet::cache::View;

// A host that remembers what it was told. fail() comes back here with a jump, as it must not return.
struct Host {
  std::jmp_buf failed;
  int32_t status = 0;
  std::string reason;
  std::vector<std::string> notes;
  gauntlet_host table = {sizeof(gauntlet_host), GAUNTLET_ABI_VERSION, this, &Note, &Fail, nullptr};

  static void Note(void* context, const char* text, uint32_t length) {
    static_cast<Host*>(context)->notes.emplace_back(text, length);
  }
  static void Fail(void* context, int32_t status, const char* reason, uint32_t length) {
    Host* self = static_cast<Host*>(context);
    self->status = status;
    self->reason.assign(reason, length);
    std::longjmp(self->failed, 1);
  }
  // True if `action` ended in fail().
  bool Fails(const std::function<void()>& action) {
    if (setjmp(failed) != 0) return true;
    action();
    return false;
  }
};

const Config kConfig = {sizeof(Config), 1, 100, 42, 1 << 20, 100, 0};
const View kView = {100, 7, 3, 2, 7, 9};
gauntlet_cache_request Request(uint64_t key) {
  gauntlet_cache_request request = {};
  request.key = key;
  request.size = 1;
  return request;
}

struct Bare : gauntlet::cache::Policy {
  void on_insert(Slot, const Request&) {}
  Slot choose_victim(const Request&) { return 5; }
};

TEST(PolicyModule, LeavesHooksNullThatTheClassDoesNotDefine) {
  const gauntlet_cache_policy& hooks = PolicyModule<Bare>::hooks;
  EXPECT_EQ(hooks.struct_size, sizeof(gauntlet_cache_policy));
  EXPECT_NE(hooks.create, nullptr);
  EXPECT_NE(hooks.destroy, nullptr);
  EXPECT_NE(hooks.on_insert, nullptr);
  EXPECT_NE(hooks.choose_victim, nullptr);
  EXPECT_EQ(hooks.on_hit, nullptr);
  EXPECT_EQ(hooks.on_miss, nullptr);
  EXPECT_EQ(hooks.admit, nullptr);
  EXPECT_EQ(hooks.on_evict, nullptr);
  EXPECT_EQ(hooks.on_forget, nullptr);
}

std::string told;  // what Full heard

struct Full : gauntlet::cache::Policy {
  explicit Full(const Config& config) : capacity(config.capacity), used_at_start(cache().used) {}
  ~Full() { told += "destroyed "; }
  void on_hit(Slot slot, const Request& request) { Tell("hit", slot, request.key); }
  void on_miss(Slot slot, const Request& request) { Tell("miss", slot, request.key); }
  bool admit(Slot slot, const Request& request) {
    Tell("admit", slot, request.key);
    return slot == 1;
  }
  Slot choose_victim(const Request& request) {
    Tell("victim", 0, request.key);
    return 9;
  }
  void on_evict(Slot slot, EvictReason reason) { Tell("evict", slot, static_cast<uint64_t>(reason)); }
  void on_insert(Slot slot, const Request& request) { Tell("insert", slot, request.key); }
  void on_forget(Slot slot) { Tell("forget", slot, 0); }
  void Tell(const char* what, Slot slot, uint64_t number) {
    told += std::string(what) + " " + std::to_string(slot) + " " + std::to_string(number) + "; ";
  }
  uint64_t capacity, used_at_start;
};

TEST(PolicyModule, PassesEveryHookToTheClass) {
  const gauntlet_cache_policy& hooks = PolicyModule<Full>::hooks;
  Host host;
  told.clear();
  void* self = hooks.create(&kConfig, &kView, &host.table);
  EXPECT_EQ(static_cast<Full*>(self)->capacity, 100u);
  EXPECT_EQ(static_cast<Full*>(self)->used_at_start, 7u);
  const gauntlet_cache_request request = Request(77);
  hooks.on_hit(self, 1, &request);
  hooks.on_miss(self, 0xffffffffu, &request);
  EXPECT_EQ(hooks.admit(self, 1, &request), 1u);
  EXPECT_EQ(hooks.admit(self, 2, &request), 0u);
  EXPECT_EQ(hooks.choose_victim(self, &request), 9u);
  hooks.on_evict(self, 3, GAUNTLET_CACHE_EVICT_EXPIRED);
  hooks.on_insert(self, 4, &request);
  hooks.on_forget(self, 5);
  hooks.destroy(self);
  EXPECT_EQ(told,
            "hit 1 77; miss 4294967295 77; admit 1 77; admit 2 77; victim 0 77; evict 3 2; insert 4 77; "
            "forget 5 0; "
            "destroyed ");
}

// A hook that an intermediate class defines counts.
struct Derived : Full {
  using Full::Full;
};
TEST(PolicyModule, FindsHooksOfABaseClass) {
  EXPECT_NE(PolicyModule<Derived>::hooks.on_hit, nullptr);
  EXPECT_NE(PolicyModule<Derived>::hooks.on_forget, nullptr);
}

struct Throwing : gauntlet::cache::Policy {
  void on_hit(Slot slot, const Request&) {
    switch (slot) {
      case 0:
        throw std::runtime_error("the reason");
      case 1:
        throw std::bad_alloc();
      case 2:
        throw 7;
      case 3:
        throw "a text";
      default:
        gauntlet_sdk_misuse("broken contract");
    }
  }
  void on_insert(Slot, const Request&) {}
  Slot choose_victim(const Request&) { throw std::logic_error(std::string(5000, 'x')); }
};

TEST(PolicyModule, TurnsAnExceptionIntoAStatusAndAReason) {
  const gauntlet_cache_policy& hooks = PolicyModule<Throwing>::hooks;
  Host host;
  void* self = hooks.create(&kConfig, &kView, &host.table);
  const gauntlet_cache_request request = Request(1);
  const std::pair<int32_t, std::string> expected[] = {
      {GAUNTLET_EXCEPTION, "the reason"},
      {GAUNTLET_OUT_OF_MEMORY, "std::bad_alloc"},
      {GAUNTLET_EXCEPTION, "an exception that is not a std::exception"},
      {GAUNTLET_EXCEPTION, "a text"},
      {GAUNTLET_EXCEPTION, "broken contract"}};
  for (uint32_t slot = 0; slot < 5; ++slot) {
    EXPECT_TRUE(host.Fails([&] { hooks.on_hit(self, slot, &request); }));
    EXPECT_EQ(host.status, expected[slot].first) << slot;
    EXPECT_EQ(host.reason, expected[slot].second) << slot;
  }
  EXPECT_TRUE(host.Fails([&] { hooks.choose_victim(self, &request); }));
  EXPECT_EQ(host.reason.size(), 1000u) << "a reason is bounded";
  hooks.destroy(self);
}

struct ThrowingConstructor : Bare {
  ThrowingConstructor() { throw std::runtime_error("not today"); }
};
TEST(PolicyModule, CatchesAnExceptionOfTheConstructor) {
  Host host;
  EXPECT_TRUE(
      host.Fails([&] { PolicyModule<ThrowingConstructor>::hooks.create(&kConfig, &kView, &host.table); }));
  EXPECT_EQ(host.reason, "not today");
}

struct Noting : Bare {
  Noting() {
    note("hello");
    note("share", 0.25);
    note("count", 12345678901.0);
    note("tiny", -1.5e-9);
    note("huge", 2e300);
    note("none", __builtin_nan(""));
    first = rng().next();
  }
  uint64_t first = 0;
};
TEST(PolicyModule, LendsNotesAndSeededNumbers) {
  Host host;
  void* a = PolicyModule<Noting>::hooks.create(&kConfig, &kView, &host.table);
  EXPECT_EQ(host.notes, (std::vector<std::string>{"hello", "share=0.25", "count=12345678901", "tiny=-1.5e-9",
                                                  "huge=2e+300", "none=nan"}));
  void* b = PolicyModule<Noting>::hooks.create(&kConfig, &kView, &host.table);
  Config other = kConfig;
  other.seed = 43;
  void* c = PolicyModule<Noting>::hooks.create(&other, &kView, &host.table);
  EXPECT_EQ(static_cast<Noting*>(a)->first, static_cast<Noting*>(b)->first);
  EXPECT_NE(static_cast<Noting*>(a)->first, static_cast<Noting*>(c)->first);
  for (void* self : {a, b, c}) PolicyModule<Noting>::hooks.destroy(self);
}

TEST(PolicyModule, DescribesItselfAndAnswersQueries) {
  const gauntlet_module& module = PolicyModule<Bare>::module;
  EXPECT_EQ(module.struct_size, sizeof(gauntlet_module));
  EXPECT_EQ(module.abi_version, GAUNTLET_ABI_VERSION);
  EXPECT_EQ(module.kind, static_cast<uint32_t>(GAUNTLET_MODULE_POLICY));
  EXPECT_STREQ(module.domain, "cache");
  EXPECT_EQ(module.fingerprint, GAUNTLET_CACHE_FINGERPRINT);
  EXPECT_EQ(module.query("gauntlet.cache.policy/1"), &PolicyModule<Bare>::hooks);
  EXPECT_EQ(module.query("gauntlet.cache.policy/2"), nullptr);
  EXPECT_EQ(module.query("gauntlet.cache.policy/"), nullptr);
  EXPECT_EQ(module.query(GAUNTLET_CACHE_PRIORITY_INTERFACE), nullptr);
  EXPECT_EQ(module.query(GAUNTLET_PARAMETERS_INTERFACE), nullptr) << "no literal was lifted";
}

double Newest(const Object& object, const Pressure& cache) {
  if (object.size == 0) throw std::runtime_error("no size");
  return static_cast<double>(object.now) + cache.last_evicted_priority;
}

struct Counting {  // no base: nothing but the member is needed
  double priority(const Object&, const Pressure&) { return ++calls; }
  double calls = 0;
};

struct Configured : gauntlet::cache::Priority {
  explicit Configured(const Config& config) : capacity(config.capacity) { note("built"); }
  double priority(const Object& object, const Pressure&) {
    if (object.size == 0) throw std::bad_alloc();
    return static_cast<double>(capacity);
  }
  uint64_t capacity;
};

template <class Hooks>
double Ask(Host& host, int times) {
  const gauntlet_cache_priority& hooks = PriorityModule<Hooks>::hooks;
  void* self = hooks.create(&kConfig, &host.table);
  Object object = {};
  object.now = 12;
  object.size = 1;
  Pressure pressure = {};
  pressure.last_evicted_priority = 0.5;
  double last = 0;
  while (times-- > 0) last = hooks.priority(self, &object, &pressure);
  hooks.destroy(self);
  return last;
}

TEST(PriorityModule, TakesAFunctionOrAClass) {
  Host host;
  EXPECT_EQ(Ask<PriorityFunction<Newest>>(host, 2), 12.5);
  EXPECT_EQ(Ask<PriorityClass<Counting>>(host, 3), 3);
  EXPECT_EQ(Ask<PriorityClass<Configured>>(host, 1), 100);
  EXPECT_EQ(host.notes, std::vector<std::string>{"built"});
  EXPECT_EQ(gauntlet::cache::priority_module<Newest>()->query(GAUNTLET_CACHE_PRIORITY_INTERFACE),
            &PriorityModule<PriorityFunction<Newest>>::hooks);
  EXPECT_EQ(gauntlet::cache::priority_module<Counting>()->query(GAUNTLET_CACHE_PRIORITY_INTERFACE),
            &PriorityModule<PriorityClass<Counting>>::hooks);
}

TEST(PriorityModule, TurnsAnExceptionIntoAStatusAndAReason) {
  Host host;
  const Object object = {};
  const Pressure pressure = {};
  using Function = PriorityFunction<Newest>;
  void* self = Function::create(&kConfig, &host.table);
  EXPECT_TRUE(host.Fails([&] { Function::priority(self, &object, &pressure); }));
  EXPECT_EQ(host.reason, "no size");
  using Class = PriorityClass<Configured>;
  void* object_self = Class::create(&kConfig, &host.table);
  EXPECT_TRUE(host.Fails([&] { Class::priority(object_self, &object, &pressure); }));
  EXPECT_EQ(host.status, GAUNTLET_OUT_OF_MEMORY);
  Class::destroy(object_self);
}

}  // namespace
