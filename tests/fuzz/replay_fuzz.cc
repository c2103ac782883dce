// Decision logs. Byte 0 chooses the interface and the workload, the rest is the log. A log is refused, or gives what
// the slow second simulator (tests/golden) counts when it is given the same answers.
#include <gauntlet/cache.h>

#include <array>

#include "simulators/cache/harness/harness.h"
#include "tests/fuzz/input.h"
#include "tests/golden/slow_cache.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace gauntlet {
namespace {

namespace cs = cache_simulator;

// One trace at a small capacity, for both simulators.
struct Scene {
  cs::OpenedWorkload workload;
  golden::Settings settings;
  std::vector<golden::Request> requests;
};

Scene MakeScene(bool unit_size, bool rich) {
  auto raw = cs::GenerateZipf(300, 60, 0.8, 40, unit_size ? 3 : 4);
  std::vector<golden::Request> requests;
  for (size_t i = 0; i < raw.size(); ++i) {
    raw[i].time_s = static_cast<uint32_t>(i / 3);
    raw[i].operation = rich && i % 11 == 0 ? uint8_t{GAUNTLET_CACHE_DELETE} : uint8_t{GAUNTLET_CACHE_READ};
    raw[i].ttl_s = rich && i % 5 == 0 ? 12 : 0;
    requests.push_back({.id = raw[i].id,
                        .size = raw[i].size_bytes,
                        .time_s = raw[i].time_s,
                        .operation = raw[i].operation,
                        .ttl_s = raw[i].ttl_s,
                        .block_address = raw[i].block_address});
  }
  const golden::Settings settings = {.unit_size = unit_size,
                                     .capacity = unit_size ? 20u : 300u,
                                     .warmup_requests = rich ? 30u : 0u,
                                     .honour_operations = rich,
                                     .honour_ttl = rich};
  const cs::Params params = {
      {unit_size ? "capacity_objects" : "capacity_bytes", std::to_string(settings.capacity)},
      {"warmup_requests", std::to_string(settings.warmup_requests)},
      {"operations", rich ? "honour" : "ignore"},
      {"ttl", rich ? "honour" : "ignore"}};
  return {cs::OpenedWorkload::Open(cs::BuildTrace(raw, rich), params).value(), settings, std::move(requests)};
}

// Hooks that answer from a log which a replay has taken to its end.
std::string_view g_answers;
template <class T>
T NextAnswer() {
  T answer;
  GAUNTLET_ASSERT(g_answers.size() >= sizeof answer);
  std::memcpy(&answer, g_answers.data(), sizeof answer);
  g_answers.remove_prefix(sizeof answer);
  return answer;
}

golden::Counts SlowCounts(const Scene& scene, std::string_view log, bool priorities) {
  g_answers = log.substr(1);
  if (priorities) {
    const gauntlet_cache_priority hooks = {
        .struct_size = sizeof hooks,
        .create = [](const gauntlet_cache_config*, const gauntlet_host*) -> void* { return nullptr; },
        .destroy = [](void*) {},
        .priority = [](void*, const gauntlet_cache_object*,
                       const gauntlet_cache_pressure*) { return NextAnswer<double>(); }};
    golden::SlowPriorityCache cache(scene.settings, hooks, 0);
    cache.Play(scene.requests);
    return cache.counts();
  }
  gauntlet_cache_policy hooks = {};
  hooks.struct_size = sizeof hooks;
  hooks.create = [](const gauntlet_cache_config*, const gauntlet_cache_view*, const gauntlet_host*) -> void* {
    return nullptr;
  };
  hooks.destroy = [](void*) {};
  hooks.choose_victim = [](void*, const gauntlet_cache_request*) { return NextAnswer<uint32_t>(); };
  hooks.on_insert = [](void*, uint32_t, const gauntlet_cache_request*) {};
  if (log[0] == 2)
    hooks.admit = [](void*, uint32_t, const gauntlet_cache_request*) {
      return uint32_t{NextAnswer<uint8_t>()};
    };
  golden::SlowPolicyCache cache(scene.settings, hooks);
  cache.Play(scene.requests);
  return cache.counts();
}

void Check(fuzz::Input input) {
  static const std::array kScenes = {MakeScene(true, false), MakeScene(false, false), MakeScene(true, true),
                                     MakeScene(false, true)};
  const auto choice = input.Take<uint8_t>();
  const Scene& scene = kScenes[choice % kScenes.size()];
  const bool priorities = (choice & 4) != 0;
  const char* const interface =
      priorities ? GAUNTLET_CACHE_PRIORITY_INTERFACE : GAUNTLET_CACHE_POLICY_INTERFACE;
  const std::vector<uint8_t> log(input.rest().begin(), input.rest().end());
  const cs::Outcome outcome = scene.workload.Replay(interface, log);
  if (outcome.status != GAUNTLET_OK) {
    GAUNTLET_ASSERT(outcome.status == GAUNTLET_BAD_LOG);
    GAUNTLET_ASSERT(::strnlen(outcome.fault.text, sizeof outcome.fault.text) < sizeof outcome.fault.text);
    return;
  }
  GAUNTLET_ASSERT(outcome.result.log_bytes == log.size());
  const golden::Counts slow = SlowCounts(scene, input.rest(), priorities);
  GAUNTLET_ASSERT(g_answers.empty());
  GAUNTLET_ASSERT(outcome.Count("requests") == slow.requests && outcome.Count("misses") == slow.misses);
  GAUNTLET_ASSERT(outcome.Count("miss_bytes") == slow.miss_bytes);
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::Check({data, size});
  return 0;
}

// Often another answer in place of one: most other changes are refused at once.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  const bool priorities = size > 0 && (data[0] & 4) != 0;
  const size_t width = priorities ? 8 : size > 1 && data[1] == 2 ? 1 : 4;
  if (seed % 3 == 0 || size < 2 + width) return LLVMFuzzerMutate(data, size, most);
  const size_t at = 2 + (seed >> 8) % ((size - 2) / width) * width;
  if (priorities) {
    const double priority = static_cast<double>((seed >> 2) % 1000) - 500;
    std::memcpy(data + at, &priority, sizeof priority);
  } else {
    data[at] = static_cast<uint8_t>((seed >> 4) % 64);
  }
  return size;
}
