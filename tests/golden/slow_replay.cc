#include "tests/golden/slow_replay.h"

#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace gauntlet::golden {
namespace {

// Hooks that read their answers. An answer that cannot be given ends the replay.
class Reader {
 public:
  explicit Reader(const std::vector<uint8_t>& log) : log_(log) { g_reader = this; }

  template <class T>
  T Next() {
    answers.push_back(at_);
    if (log_.size() - at_ < sizeof(T)) throw std::runtime_error("it ends too early");
    T answer;
    std::memcpy(&answer, log_.data() + at_, sizeof answer);
    at_ += sizeof answer;
    return answer;
  }
  bool AtEnd() const { return at_ == log_.size(); }

  static gauntlet_cache_policy PolicyHooks(bool admits) {
    return {.struct_size = sizeof(gauntlet_cache_policy),
            .reserved_zero = 0,
            .create = [](const gauntlet_cache_config*, const gauntlet_cache_view*,
                         const gauntlet_host*) -> void* { return g_reader; },
            .destroy = [](void*) {},
            .on_hit = nullptr,
            .on_miss = nullptr,
            .admit = admits ? Admit : nullptr,
            .choose_victim = [](void*, const gauntlet_cache_request*) { return g_reader->Next<uint32_t>(); },
            .on_evict = nullptr,
            .on_insert = [](void*, uint32_t, const gauntlet_cache_request*) {},
            .on_forget = nullptr};
  }
  static gauntlet_cache_priority PriorityHooks() {
    return {.struct_size = sizeof(gauntlet_cache_priority),
            .reserved_zero = 0,
            .create = [](const gauntlet_cache_config*, const gauntlet_host*) -> void* { return g_reader; },
            .destroy = [](void*) {},
            .priority =
                [](void*, const gauntlet_cache_object*, const gauntlet_cache_pressure*) {
                  const auto priority = g_reader->Next<double>();
                  if (std::isnan(priority)) throw std::runtime_error("a priority that is no number");
                  return priority;
                }};
  }

  std::vector<size_t> answers;

 private:
  static uint32_t Admit(void*, uint32_t, const gauntlet_cache_request*) {
    const auto answer = g_reader->Next<uint8_t>();
    if (answer > 1) throw std::runtime_error("an admission that is neither yes nor no");
    return answer;
  }

  static inline Reader* g_reader = nullptr;
  const std::vector<uint8_t>& log_;
  size_t at_ = 1;  // behind the byte that says which questions are asked
};

}  // namespace

SlowReplay ReplaySlowly(const Settings& settings, const std::vector<Request>& requests, bool priorities,
                        const std::vector<uint8_t>& log) {
  SlowReplay out;
  const int kind = log.empty() ? 0 : log[0];
  if (priorities ? kind != 3 : kind != 1 && kind != 2) {
    out.why = "it is one of other questions";
    return out;
  }
  Reader reader(log);
  try {
    std::unique_ptr<SlowCache> cache;
    if (priorities) {
      cache = std::make_unique<SlowPriorityCache>(settings, Reader::PriorityHooks(), 0);
    } else {
      cache = std::make_unique<SlowPolicyCache>(settings, Reader::PolicyHooks(kind == 2));
    }
    cache->Play(requests);
    if (!reader.AtEnd()) throw std::runtime_error("answers are left over");
    out.counts = cache->counts();
  } catch (const std::exception& rejected) {
    out.why = rejected.what();
  }
  out.answers = std::move(reader.answers);
  return out;
}

}  // namespace gauntlet::golden
