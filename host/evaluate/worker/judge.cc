#include "host/evaluate/worker/judge.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>

#include "host/load/load.h"

namespace gauntlet {
namespace {

// Whose fault that is nobody can tell from here: policies can write over what the simulator keeps.
constexpr const char* kInSimulator =
    ", in the simulator: an answer that it did not check, or memory that the policy wrote over";

using namespace std::string_literals;

bool IsMetricName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string_view FaultName(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "an access to memory that is not there";
    case SIGBUS:
      return "an access beyond the end of a mapping";
    case SIGFPE:
      return "a division by zero or an overflow in a division";
    case SIGILL:
      return "a trap: undefined behaviour was reached, or abort() called";
    case SIGTRAP:
      return "a breakpoint instruction";
    case SIGABRT:
      return "an abort";
    default:
      return "a signal";
  }
}

// Of the rungs after the filter: what the candidate's own memory says, bounded to what they can say.
Failure ClaimedRung(const Report& report) {
  const bool mismatch = static_cast<VerdictKind>(report.verdict) == VerdictKind::kAbiMismatch;
  return {mismatch ? VerdictKind::kAbiMismatch : VerdictKind::kLoadError,
          Stage::kLoad,
          CleanField(report.reason),
          {{"rung", CleanField(report.rung)}}};
}

// Of the rungs before: ours, and believed.
Failure TrueRung(const Prelude& prelude) {
  auto kind = static_cast<VerdictKind>(prelude.failed_verdict - 1);
  if (kind != VerdictKind::kLinkError && kind != VerdictKind::kAbiMismatch) kind = VerdictKind::kLoadError;
  Failure failure{kind, Stage::kLoad, CleanField(prelude.reason), Json::object()};
  const Json detail = Json::parse(CleanField(prelude.detail), nullptr, false);
  if (detail.is_object()) failure.detail = detail;
  return failure;
}

// Classifies one death, with the place on the way where it happened.
class Judgement {
 public:
  Judgement(const Remains& remains, std::span<const PlayedName> workloads, const EvaluationLimits& limits)
      : end_(remains.end),
        report_(remains.report),

        workloads_(workloads),
        limits_(limits) {}

  // None: it says that it finished.
  std::optional<Failure> Classify() const {
    if (end_.signalled && end_.code == SIGSYS)
      return Make(VerdictKind::kPolicyViolation, "the policy made a system call, which no policy may do");
    if (Reported(Ending::kFailed) && report_.status == GAUNTLET_OUT_OF_MEMORY)
      return Make(
          VerdictKind::kMemoryLimit,
          fmt::format("{}: the budget is {} bytes",
                      Or(CleanField(report_.reason), "the policy ran out of memory"), limits_.memory_bytes));
    if (end_.timed_out)
      return Make(
          VerdictKind::kTimeout,
          fmt::format(
              "the policy used {:.0f} ms of CPU time and {:.0f} ms in all; {:.0f} ms of CPU time are allowed",
              end_.cpu_ms, end_.wall_ms, limits_.cpu_ms));
    if (end_.misbehaved)
      return Make(VerdictKind::kPolicyViolation, "the policy tampered with the hand-over of its workload");
    if (Reported(Ending::kFault)) return Crash(report_.fault.signal);
    if (end_.signalled) return Crash(end_.code);
    if (Reported(Ending::kTerminate))
      return Make(VerdictKind::kException,
                  "std::terminate was called: an exception left a noexcept function, or was thrown while "
                  "another was on its way");
    if (Reported(Ending::kLadder)) return ClaimedRung(report_);
    if (Reported(Ending::kFailed)) return FromStatus();
    if (end_.code == kChildDone && report_.ending == Ending::kFinished) return std::nullopt;
    return NoResult();
  }

  Failure NoResult() const {
    return Make(VerdictKind::kNoResult, "the policy ended its process without a result");
  }

 private:
  static std::string Or(std::string text, const char* otherwise) { return text.empty() ? otherwise : text; }
  bool Reported(Ending ending) const {
    return !end_.signalled && end_.code == kChildReported && report_.ending == ending;
  }

  Failure Make(VerdictKind kind, std::string reason) const {
    Failure failure{kind, Stage::kEvaluate, std::move(reason), Json::object()};
    if (report_.position < workloads_.size()) failure.detail["workload"] = workloads_[report_.position].name;
    failure.detail["request"] = report_.progress;
    return failure;
  }

  Failure Crash(int signal) const {
    Failure failure = Make(
        VerdictKind::kCrash,
        report_.stack_overflow != 0
            ? "the stack overflowed: recursion without end, or very large local arrays"s
            : "the policy crashed: "s + std::string(FaultName(signal)) + (InSimulator() ? kInSimulator : ""));
    if (InSimulator()) failure.detail["in"] = "simulator";
    failure.detail["signal"] = signal;
    if (signal == SIGSEGV || signal == SIGBUS)
      failure.detail["address"] = fmt::format("{:#x}", report_.fault.address);
    return failure;
  }

  // The child was forked from this process, so the simulator lies where it lies here.
  bool InSimulator() const {
    Dl_info place = {};
    const auto* instruction = reinterpret_cast<const void*>(report_.fault.instruction);
    return ::dladdr(instruction, &place) != 0 && place.dli_fname != nullptr &&
           std::string_view(place.dli_fname).find("/simulators/") != std::string_view::npos;
  }

