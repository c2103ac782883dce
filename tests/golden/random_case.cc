#include "tests/golden/random_case.h"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "host/base/rng.h"

namespace gauntlet::golden {

using cache_simulator::BuildTrace;
using cache_simulator::OpenedWorkload;
using cache_simulator::Outcome;
using cache_simulator::Params;
using cache_simulator::RawRequest;
using cache_simulator::RecordingPolicy;

Params Case::ToParams() const {
  const std::string ttl = settings.honour_ttl ? "honour" : "ignore";
  const std::string operations = settings.honour_operations ? "honour" : "ignore";
  return {{settings.unit_size ? "capacity_objects" : "capacity_bytes", std::to_string(settings.capacity)},
          {"warmup_requests", std::to_string(settings.warmup_requests)},
          {"ghost_percent", std::to_string(settings.ghost_percent)},
          {"operations", operations},
          {"ttl", ttl}};
}

std::vector<uint8_t> Case::TraceBytes() const {
  std::vector<RawRequest> raw;
  for (const Request& r : requests)
    raw.push_back({r.id, r.size, r.time_s, r.tenant, r.operation, r.ttl_s, r.block_address});
  return BuildTrace(raw, extended);
}

OpenedWorkload Case::Open() const {
  auto workload = OpenedWorkload::Open(TraceBytes(), ToParams());
  if (!workload) throw std::runtime_error(workload.error().message);
  return *workload;
}

Case Draw(uint64_t seed) {
  const bool large = seed % 40 == 39;
  Rng rng(seed);
  Case drawn;
  drawn.extended = rng.Chance(0.4);
  Settings& settings = drawn.settings;
  settings.unit_size = rng.Chance(0.5);
  settings.capacity = settings.unit_size ? 1 + rng.Below(20) : 50 + rng.Below(1000);
  settings.warmup_requests = rng.Chance(0.3) ? rng.Below(400) : 0;
  const uint64_t percents[] = {0, 10, 50, 100, 100, 100, 300};
  settings.ghost_percent = percents[rng.Below(7)];
  settings.honour_operations = rng.Chance(0.3);
  settings.honour_ttl = drawn.extended && rng.Chance(0.5);
  const uint64_t objects = large ? 1000 + rng.Below(8000) : 3 + rng.Below(60);
  const uint64_t length = large ? 9000 : 20 + rng.Below(400);
  if (large) settings.capacity *= 30;
  const bool sizes_change = rng.Chance(0.3);
  for (uint64_t i = 0; i < length; ++i) {
    Request request;
    request.id = 1000 + rng.Below(1 + rng.Below(objects));  // lower ones more often
    request.size = static_cast<uint32_t>(sizes_change ? rng.Below(200) : request.id * 7919 % 197);
    request.time_s = static_cast<uint32_t>(i / 3);
    request.tenant = static_cast<uint16_t>(rng.Below(3));
    const uint8_t operations[] = {GAUNTLET_CACHE_READ, GAUNTLET_CACHE_READ, GAUNTLET_CACHE_WRITE,
                                  GAUNTLET_CACHE_DELETE};
    request.operation = operations[rng.Below(4)];
    if (drawn.extended) {
      request.ttl_s = rng.Chance(0.5) ? static_cast<uint32_t>(1 + rng.Below(30)) : 0;
      request.block_address = rng.Below(100);
    }
    drawn.requests.push_back(request);
  }
  return drawn;
}

Counts CountsOf(const Outcome& outcome) {
  return {outcome.Count("requests"), outcome.Count("misses"), outcome.Count("request_bytes"),
          outcome.Count("miss_bytes")};
}

std::string Tell(const Counts& c) {
  return fmt::format("{} requests, {} misses, {} bytes, {} missed", c.requests, c.misses, c.request_bytes,
                     c.miss_bytes);
}

void AnswerAtRandom(RecordingPolicy* policy, uint64_t seed) {
  const auto rng = std::make_shared<Rng>(seed);
  policy->with_details = true;
  policy->choose_victim = [=] { return policy->residents[rng->Below(policy->residents.size())]; };
  if (rng->Chance(0.5)) policy->admit = [=](uint32_t) { return uint32_t{rng->Chance(0.7)}; };
}

}  // namespace gauntlet::golden
