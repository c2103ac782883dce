// What a candidate's process leaves in the memory that it shared with its parent: every byte may be the candidate's.
// The input is how the child ended, then the report, results and note; the prelude is ours and sound.
#include <sys/wait.h>

#include <algorithm>

#include "host/evaluate/check_answer.h"
#include "host/evaluate/worker/judge.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

constexpr uint32_t kMostSimulations = 3;
constexpr uint64_t kMostNoteBytes = 64;
const EvaluationLimits kLimits = {1000, 1 << 20, kMostNoteBytes};

ChildEnd TakeEnd(fuzz::Input& input) {
  const auto bits = input.Take<uint8_t>();
  ChildEnd end = {};
  end.signalled = (bits & 1) != 0;
  end.timed_out = (bits & 2) != 0;
  end.misbehaved = (bits & 4) != 0;
  end.code = (bits & 8) != 0 ? kChildDone : (bits & 16) != 0 ? kChildReported : input.Take<uint8_t>();
  return end;
}

void Check(fuzz::Input input) {
  static const ReportMemory memory = ReportMemory::Create(kMostSimulations, kMostNoteBytes).value();
  *memory.prelude() = {};
  memory.prelude()->locked = 1;
  memory.prelude()->module_base = 0x10000;
  memory.prelude()->module_bytes = 0x1000;
  const ChildEnd end = TakeEnd(input);
  const bool keeps_logs = input.Take<uint8_t>() % 2 == 1;
  char* const room = reinterpret_cast<char*>(memory.report());
  const size_t room_bytes = sizeof(Report) + kMostSimulations * sizeof(gauntlet_result) + kMostNoteBytes;
  std::memset(room, 0, room_bytes);
  if (!input.rest().empty())
    std::memcpy(room, input.rest().data(), std::min(room_bytes, input.rest().size()));

  const PlayedName workloads[] = {{4, "a"}, {0, "b"}, {2, "c"}};
  const uint64_t bounds[] = {100, 200, 300};
  const auto answer =
      Judge(CollectRemains(end, memory), workloads,
            keeps_logs ? std::span<const uint64_t>(bounds) : std::span<const uint64_t>(), kLimits);
  if (!answer) return fuzz::CheckError(answer.error());
  const Evaluation& evaluation = answer->evaluation;
  GAUNTLET_ASSERT(evaluation.note.size() <= kMostNoteBytes);
  GAUNTLET_ASSERT(evaluation.peak_memory_bytes <= kLimits.memory_bytes && evaluation.fault_offset < 0x1000);
  if (evaluation.verdict.ok()) GAUNTLET_ASSERT(end.code == kChildDone && !end.signalled);
  const auto fits = CheckAnswer(*answer, std::vector<uint32_t>{4, 0, 2}, keeps_logs);
  GAUNTLET_ASSERT(fits);
  const auto sent = FromJson<EvaluationAnswer>(ToJson(*answer));
  GAUNTLET_ASSERT(sent && ToJson(*sent).dump() == ToJson(*answer).dump());  // and is text
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::Check({data, size});
  return 0;
}
