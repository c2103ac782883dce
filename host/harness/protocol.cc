#include "host/harness/protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "host/base/foreign_json.h"
#include "host/base/process.h"
#include "host/base/utf8.h"
#include "host/evaluate/wire.h"

namespace gauntlet {
namespace {

// What a program may say of a policy. Whether scores agree, and what was seen before, is not its to say.
constexpr std::array kKinds = {VerdictKind::kScreenRejected, VerdictKind::kCompileError,
                               VerdictKind::kLoadError,      VerdictKind::kCrash,
                               VerdictKind::kException,      VerdictKind::kTimeout,
                               VerdictKind::kMemoryLimit,    VerdictKind::kPolicyViolation,
                               VerdictKind::kNoResult,       VerdictKind::kInvalidDecision};
constexpr size_t kMostMetrics = 256, kMostName = 64, kMostReason = 2000, kMostDetails = 16;

// Settings are what they look like: 12, 0.5, true, else text.
Json ValueOf(const std::string& text) {
  const Json value = Json::parse(text, nullptr, false);
  return value.is_number() || value.is_boolean() ? value : Json(text);
}

Failure NoResult(const std::string& reason) {
  return {VerdictKind::kNoResult, Stage::kEvaluate, "the simulator's program " + reason, Json::object()};
}

std::string LastLine(const std::string& text) {
  const size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return "";
  const size_t begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? -1 : begin));
}

std::optional<Failure> FailureOfEnd(const CageEnd& end) {
  const auto failure = [](VerdictKind kind, const std::string& reason) {
    return Failure{kind, Stage::kEvaluate, "the simulator's program " + reason, Json::object()};
  };
  switch (end.stop) {
    case CageStop::kWall:
      return failure(VerdictKind::kTimeout,
                     fmt::format("had not answered after {:.1f} s", end.wall_ms / 1000));
    case CageStop::kCpu:
      return failure(VerdictKind::kTimeout, fmt::format("took more CPU time than limits.cpu_s allows"));
    case CageStop::kMemory:
      return failure(VerdictKind::kMemoryLimit,
                     fmt::format("took {} MiB, more than limits.memory_mb", end.peak_memory_bytes >> 20));
    case CageStop::kProcesses:
      return failure(VerdictKind::kPolicyViolation, "started more processes than simulator.processes");
    case CageStop::kOutput:
      return failure(VerdictKind::kNoResult, "wrote more than an answer to standard output");
    case CageStop::kItself:
      break;
  }
  if (!end.signalled && end.code == 0) return std::nullopt;
  const std::string last = LastLine(end.complaint);
  return failure(VerdictKind::kCrash,
                 fmt::format("ended with {}{}{}", Death{end.signalled, end.code}.ToString(),
                             last.empty() ? "" : ": ", last.substr(0, kMostReason)));
}

bool IsName(const std::string& text) {
  return !text.empty() && text.size() <= kMostName && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  });
}

Metrics MetricsFrom(const Json& json) {
  if (!json.is_object() || json.empty() || json.size() > kMostMetrics)
    throw std::invalid_argument("metrics are an object of names and numbers");
  Metrics out;
  for (const auto& [name, value] : json.items()) {
    if (!IsName(name)) throw std::invalid_argument("a metric is named with letters, digits and _ - . alone");
    if (!value.is_number()) throw std::invalid_argument(fmt::format("the metric {} is no number", name));
    Metric metric{.name = name};
    metric.is_count = value.is_number_unsigned();
    if (metric.is_count) metric.count = value.get<uint64_t>();
    metric.real = metric.is_count ? 0 : value.get<double>();
    if (!std::isfinite(metric.real))
      throw std::invalid_argument(fmt::format("the metric {} is not finite", name));
    out.push_back(std::move(metric));
  }
  return out;
}

