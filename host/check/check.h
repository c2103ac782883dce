// Whether a problem is sound: that what its simulator says can be relied on, and that its objective cannot be had for
// nothing. One finding a question, each with what to do.
//
//   problem      the folder opens: problem.yaml, rules of the ABI, fingerprint, ladder
//   splits       there are three, and no record is in two
//   workloads    made twice, they are the same bytes
//   references   what the objective compares with is there, finite, and in the right order
//   baselines    seed and baselines are ok and confirmed, tell each other apart, and none beats the bound
//   repeats      A, B, A: the same numbers, bit for bit
//   workers      another number of workers, the workloads the other way round: the same numbers
//   battery      what `verify` asks of a champion, of seed and baselines
//   stand_ins    policies that mean no good get the verdicts that they should, and no good score
//   mutants      policies that nobody wrote end in a verdict; who is ok is confirmed
//   cost         what an evaluation takes, beside the limits
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

enum class Grade { kPass, kNote, kFail };  // note: it runs, but something is missing or looks odd
std::string_view ToString(Grade grade);    // "pass", "note", "fail"

struct ProblemFinding {
  std::string name;  // splits, workloads, ...: for scripts
  std::string title;
  Grade grade = Grade::kPass;
  std::string says;
  std::string advice;  // what to do; empty when passed
  Json detail = Json::object();
  double ms = 0;
  bool ends = false;  // nothing further can be asked

  void Fail(std::string what, std::string to_do);
  // Of several the first is kept; a failure is not made less.
  void Note(std::string what, std::string to_do);
};

struct ProblemReport {
  std::string problem;  // its name, or the path where it does not open
  std::vector<ProblemFinding> findings;

  bool sound() const;  // nothing failed
  Json ToJson() const;
};

struct CheckOptions {
  unsigned lanes = 1;
  unsigned repeats = 5;
  unsigned mutants = 60;
  uint64_t seed = 1;                            // of the mutants
  std::function<void(const std::string&)> say;  // the question that is being asked
};

// An error is the platform's.
Result<ProblemReport> CheckProblem(const std::filesystem::path& folder, const CheckOptions& options);

}  // namespace gauntlet
