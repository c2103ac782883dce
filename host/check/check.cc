#include "host/check/check.h"

#include <algorithm>

#include "host/author/simulator_build.h"
#include "host/base/clock.h"
#include "host/check/field.h"

namespace gauntlet {
namespace {

struct Question {
  const char* name;
  const char* title;
  Result<> (*ask)(Field&, ProblemFinding&);
};

// Adding a question is one line here, and one in the head of check.h.
constexpr Question kQuestions[] = {
    {"splits", "three splits, no record in two", AskSplits},
    {"workloads", "made twice", AskWorkloads},
    {"references", "what the objective compares with", AskReferences},
    {"baselines", "seed and baselines, confirmed", AskBaselines},
    {"repeats", "A, B, A in one evaluator", AskRepeats},
    {"workers", "other workers, the other way round", AskWorkers},
    {"battery", "what a champion must stand", AskBattery},
    {"stand_ins", "policies that mean no good", AskStandIns},
    {"mutants", "policies that nobody wrote", AskMutants},
    {"cost", "of one evaluation", AskCost},
};

// What a problem can bring about. The rest is the machine's.
bool IsOfTheProblem(ErrorKind kind) {
  return kind == ErrorKind::kInput || kind == ErrorKind::kVerifierMismatch || kind == ErrorKind::kWorkerLost;
}

ProblemFinding OpeningFinding(const Result<Problem>& problem, double start_ms) {
  ProblemFinding out{.name = "problem", .title = "problem.yaml, ABI rules, ladder"};
  out.ms = NowMs() - start_ms;
  if (!problem) {
    out.Fail(problem.error().message, "mend what it names, and check again");
    out.ends = true;
  } else if (problem->harness) {
    out.Note("a program plays its policies: what it says is not confirmed by anyone",
             "a simulator.cc of your own (`gauntlet new`) makes scores that others can rely on");
  } else if (problem->own) {
    out.says = "its simulator compiles, its ABI keeps the rules, the module climbs the ladder";
  } else {
    out.says = "its domain is built in";
  }
  return out;
}

}  // namespace

std::string_view ToString(Grade grade) {
  return grade == Grade::kPass ? "pass" : grade == Grade::kNote ? "note" : "fail";
}

void ProblemFinding::Fail(std::string what, std::string to_do) {
  if (grade == Grade::kFail) return;
  grade = Grade::kFail;
  says = std::move(what);
  advice = std::move(to_do);
}

void ProblemFinding::Note(std::string what, std::string to_do) {
  if (grade != Grade::kPass) return;
  grade = Grade::kNote;
  says = std::move(what);
  advice = std::move(to_do);
}

bool ProblemReport::sound() const {
  return std::ranges::none_of(findings, [](const auto& f) { return f.grade == Grade::kFail; });
}

Json ProblemReport::ToJson() const {
  Json list = Json::array();
  for (const ProblemFinding& f : findings)
    list.push_back({{"name", f.name},
                    {"title", f.title},
                    {"grade", ToString(f.grade)},
                    {"says", f.says},
                    {"advice", f.advice},
                    {"detail", f.detail},
                    {"ms", f.ms}});
  return {{"problem", problem}, {"sound", sound()}, {"findings", list}};
}

Result<ProblemReport> CheckProblem(const std::filesystem::path& folder, const CheckOptions& options) {
  if (options.say) options.say("problem");
  const double start_ms = NowMs();
  const Result<Problem> problem = OpenProblem(folder);
  if (!problem && !IsOfTheProblem(problem.error().kind)) return std::unexpected(problem.error());
  ProblemReport out{problem ? problem->name : folder.string(), {OpeningFinding(problem, start_ms)}};
  if (!problem) return out;
  Field field{*problem, options, nullptr, {}, {}};
  for (const Question& question : kQuestions) {
    if (options.say) options.say(question.name);
    ProblemFinding finding{.name = question.name, .title = question.title};
    const double begin_ms = NowMs();
    if (const auto asked = question.ask(field, finding); !asked) {
      if (!IsOfTheProblem(asked.error().kind)) return std::unexpected(asked.error());
      finding.Fail(asked.error().message,
                   "no problem brings this about that keeps the rules of CONVENTIONS.md");
      finding.ends = true;
    }
    finding.ms = NowMs() - begin_ms;
    out.findings.push_back(std::move(finding));
    if (out.findings.back().ends) break;
  }
  return out;
}

}  // namespace gauntlet
