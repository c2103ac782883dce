// gauntlet debug: one evaluation again, caged and then in the open: without protection, under gdb, or with
// AddressSanitizer, with the lines where it failed.
#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "host/author/simulator_build.h"
#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/base/tool.h"
#include "host/campaign/workbench.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/debug_job.h"
#include "host/cli/output.h"
#include "host/cli/problem_options.h"

namespace gauntlet {
namespace {

// For a debugger to read symbols, beside the time that the policy may take.
constexpr double kToolGraceMs = 300000;
constexpr double kSlowness = 60;  // of a build without optimisation under a tool

struct DebugOptions {
  std::string what;    // CAMPAIGN:ID, or a problem
  std::string source;  // with a problem
  bool gdb = false;
  bool asan = false;
  bool batch = false;
  bool optimised = false;
  WorkloadChoice choice;
};

struct Subject {
  Problem problem;
  std::string source;
};

// The lines around the one that failed.
std::string Excerpt(const std::string& source, uint32_t line) {
  std::istringstream in(source);
  std::string out;
  uint32_t number = 0;
  for (std::string text; std::getline(in, text);)
    if (++number + 4 > line && number < line + 4)
      out += fmt::format("{} {:>4}  {}\n", number == line ? ">" : " ", number, text);
  return out;
}

std::string VerdictText(const Verdict& verdict) {
  if (const Failure* f = verdict.failure())
    return fmt::format("{} ({}): {}", ToString(f->kind), ToString(f->stage), f->reason);
  return "ok";
}

std::string Outcome(const Candidate& c) {
  if (!c.verdict.ok()) return VerdictText(c.verdict);
  return fmt::format("ok, score {:+.6f}, {:.1f} ns a request", c.score.value_or(0),
                     c.resources.value("cpu_ns_per_request", 0.0));
}

Result<std::unique_ptr<Workbench>> OpenBench(Isolation isolation, const Problem& problem,
                                             const std::vector<WorkloadEntry>& entries,
                                             const DebugOptions& options) {
  WorkbenchOptions bench;
  bench.isolation = isolation;
  bench.entries = entries;
  bench.memory_mb = options.choice.memory_mb;
  return Workbench::Open(problem, bench);
}

// What a tool found, beside the verdict in the cage.
struct Finding {
  std::string name;                // of the tool
  std::string outcome;             // one line
  std::string output;              // the tool's own words
  std::optional<Verdict> verdict;  // of the run, when it came to an end of its own
  uint32_t line = 0;               // of the policy
  bool clean = true;               // nothing was found
};

Result<std::shared_ptr<const Module>> BuildModule(Workbench& bench, const Subject& subject,
                                                  DebugBuild build) {
  const CompileRequest request{.source = subject.source,
                               .domain = subject.problem.domain,
                               .interface_name = subject.problem.interface_name,
                               .debug = build};
  GAUNTLET_TRY(CompileOutcome outcome,
               bench.lanes().front().compiler->Compile(request, [](const NormalForm&) { return true; }));
  if (outcome.failure)
    return Fail(ErrorKind::kInternalError,
                "the policy does not build for a debugger: " + outcome.failure->reason);
  return outcome.module;
}

Result<std::unique_ptr<DebugJob>> MakeJob(Workbench& bench, const Subject& subject, const Candidate& caged,
                                          const DebugOptions& options, DebugBuild build) {
  GAUNTLET_TRY(const auto module, BuildModule(bench, subject, build));
  const Failure* failure = caged.verdict.failure();
  return DebugJob::Create({.problem = subject.problem,
                           .source = subject.source,
                           .failure = failure ? std::optional(*failure) : std::nullopt,
                           .memory_mb = options.choice.memory_mb},
                          *module, bench.workloads());
}

Deadline ToolDeadline(const Problem& problem) {
  return Deadline::After(kSlowness * 1000 * problem.limits.cpu_s + kToolGraceMs);
}

// --- gdb ---

bool IsAboutGdb(const std::string& line) {
  for (const char* start :
       {"[Thread debugging", "Using host lib", "warning: Error disabling", "Catchpoint 3 (throw)",
        "Run till exit", "[Inferior ", "Program terminated with signal", "The program no longer exists",
        "No symbol table info", "No locals."})
    if (line.starts_with(start)) return true;
  for (const char* part : {": Error in sourced command file:", "No stack.", "in gauntlet_before_request ()",
                           "in gauntlet_run_failed ()"})
    if (line.ends_with(part)) return true;
  return false;
}

// Without what gdb says of itself, and without the frames that called the policy.
std::string GdbWords(const std::string& output) {
  std::istringstream in(output);
  std::string out;
  bool in_list = false;  // of functions that got a breakpoint: each with its declaration
  bool below_policy = false;
  for (std::string line; std::getline(in, line);) {
    const bool set = line.starts_with("Breakpoint ") && line.find(" at 0x") != std::string::npos;
    const bool declaration = in_list && line.ends_with(";");
    in_list = set;
    const bool frame = line.starts_with("#");
    if (line.starts_with("#0 ")) below_policy = false;
    if (frame && FirstPolicyLine(line) != 0) below_policy = true;
    if (set || declaration || IsAboutGdb(line)) continue;
    if (frame && below_policy && line.find(" at ") == std::string::npos) continue;
    if (!line.empty() || (!out.empty() && !out.ends_with("\n\n"))) out += line + "\n";
  }
  return out;
}

Result<int> GdbOnTerminal(const DebugJob& job) {
  GAUNTLET_TRY(const std::string script, job.WriteGdbScript(true));
  return RunOnTerminal({{"gdb", "-q", "-x", script, "--args",
                         Layout::Current().Program("gauntlet-player").string(), job.job_file()},
                        {{"DEBUGINFOD_URLS", ""}}});
}

Result<Finding> GdbInBatch(const DebugJob& job, const Subject& subject, DebugBuild build) {
  GAUNTLET_TRY(const std::string script, job.WriteGdbScript(false));
  GAUNTLET_TRY(const ToolEnd end,
               RunCollected({{"gdb", "-q", "-nx", "-batch", "-x", script, "--args",
                              Layout::Current().Program("gauntlet-player").string(), job.job_file()},
                             {{"DEBUGINFOD_URLS", ""}, {"TERM", "dumb"}}},
                            ToolDeadline(subject.problem)));
  Finding finding{.name = "gdb"};
  finding.verdict = job.Answer();
  finding.output = GdbWords(end.output);
  finding.line = FirstPolicyLine(finding.output);
  finding.clean = finding.verdict && finding.verdict->ok();
  const char* how = build == DebugBuild::kPlain ? "without optimisation" : "as scored";
  if (finding.verdict)
    finding.outcome = fmt::format("{}: {}", how, VerdictText(*finding.verdict));
  else if (end.killed)
    finding.outcome = fmt::format("{}: gdb did not end in time", how);
  else
    finding.outcome = fmt::format("{}: stopped by a signal{}", how,
                                  finding.line ? fmt::format(", line {} of the policy", finding.line) : "");
  return finding;
}

// A failure that does not show without optimisation is looked for in the code as it was scored.
Result<Finding> UnderGdb(Workbench& bench, const Subject& subject, const Candidate& caged,
                         const DebugOptions& options) {
  const DebugBuild first = options.optimised ? DebugBuild::kOptimised : DebugBuild::kPlain;
  GAUNTLET_TRY(const auto job, MakeJob(bench, subject, caged, options, first));
  GAUNTLET_TRY(Finding finding, GdbInBatch(*job, subject, first));
  if (!finding.clean || caged.verdict.ok() || first == DebugBuild::kOptimised) return finding;
  GAUNTLET_TRY(const auto again, MakeJob(bench, subject, caged, options, DebugBuild::kOptimised));
  return GdbInBatch(*again, subject, DebugBuild::kOptimised);
}

// --- sanitizers ---

// The report without its header, registers, the map of shadow bytes, and the frames that called the policy.
std::string ReportOf(const std::string& output) {
  std::istringstream in(output);
  std::string out;
  bool in_dump = false, below_policy = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("Shadow bytes around") || line.find("==Register values") != std::string::npos)
      in_dump = true;
    if (line.starts_with("SUMMARY") || line.starts_with("AddressSanitizer")) in_dump = false;
    if (line.starts_with("    #0 ")) below_policy = false;
    const bool frame = line.starts_with("    #"), of_policy = frame && FirstPolicyLine(line) != 0;
    below_policy |= of_policy;
    if (in_dump || (frame && below_policy && !of_policy && line.find("gauntlet/sdk/") == std::string::npos) ||
        line.starts_with("=====") || line.ends_with("ABORTING"))
      continue;
    out += line + "\n";
  }
  return out;
}

