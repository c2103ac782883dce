#include "host/evaluate/check_answer.h"

#include <fmt/format.h>
#include <sys/stat.h>

namespace gauntlet {

Result<> CheckAnswer(const EvaluationAnswer& answer, std::span<const uint32_t> asked, bool with_logs,
                     const StopRule* stop) {
  const auto& simulations = answer.evaluation.simulations;
  const auto wrong = [](std::string what) {
    return Fail(ErrorKind::kWorkerLost, "an evaluator answered another question: " + std::move(what));
  };
  const bool stopped = stop != nullptr && StopsAfter(*stop, simulations) == simulations.size();
  if (simulations.size() > asked.size() ||
      (answer.evaluation.verdict.ok() && simulations.size() < asked.size() && !stopped))
    return wrong(fmt::format("{} simulations, {} were asked for", simulations.size(), asked.size()));
  for (size_t i = 0; i < simulations.size(); ++i)
    if (simulations[i].workload != asked[i])
      return wrong(fmt::format("workload {} in place of {}", simulations[i].workload, asked[i]));
  if (answer.logs.size() != (with_logs ? simulations.size() : 0))
    return wrong(fmt::format("{} logs of {} simulations", answer.logs.size(), simulations.size()));
  return {};
}

Result<> CheckLogs(const EvaluationAnswer& answer, int file) {
  struct stat facts = {};
  if (::fstat(file, &facts) != 0) return FailErrno(ErrorKind::kWorkerLost, "the file of decision logs");
  const auto size = static_cast<uint64_t>(facts.st_size);
  for (const LogPart& log : answer.logs)
    if (log.offset > size || log.bytes > size - log.offset)
      return Fail(ErrorKind::kWorkerLost, "a decision log lies outside of its file");
  return {};
}

}  // namespace gauntlet
