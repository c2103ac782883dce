// What a child leaves behind, in memory shared with its parent for this child only.
//
// The Prelude is written before any instruction of the candidate runs and unmapped before the filter closes:
// the parent may believe it. The Report lies in reach of the candidate to the end: the parent copies it once,
// after the child's death, and believes none of it. A failure that it claims is a failure; a success that it
// claims is a hint.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <span>
#include <string>

#include "sandbox/fault.h"
#include "sandbox/mapping.h"

namespace gauntlet {

// Exit codes of a child.
enum : int {
  kChildDone = 0x40,       // finished, the report says so too
  kChildReported = 0x41,   // ended early, the report says why
  kChildNotLoaded = 0x42,  // the prelude says why
};

struct Prelude {
  uint32_t locked;          // everything below is final; the filter comes next
  uint32_t failed_verdict;  // VerdictKind + 1 of a module that did not load
  uint64_t module_base;
  uint64_t module_bytes;
  double load_ms;
  char reason[1024];  // of failed_verdict
  char detail[2560];  // its detail, as JSON
};

enum class Ending : uint32_t {
  kNone,  // it did not get to say
  kFinished,
  kFailed,  // `status` of the simulator, the SDK's barrier or our heap
  kLadder,  // `verdict` of a rung
  kFault,
  kTerminate,  // std::terminate
};

// A block-fed child tells here how far it is; see feed.h.
struct HandOver {
  uint32_t taken;  // blocks that it is done with
  uint32_t reserved;
  uint64_t log_position;  // the simulator's: bytes of the log that the records so far took
  uint64_t answered[2];   // log_position when block number n was done, at n % 2
};

struct Report {
  Ending ending;
  int32_t status;
  uint32_t verdict;   // VerdictKind of a rung
  uint32_t position;  // workload being played, in the order of the request
  uint32_t finished;  // simulations below
  uint32_t note_bytes;
  uint64_t progress;  // record being served
  uint64_t peak_memory_bytes;
  Fault fault;
  uint32_t stack_overflow;
  HandOver hand_over;  // of a block-fed child
  gauntlet_fault simulator_fault;
  char reason[1024];
  char rung[32];
};

// A mapping laid out as [Prelude, to a page][Report][results][note].
class ReportMemory {
 public:
  static Result<ReportMemory> Create(uint32_t max_simulations, uint64_t max_note_bytes);

  Prelude* prelude() const { return reinterpret_cast<Prelude*>(memory_.data()); }
  Report* report() const { return reinterpret_cast<Report*>(memory_.data() + kPreludeBytes); }
  gauntlet_result* results() const { return reinterpret_cast<gauntlet_result*>(report() + 1); }
  char* note() const { return reinterpret_cast<char*>(results() + max_simulations_); }
  uint32_t max_simulations() const { return max_simulations_; }
  uint64_t max_note_bytes() const { return max_note_bytes_; }

  void ForgetPrelude() const;  // in the child

  static constexpr uint64_t kPreludeBytes = 4096;

 private:
  Mapping memory_;
  uint32_t max_simulations_ = 0;
  uint64_t max_note_bytes_ = 0;
};

// Copies text into a fixed field, cut where it must be, NUL-terminated. No allocation.
void CopyText(std::span<char> field, std::string_view text);
// Text that a candidate had in its hands: printable ASCII and line ends, the rest as '?'.
std::string CleanText(std::string_view text);
// Up to the first NUL of a field, cleaned.
std::string CleanField(std::span<const char> field);

}  // namespace gauntlet