  Failure FromStatus() const {
    const std::string simulator_text = CleanField(report_.simulator_fault.text);
    const std::string text = Or(CleanField(report_.reason), simulator_text.c_str());
    switch (report_.status) {
      case GAUNTLET_EXCEPTION:
        return Make(VerdictKind::kException, Or(text, "an exception left a hook"));
      case GAUNTLET_INVALID_DECISION: {
        Failure failure = Make(VerdictKind::kInvalidDecision,
                               Or(text, "the policy gave an answer that cannot be carried out"));
        failure.detail["request"] = report_.simulator_fault.index;
        return failure;
      }
      case GAUNTLET_LOG_OVERFLOW:
        return Make(VerdictKind::kLogOverflow,
                    Or(text, "the policy gave more answers than its log can hold"));
      case GAUNTLET_BAD_WORKLOAD:  // it was opened before, and is fed in order: the run lost count
        return Make(VerdictKind::kScoreForged,
                    "the policy wrote over what the simulator keeps: " + Or(text, "its workload is no more"));
      case GAUNTLET_UNSUPPORTED:
        return LoadFailure(Rung::kCreate, Or(text, "the simulator cannot play this policy"));
      default:
        return Make(VerdictKind::kNoResult, Or(text, "the run ended without a result"));
    }
  }

  const ChildEnd& end_;
  const Report& report_;
  std::span<const PlayedName> workloads_;
  const EvaluationLimits& limits_;
};

// Why the child never got to the candidate, if it did not.
Result<std::optional<Failure>> BeforeTheCandidate(const Remains& remains) {
  const Prelude& prelude = remains.prelude;
  if (prelude.locked != 0) {
    // Nobody under the filter can send it: the filter was not installed, or the kernel ran out of memory.
    if (remains.end.signalled && remains.end.code == SIGKILL && !remains.end.timed_out &&
        !remains.end.misbehaved)
      return Fail(ErrorKind::kSandboxError, "the candidate's process was killed from outside");
    return std::nullopt;
  }
  if (prelude.failed_verdict != 0) return TrueRung(prelude);
  return Fail(ErrorKind::kSandboxError,
              fmt::format("the candidate's process did not come up: {}",
                          prelude.reason[0] != 0 ? CleanField(prelude.reason) : "it died early"));
}

}  // namespace

Remains CollectRemains(const ChildEnd& end, const ReportMemory& memory) {
  Remains remains = {end, {}, {}, {}, {}};
  std::memcpy(static_cast<void*>(&remains.prelude), memory.prelude(), sizeof(Prelude));
  std::memcpy(static_cast<void*>(&remains.report), memory.report(), sizeof(Report));
  remains.results.assign(memory.results(),
                         memory.results() + std::min(remains.report.finished, memory.max_simulations()));
  remains.note.assign(memory.note(), std::min<uint64_t>(remains.report.note_bytes, memory.max_note_bytes()));
  return remains;
}

std::optional<Simulation> ReadResult(const gauntlet_result& result, uint32_t workload) {
  if (result.metric_count == 0 || result.metric_count > GAUNTLET_MAX_METRICS) return std::nullopt;
  Simulation simulation{workload, {}, result.answer_count, result.answer_hash};
  for (const gauntlet_metric& m : std::span(result.metrics, result.metric_count)) {
    Metric metric{std::string(m.name, ::strnlen(m.name, sizeof m.name)), m.kind == GAUNTLET_METRIC_COUNT,
                  m.integer, m.real};
    if (metric.is_count)
      metric.real = 0;
    else
      metric.count = 0;
    if (!IsMetricName(metric.name) || !std::isfinite(metric.real) ||
        FindMetric(simulation.metrics, metric.name))
      return std::nullopt;
    simulation.metrics.push_back(std::move(metric));
  }
  return simulation;
}

Result<EvaluationAnswer> Judge(const Remains& remains, std::span<const PlayedName> workloads,
                               std::span<const uint64_t> log_bounds, const EvaluationLimits& limits,
                               const StopRule* stop) {
  EvaluationAnswer answer;
  Evaluation& evaluation = answer.evaluation;
  evaluation.load_ms = remains.prelude.load_ms;
  evaluation.evaluate_ms = std::max(0.0, remains.end.wall_ms - remains.prelude.load_ms);
  evaluation.cpu_ms = remains.end.cpu_ms;
  evaluation.note = CleanText(remains.note);
  evaluation.peak_memory_bytes = std::min(remains.report.peak_memory_bytes, limits.memory_bytes);
  GAUNTLET_TRY(std::optional<Failure> failure, BeforeTheCandidate(remains));
  const bool loaded = !failure;
  const Judgement judgement(remains, workloads, limits);
  if (loaded) failure = judgement.Classify();
  for (size_t i = 0; loaded && i < std::min(remains.results.size(), workloads.size()); ++i) {
    const auto simulation = ReadResult(remains.results[i], workloads[i].workload);
    const uint64_t log_bytes = log_bounds.empty() ? 0 : remains.results[i].log_bytes;
    if (!simulation || log_bytes > (log_bounds.empty() ? 0 : log_bounds[i])) {
      if (!failure)
        failure = Failure{VerdictKind::kNoResult, Stage::kEvaluate,
                          "the result is not one of the simulator's", Json::object()};
      break;
    }
    evaluation.simulations.push_back(*simulation);
    if (!log_bounds.empty()) answer.logs.push_back({0, log_bytes, {}});
  }
  const auto& played = evaluation.simulations;
  const bool stopped = stop != nullptr && StopsAfter(*stop, played) == played.size();
  if (!failure && !stopped && remains.report.finished != workloads.size()) failure = judgement.NoResult();
  const uint64_t offset = remains.report.fault.instruction - remains.prelude.module_base;
  if (failure && failure->kind == VerdictKind::kCrash && offset < remains.prelude.module_bytes)
    evaluation.fault_offset = offset;
  if (failure) evaluation.verdict = std::move(*failure);
  return answer;
}

}  // namespace gauntlet
