// Whether an evaluator's answer is one to the question that was asked. It parses well and may still name workloads
// that there are not, or leave some out: an evaluator lives next door to candidates.
#pragma once

#include <span>

#include "host/evaluate/wire.h"

namespace gauntlet {

// kWorkerLost unless the simulations are those of `asked`, in order: all of them if the verdict is ok and `stop` (or
// null) does not end the run before, else the first few. With logs there is one for each of them, without there is
// none.
Result<> CheckAnswer(const EvaluationAnswer& answer, std::span<const uint32_t> asked, bool with_logs,
                     const StopRule* stop = nullptr);
// kWorkerLost unless every log lies in the file that came with the answer.
Result<> CheckLogs(const EvaluationAnswer& answer, int file);

}  // namespace gauntlet