// What the sanitizers found, in one line.
std::string SummaryOf(const std::string& output, uint32_t line) {
  const size_t at = output.find("SUMMARY: ");
  if (at == std::string::npos) return "";
  std::string summary = output.substr(at + 9, output.find('\n', at) - at - 9);
  if (summary.find("__glibcxx_assert_fail") != std::string::npos)
    summary = "an index, iterator or pointer out of range, found by the standard library's own checks";
  if (FirstPolicyLine(summary) == 0 && line != 0) summary += fmt::format(" (line {} of the policy)", line);
  return summary;
}

Result<Finding> UnderSanitizers(Workbench& bench, const Subject& subject, const Candidate& caged,
                                const DebugOptions& options) {
  GAUNTLET_TRY(const auto job, MakeJob(bench, subject, caged, options, DebugBuild::kSanitized));
  // Memory comes zeroed, as in the cage, so that a policy goes the same way here.
  const std::string asan =
      "detect_leaks=0:color=never:print_legend=0:handle_sigill=1:handle_abort=1:strip_path_prefix=/:"
      "max_malloc_fill_size=4294967295:malloc_fill_byte=0:detect_stack_use_after_return=1:exitcode=77";
  const std::string symbolizer =
      FindProgram("llvm-symbolizer-19").empty() ? "llvm-symbolizer" : "llvm-symbolizer-19";
  GAUNTLET_TRY(const ToolEnd end,
               RunCollected({{Layout::Current().Program("gauntlet-player-asan").string(), job->job_file()},
                             {{"ASAN_OPTIONS", asan},
                              {"ASAN_SYMBOLIZER_PATH", FindProgram(symbolizer)},
                              {"UBSAN_OPTIONS", "print_stacktrace=1:color=never"}}},
                            ToolDeadline(subject.problem)));
  Finding finding{.name = "asan"};
  finding.verdict = job->Answer();
  finding.output = ReportOf(end.output);
  finding.line = FirstPolicyLine(finding.output);
  finding.clean = finding.verdict && finding.verdict->ok();
  const std::string summary = SummaryOf(end.output, finding.line);
  if (finding.verdict)
    finding.outcome = (finding.clean ? "nothing found; " : "") + VerdictText(*finding.verdict);
  else if (!summary.empty())
    finding.outcome = summary;
  else
    finding.outcome = end.killed ? "did not end in time" : fmt::format("ended with status {}", end.status);
  return finding;
}

