// Hook tables that write down what they are asked and told, and answer as a test wants.
#pragma once

#include <gauntlet/cache.h>

#include <functional>
#include <string>
#include <vector>

namespace gauntlet::cache_simulator {

// An eviction policy. Events are short sentences: "hit 0", "miss -", "admit - -> 1", "victim -> 0", "evict 0
// capacity", "insert 0", "forget 0"; slots are numbers, none is "-". One recording policy plays at a time.
class RecordingPolicy {
 public:
  RecordingPolicy();

  std::function<uint32_t()> choose_victim;       // empty: the oldest resident
  std::function<uint32_t(uint32_t slot)> admit;  // empty: there is no such hook
  bool with_details = false;                     // events tell the request and the view, too

  std::vector<std::string> events;
  std::vector<uint32_t> residents;  // slots in the order of their insertion
  std::vector<uint64_t> keys;       // of the requests, as the hooks saw them
  const gauntlet_cache_view* view = nullptr;
  gauntlet_cache_config config{};

  // REQUIRES: `choose_victim` and `admit` are as they will stay.
  const gauntlet_cache_policy& Table();

 private:
  friend struct RecordingHooks;
  void Write(std::string event, const gauntlet_cache_request* request);

  gauntlet_cache_policy table_{};
};

// A priority function. Events: "object <features> pressure <pressure> -> <priority>".
class RecordingPriority {
 public:
  RecordingPriority();

  std::function<double(const gauntlet_cache_object&, const gauntlet_cache_pressure&)> priority;
  std::vector<std::string> events;

  const gauntlet_cache_priority& Table();

 private:
  gauntlet_cache_priority table_{};
};

}  // namespace gauntlet::cache_simulator
