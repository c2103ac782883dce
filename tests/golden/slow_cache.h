// A second cache simulator, written for the reader and not for the machine. It shares no code with
// simulators/cache: what both say is held together by gauntlet/cache.h and simulators/cache/README.md alone.
#pragma once

#include <gauntlet/cache.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::golden {

struct Request {
  uint64_t id = 0;
  uint32_t size = 1;
  uint32_t time_s = 0;
  uint16_t tenant = 0;
  uint8_t operation = GAUNTLET_CACHE_READ;
  uint32_t ttl_s = 0;
  uint64_t block_address = GAUNTLET_CACHE_NO_ADDRESS;
};

struct Settings {
  bool unit_size = false;
  uint64_t capacity = 0;
  uint64_t warmup_requests = 0;
  uint64_t ghost_percent = 100;
  bool honour_operations = false;
  bool honour_ttl = false;
};

struct Counts {
  uint64_t requests = 0, misses = 0, request_bytes = 0, miss_bytes = 0;
  friend bool operator==(const Counts&, const Counts&) = default;
};

// What happens in a cache, step by step, with the two kinds of policies on top.
class SlowCache {
 public:
  explicit SlowCache(const Settings& settings) : settings_(settings) {}
  virtual ~SlowCache() = default;

  void Play(const std::vector<Request>& requests);
  const Counts& counts() const { return counts_; }
  const std::vector<uint8_t>& log() const { return log_; }  // as simulators/cache/README.md lays it out

 protected:
  virtual void Hit(uint32_t slot, const gauntlet_cache_request& request) = 0;
  virtual void Missed(uint32_t slot, const gauntlet_cache_request& request) = 0;
  virtual bool Admitted(uint32_t slot, const gauntlet_cache_request& request) = 0;
  virtual uint32_t Victim(const gauntlet_cache_request& request) = 0;
  virtual void Evicted(uint32_t slot, uint32_t reason) = 0;
  virtual void Inserted(uint32_t slot, bool returned, const gauntlet_cache_request& request) = 0;
  virtual void Forgotten(uint32_t slot) = 0;
  virtual void ShowView(const gauntlet_cache_view& view) = 0;

  template <class T>
  void Log(T answer) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(&answer);
    log_.insert(log_.end(), bytes, bytes + sizeof answer);
  }
  uint64_t now() const { return now_; }

 private:
  struct Object {
    uint32_t slot;
    bool resident;
    uint64_t size;
    std::optional<uint64_t> fresh_until_s;
  };

  void Serve(const Request& request);
  void Miss(const Request& request, const gauntlet_cache_request& shown, uint64_t size);
  void Evict(uint64_t id, uint32_t reason);
  uint64_t ResidentAt(uint32_t slot) const;
  void Publish();

  Settings settings_;
  std::map<uint64_t, Object> objects_;  // residents and ghosts
  std::deque<uint64_t> ghosts_;         // the oldest first
  std::vector<uint32_t> free_slots_;    // the last one is lent next
  uint32_t slots_ = 0;
  uint64_t most_residents_ = 0;
  uint64_t now_ = 0, all_misses_ = 0;
  Counts counts_;
  std::vector<uint8_t> log_;
};

// Plays against hooks.
class SlowPolicyCache : public SlowCache {
 public:
  SlowPolicyCache(const Settings& settings, const gauntlet_cache_policy& hooks);
  ~SlowPolicyCache() override { hooks_.destroy(self_); }

 private:
  void Hit(uint32_t slot, const gauntlet_cache_request& request) override;
  void Missed(uint32_t slot, const gauntlet_cache_request& request) override;
  bool Admitted(uint32_t slot, const gauntlet_cache_request& request) override;
  uint32_t Victim(const gauntlet_cache_request& request) override;
  void Evicted(uint32_t slot, uint32_t reason) override;
  void Inserted(uint32_t slot, bool returned, const gauntlet_cache_request& request) override;
  void Forgotten(uint32_t slot) override;
  void ShowView(const gauntlet_cache_view& view) override { view_ = view; }

  gauntlet_cache_policy hooks_;
  gauntlet_cache_view view_{};
  void* self_ = nullptr;
};

// Plays against a priority function, and looks through all residents for the lowest.
class SlowPriorityCache : public SlowCache {
 public:
  SlowPriorityCache(const Settings& settings, const gauntlet_cache_priority& hooks,
                    uint64_t memory_budget_bytes);
  ~SlowPriorityCache() override { hooks_.destroy(self_); }

 private:
  // All that is known of an object while it has its slot.
  struct Known {
    bool resident = false;
    double priority = 0;
    uint64_t insertion = 0;          // order
    std::vector<uint64_t> accesses;  // all of them, over residencies
    uint64_t inserted_at = 0;
    uint32_t count = 0, size = 0;
    uint64_t past_evicted_at = 0;
    double past_priority = 0;
    uint32_t past_count = 0;
  };

  void Hit(uint32_t slot, const gauntlet_cache_request& request) override;
  void Missed(uint32_t, const gauntlet_cache_request&) override {}
  bool Admitted(uint32_t, const gauntlet_cache_request&) override { return true; }
  uint32_t Victim(const gauntlet_cache_request& request) override;
  void Evicted(uint32_t slot, uint32_t reason) override;
  void Inserted(uint32_t slot, bool returned, const gauntlet_cache_request& request) override;
  void Forgotten(uint32_t slot) override { known_.erase(slot); }
  void ShowView(const gauntlet_cache_view& view) override { pressure_.view = view; }
  void Ask(Known* known, const gauntlet_cache_request& request);

  gauntlet_cache_priority hooks_;
  void* self_ = nullptr;
  gauntlet_cache_pressure pressure_{};
  std::map<uint32_t, Known> known_;
  uint64_t insertions_ = 0;
};

}  // namespace gauntlet::golden