// --- in the open ---

Result<Finding> WithoutCage(const Subject& subject, const std::vector<WorkloadEntry>& entries,
                            const DebugOptions& options, Json& json) {
  Finding finding{.name = "trusted"};
  GAUNTLET_TRY(const auto bench, OpenBench(Isolation::kTrusted, subject.problem, entries, options));
  const auto open = bench->Run(subject.source, false);
  if (!open && open.error().kind != ErrorKind::kWorkerLost) return std::unexpected(open.error());
  finding.clean = open && open->verdict.ok();
  finding.outcome = open ? Outcome(*open) : "took the evaluator down: " + open.error().message;
  json["trusted"] = open ? CandidateToJson(*open) : Json{{"error", open.error().message}};
  return finding;
}

Result<Subject> FindSubject(const DebugOptions& options, const Globals& globals) {
  Subject subject;
  if (options.source.empty()) {
    const CampaignRef ref = ParseCampaignRef(options.what);
    GAUNTLET_TRY(const auto file, OpenToRead(ref));
    GAUNTLET_TRY(const Candidate candidate, FindCandidate(*file, ref));
    GAUNTLET_TRY(subject.problem, ProblemOfCampaign(*file, globals.problem_path));
    subject.source = candidate.source;
  } else {
    GAUNTLET_TRY(const auto folder, FindProblem(options.what, ProblemPath(globals.problem_path)));
    GAUNTLET_TRY(subject.problem, OpenProblem(folder));
    GAUNTLET_TRY(subject.source, ReadTextFile(options.source));
  }
  return subject;
}

Result<> CheckTools(const DebugOptions& options) {
  if (options.gdb && FindProgram("gdb").empty())
    return Fail(ErrorKind::kInput,
                "gdb is not installed (not in PATH): apt-get install gdb, or leave --gdb out");
  if (options.asan && !std::filesystem::exists(Layout::Current().Program("gauntlet-player-asan")))
    return Fail(
        ErrorKind::kInput,
        "this build has no gauntlet-player-asan: install libclang-rt-19-dev, configure and build again");
  return {};
}