Failure FailureFrom(const Json& json) {
  const auto name = json.at("kind").get<std::string>();
  const auto kind = VerdictKindFromString(name);
  if (!kind || std::ranges::find(kKinds, *kind) == kKinds.end())
    throw std::invalid_argument(fmt::format("'{}' is no kind of failure that a program may name", name));
  Failure out{*kind, Stage::kEvaluate, ToUtf8(json.at("reason").get<std::string>().substr(0, kMostReason)),
              Json::object()};
  for (const auto& [key, value] : json.items()) {
    if (key == "kind" || key == "reason" || !IsName(key) || out.detail.size() == kMostDetails) continue;
    if (value.is_string()) out.detail[key] = ToUtf8(value.get<std::string>().substr(0, kMostReason));
    if (value.is_number() || value.is_boolean()) out.detail[key] = value;
  }
  return out;
}

void CheckNames(const std::vector<Simulation>& simulations, const std::vector<std::string>& needed) {
  for (const Simulation& simulation : simulations) {
    for (const std::string& name : needed)
      if (FindMetric(simulation.metrics, name) == nullptr)
        throw std::invalid_argument(fmt::format("the metric {} is missing", name));
    const auto& first = simulations.front().metrics;
    if (!std::ranges::equal(simulation.metrics, first, {}, &Metric::name, &Metric::name))
      throw std::invalid_argument("workloads have different metrics");
  }
}

std::vector<Simulation> SimulationsFrom(const Json& json, const std::vector<uint32_t>& workloads) {
  const Json& all = json.at("simulations");
  if (!all.is_array() || all.size() != workloads.size())
    throw std::invalid_argument(
        fmt::format("{} simulations are expected, one for each workload", workloads.size()));
  std::vector<Simulation> out;
  for (size_t i = 0; i < workloads.size(); ++i)
    out.push_back({.workload = workloads[i], .metrics = MetricsFrom(all[i].at("metrics"))});
  return out;
}

}  // namespace

std::string QuestionFor(const EvaluatorSetup& setup, const std::vector<uint32_t>& workloads,
                        const std::string& policy) {
  Json question = {{"protocol", "gauntlet.harness/1"},
                   {"do", policy.empty() ? "references" : "evaluate"},
                   {"workloads", Json::array()}};
  if (!policy.empty()) question["policy"] = policy;
  for (const uint32_t index : workloads) {
    const EvaluatorWorkload& workload = setup.workloads[index];
    Json one = {{"name", workload.name},
                // 53 bits: a whole number in any language.
                {"seed", SeedOfWorkload(setup.seed, workload.name) >> 11},
                {"params", Json::object()},
                {"files", Json::object()}};
    for (const auto& [key, value] : workload.params) one["params"][key] = ValueOf(value);
    for (const auto& [key, path] : workload.files) one["files"][key] = path;
    question["workloads"].push_back(std::move(one));
  }
  return question.dump() + "\n";
}

Evaluation EvaluationOf(const CageEnd& end, const std::vector<uint32_t>& workloads,
                        const std::vector<std::string>& needed) {
  Evaluation out;
  out.evaluate_ms = end.wall_ms;
  out.cpu_ms = end.cpu_ms;
  out.peak_memory_bytes = end.peak_memory_bytes;
  out.note = ToUtf8(end.complaint);
  if (auto failure = FailureOfEnd(end)) {
    failure->reason = ToUtf8(failure->reason);
    out.verdict = std::move(*failure);
    return out;
  }
  try {
    CheckJsonDepth(end.output);
    const Json answer = Json::parse(end.output);
    if (answer.contains("failure")) {
      out.verdict = FailureFrom(answer.at("failure"));
      return out;
    }
    out.simulations = SimulationsFrom(answer, workloads);
    CheckNames(out.simulations, needed);
  } catch (const std::exception& exception) {
    out.simulations.clear();
    out.verdict = NoResult(fmt::format("gave no answer that can be read: {}", ToUtf8(exception.what())));
  }
  return out;
}

}  // namespace gauntlet
