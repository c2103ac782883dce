// What an evaluator or verifier may answer, and be asked. Byte 0 chooses the message, the rest is its CBOR.
#include "host/evaluate/check_answer.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

template <class T>
void Check(const Json& json) {
  const auto one = FromJson<T>(json);
  const bool carries_error = json.is_object() && json.contains("error");  // whose words are the sender's
  if (!one) return carries_error ? void() : fuzz::CheckError(one.error());
  const Json written = ToJson(*one);
  const auto two = FromJson<T>(written);
  GAUNTLET_ASSERT(two && Json::to_cbor(ToJson(*two)) == Json::to_cbor(written));
}

// An answer to a request for three workloads.
void CheckAnAnswer(const Json& json) {
  Check<EvaluationAnswer>(json);
  const uint32_t asked[] = {2, 0, 1};
  const auto answer = FromJson<EvaluationAnswer>(json);
  if (!answer || !CheckAnswer(*answer, asked, false)) return;
  const auto& simulations = answer->evaluation.simulations;
  for (size_t i = 0; i < simulations.size(); ++i) GAUNTLET_ASSERT(simulations[i].workload == asked[i]);
  if (answer->evaluation.verdict.ok()) GAUNTLET_ASSERT(simulations.size() == 3);
}

void Dispatch(uint8_t choice, const Json& json) {
  switch (choice % 7) {
    case 0:
      return CheckAnAnswer(json);
    case 1:
      return Check<ReplayAnswer>(json);
    case 2:
      return Check<WorkloadFacts>(json);
    case 3:
      return Check<WorkerSetup>(json);
    case 4:
      return Check<WorkloadMessage>(json);
    case 5:
      return Check<EvaluateMessage>(json);
    default:
      return Check<ReplayMessage>(json);
  }
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto message = gauntlet::fuzz::TakeMessage(data, size);
  if (message) gauntlet::Dispatch(message->choice, message->json);
  return 0;
}