void Show(const Subject& subject, const Candidate& caged, const Finding& finding) {
  Print(fmt::format("{:<9}{}", finding.name + ":", finding.outcome));
  const Failure* failure = caged.verdict.failure();
  if (failure && finding.output.empty()) Print(failure->detail.dump(1));
  uint32_t line = finding.line;
  if (line == 0 && failure) line = failure->detail.value("line", 0u);
  if (line != 0) Print("\n" + Excerpt(subject.source, line));
  if (!finding.output.empty()) Print(finding.output);
}

void AddToJson(const Finding& finding, Json& json) {
  if (json.contains(finding.name)) return;
  json[finding.name] = {{"outcome", finding.outcome},
                        {"verdict", finding.verdict ? finding.verdict->ToJson() : Json()},
                        {"line", finding.line != 0 ? Json(finding.line) : Json()},
                        {"output", finding.output}};
}

Result<int> Debug(const DebugOptions& options, const Globals& globals) {
  GAUNTLET_CHECK_OK(CheckTools(options));
  GAUNTLET_TRY(const Subject subject, FindSubject(options, globals));
  GAUNTLET_TRY(const auto entries, ChooseWorkloads(subject.problem, options.choice));
  GAUNTLET_TRY(const auto bench, OpenBench(Isolation::kFork, subject.problem, entries, options));
  GAUNTLET_TRY(const Candidate caged, bench->Run(subject.source, false));
  if (!globals.json) Print(fmt::format("{:<9}{}", "fork:", Outcome(caged)));
  Json json = {{"fork", CandidateToJson(caged)}};
  const Failure* failure = caged.verdict.failure();
  const bool never_ran = failure && failure->stage != Stage::kEvaluate && failure->stage != Stage::kConfirm;
  if (never_ran) {
    if (globals.json) {
      PrintJson(json);
    } else {
      Print(failure->detail.dump(1));
      if (failure->detail.contains("line")) Print(Excerpt(subject.source, failure->detail.value("line", 0u)));
    }
    return kExitVerdict;
  }
  if (!globals.quiet)
    std::fprintf(stderr,
                 "Now in tier trusted: the policy runs without protection, with the rights of this user.\n");
  if (options.gdb && !options.batch && !globals.json && IsTerminal(0) && IsTerminal(1)) {
    const DebugBuild build = options.optimised ? DebugBuild::kOptimised : DebugBuild::kPlain;
    GAUNTLET_TRY(const auto job, MakeJob(*bench, subject, caged, options, build));
    GAUNTLET_CHECK_OK(GdbOnTerminal(*job));
    return caged.verdict.ok() ? kExitFine : kExitVerdict;
  }
  GAUNTLET_TRY(const Finding finding, options.gdb    ? UnderGdb(*bench, subject, caged, options)
                                      : options.asan ? UnderSanitizers(*bench, subject, caged, options)
                                                     : WithoutCage(subject, entries, options, json));
  if (globals.json) {
    AddToJson(finding, json);
    PrintJson(json);
  } else {
    Show(subject, caged, finding);
  }
  return caged.verdict.ok() && finding.clean ? kExitFine : kExitVerdict;
}

}  // namespace

void AddDebug(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<DebugOptions>();
  CLI::App* command = app.add_subcommand(
      "debug", "One evaluation again, caged, then in the open: plain, under gdb, or with AddressSanitizer");
  command->add_option("what", options->what, "CAMPAIGN:ID, or a problem")->required();
  command->add_option("source", options->source, "A policy file, with a problem");
  CLI::Option* gdb =
      command->add_flag("--gdb", options->gdb,
                        "Under gdb: on a terminal it is yours, else the stack where it fails is printed");
  command->add_flag("--asan", options->asan, "Built with AddressSanitizer and UndefinedBehaviorSanitizer")
      ->excludes(gdb);
  command->add_flag("--batch", options->batch, "With --gdb: print the stack and end, on a terminal too")
      ->needs(gdb);
  command->add_flag("--optimised", options->optimised, "With --gdb: the code as it is scored")->needs(gdb);
  options->choice.AddTo(*command);
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Debug(*options, globals); }; });
}

}  // namespace gauntlet
