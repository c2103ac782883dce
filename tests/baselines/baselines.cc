#include "tests/baselines/baselines.h"

#include <algorithm>
#include <filesystem>

#include "host/base/result.h"

namespace gauntlet {

using cache_simulator::BuildTrace;
using cache_simulator::LoadPolicy;
using cache_simulator::OpenedWorkload;
using cache_simulator::Outcome;
using cache_simulator::Policy;
using cache_simulator::RawRequest;

namespace {
std::filesystem::path ModulesOf(const std::string& problem) {
  return std::filesystem::path(GAUNTLET_BUILD_DIR) / "tests/baselines" / problem;
}
}  // namespace

std::vector<std::string> BaselinesOf(const std::string& problem) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(ModulesOf(problem))) {
    if (entry.path().extension() == ".so") names.push_back(entry.path().stem());
  }
  std::ranges::sort(names);
  return names;
}

Policy LoadBaseline(const std::string& problem, const std::string& name) {
  const char* interface_name =
      problem == "cache_priority" ? GAUNTLET_CACHE_PRIORITY_INTERFACE : GAUNTLET_CACHE_POLICY_INTERFACE;
  auto policy = LoadPolicy(ModulesOf(problem) / (name + ".so"), interface_name);
  GAUNTLET_ASSERT(policy.has_value());
  return *policy;
}

std::vector<RawRequest> Requests(std::string_view letters) {
  std::vector<RawRequest> requests;
  for (const char c : letters) {
    if (c >= '0' && c <= '9') {
      requests.back().size_bytes = static_cast<uint32_t>(c - '0');
    } else {
      requests.push_back({.id = static_cast<uint64_t>(c), .size_bytes = 1});
    }
  }
  return requests;
}

std::string Answers(const Policy& policy, uint64_t capacity, const std::vector<RawRequest>& requests) {
  std::string answers;
  uint64_t misses = 0;
  for (size_t count = 1; count <= requests.size(); ++count) {
    const auto workload = OpenedWorkload::Open(BuildTrace(std::span(requests).first(count)),
                                               {{"capacity_bytes", std::to_string(capacity)}});
    if (!workload) return workload.error().message;
    const Outcome outcome = workload->Run(policy);
    if (outcome.status != GAUNTLET_OK) return outcome.fault.text;
    answers += outcome.Count("misses") == misses ? '*' : '.';
    misses = outcome.Count("misses");
  }
  return answers;
}

}  // namespace gauntlet
