// The answers of a run, written while a policy gives them or read from the log of an earlier run.
//
// A log is one byte that says which questions are asked (the domain's to number), then the answers in the order
// of the questions, unaligned and little-endian. An answer that cannot be had (log full, log at its end) comes
// as a value that no run may carry out, so that the run checks an answer once; Rejection says what was wrong
// with it.
#pragma once

#include <gauntlet/simulator.h>

#include <bit>
#include <cstdint>
#include <cstring>

namespace gauntlet::simulators {

inline constexpr uint64_t kLogHeaderBytes = 1;

// Why an answer was not carried out: a status, and the beginning of a sentence that ends with the answer.
struct Rejection {
  int32_t status;
  const char* text;
  bool show_answer;
};

// The number and the rolling hash of the answers of a run.
class AnswerHash {
 public:
  void Add(uint64_t answer) {
    ++count_;
    hash_ = (std::rotl(hash_, 29) ^ answer) * 0x9fb21c651e98df25ull;
  }
  uint64_t count() const { return count_; }
  uint64_t Value() const {
    uint64_t z = hash_ + count_ * 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    return z ^ (z >> 31);
  }

 private:
  uint64_t hash_ = 0x2545f4914f6cdd1dull;
  uint64_t count_ = 0;
};

// Writes answers. Without a log it hashes them only.
class Recorder {
 public:
  Recorder(const gauntlet_run_io& io, uint8_t kind)
      : log_(io.log), bytes_(io.log == nullptr ? 0 : io.log_bytes) {
    Write(kind);
  }

  // False: the log is full.
  template <class T>
  bool Add(T answer) {
    if constexpr (sizeof(T) == 8) {
      hash_.Add(std::bit_cast<uint64_t>(answer));
    } else {
      hash_.Add(answer);
    }
    return Write(answer);
  }

  const AnswerHash& hash() const { return hash_; }
  uint64_t log_bytes() const { return log_ == nullptr ? 0 : used_; }
  bool overflown() const { return overflown_; }
  Rejection Reject(const char* text) const {
    if (overflown_)
      return {GAUNTLET_LOG_OVERFLOW, "there were more answers than the decision log can hold", false};
    return {GAUNTLET_INVALID_DECISION, text, true};
  }

 private:
  template <class T>
  bool Write(T answer) {
    if (log_ == nullptr) return true;
    if (bytes_ - used_ < sizeof(T)) [[unlikely]] {
      overflown_ = true;
      return false;
    }
    std::memcpy(log_ + used_, &answer, sizeof(T));
    used_ += sizeof(T);
    return true;
  }

  uint8_t* log_;
  uint64_t bytes_;
  uint64_t used_ = 0;
  bool overflown_ = false;
  AnswerHash hash_;
};

// Reads answers.
class Replayer {
 public:
  explicit Replayer(const gauntlet_run_io& io) : log_(io.log), bytes_(io.log == nullptr ? 0 : io.log_bytes) {
    Read(&kind_);
  }

  uint8_t kind() const { return kind_; }  // 0: no log

  // `otherwise` at the end of the log.
  template <class T>
  T Next(T otherwise) {
    T answer;
    if (!Read(&answer)) [[unlikely]]
      return otherwise;
    if constexpr (sizeof(T) == 8) {
      hash_.Add(std::bit_cast<uint64_t>(answer));
    } else {
      hash_.Add(answer);
    }
    return answer;
  }

  const AnswerHash& hash() const { return hash_; }
  uint64_t log_bytes() const { return used_; }
  bool AtEnd() const { return used_ == bytes_; }
  Rejection Reject(const char* text) const {
    if (ended_) return {GAUNTLET_BAD_LOG, "the decision log ends before the trace", false};
    return {GAUNTLET_BAD_LOG, text, true};
  }

 private:
  template <class T>
  bool Read(T* answer) {
    if (bytes_ - used_ < sizeof(T)) [[unlikely]] {
      ended_ = true;
      return false;
    }
    std::memcpy(answer, log_ + used_, sizeof(T));
    used_ += sizeof(T);
    return true;
  }

  const uint8_t* log_;
  uint64_t bytes_;
  uint64_t used_ = 0;
  bool ended_ = false;
  uint8_t kind_ = 0;
  AnswerHash hash_;
};

}  // namespace gauntlet::simulators
