// gauntlet diff: what changed between two policies, read off their syntax trees.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "host/base/file.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/ledger/edits.h"
#include "host/ledger/lineage.h"
#include "host/report/diff_text.h"

namespace gauntlet {
namespace {

struct DiffOptions {
  std::string a, b;
  bool unified = false;
  std::string html;
};

// A source, and the candidate that it is, if it is one.
struct Subject {
  DiffSide side;
  std::unique_ptr<CampaignFile> file;  // nullptr: a file of its own
  std::string campaign;
  int64_t number = -1;
};

// A file, or CAMPAIGN:ID.
Result<Subject> SubjectOf(const std::string& what) {
  Subject subject;
  if (std::filesystem::is_regular_file(what) && !what.ends_with(".db")) {
    GAUNTLET_TRY(std::string source, ReadTextFile(what));
    subject.side = {what, std::move(source)};
    return subject;
  }
  const CampaignRef ref = ParseCampaignRef(what);
  if (!std::filesystem::exists(ref.path))
    return Fail(ErrorKind::kInput, "no file '" + what + "', and no campaign '" + ref.path +
                                       "': name a policy's source, or a candidate as CAMPAIGN.db:ID");
  GAUNTLET_TRY(subject.file, OpenToRead(ref));
  GAUNTLET_TRY(Candidate candidate, FindCandidate(*subject.file, ref));
  subject.side = {what, std::move(candidate.source)};
  subject.campaign = ref.path;
  subject.number = candidate.number;
  return subject;
}

// Where A is an ancestor of B, what B brings back of what was removed before A.
Result<> MarkAlongLineage(const Subject& a, const Subject& b, SourceDiff& diff) {
  if (!a.file || !b.file || a.campaign != b.campaign || a.number == b.number) return {};
  GAUNTLET_TRY(const auto path, LineageOf(*b.file, b.number));
  if (std::ranges::find(path, a.number, &Candidate::number) == path.end()) return {};
  return MarkCycles(*a.file, a.number, diff);
}

size_t TerminalWidth() {
  winsize size = {};
  constexpr size_t kUsual = 160;
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

Result<int> Diff(const DiffOptions& options, const Globals& globals) {
  GAUNTLET_TRY(const Subject subject_a, SubjectOf(options.a));
  GAUNTLET_TRY(const Subject subject_b, SubjectOf(options.b));
  const DiffSide &a = subject_a.side, &b = subject_b.side;
  Language language;
  bool told = false;
  for (const Subject* subject : {&subject_a, &subject_b}) {
    if (!subject->file || told) continue;
    GAUNTLET_TRY(language, LanguageOf(*subject->file));
    told = true;
  }
  constexpr std::array<std::string_view, 7> kCpp = {"", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".c"};
  const std::string suffix = std::filesystem::path(a.name).extension();
  if (!told && std::ranges::find(kCpp, suffix) == kCpp.end())
    language.is_text = true, language.suffix = suffix;
  GAUNTLET_TRY(SourceDiff diff, DiffOf(a.source, b.source, language));
  if (diff.failure)
    return Fail(ErrorKind::kInput, (diff.failed == "b" ? b.name : a.name) + " does not parse, line " +
                                       diff.failure->detail.value("line", Json("?")).dump() + ": " +
                                       diff.failure->reason);
  GAUNTLET_CHECK_OK(MarkAlongLineage(subject_a, subject_b, diff));
  if (!options.html.empty()) GAUNTLET_CHECK_OK(WriteFile(options.html, DiffPage(a, b, diff)));
  if (globals.json) {
    Json json = {{"a", a.name}, {"b", b.name}};
    json.update(SourceDiffToJson(diff));
    PrintJson(json);
    return kExitFine;
  }
  const bool colour = IsTerminal(STDOUT_FILENO);
  if (options.unified) {
    Print(UnifiedText(a, b, diff, colour));
    return kExitFine;
  }
  Print(EditListText(diff));
  if (!diff.edits.empty()) Print(SideBySideText(a, b, diff, TerminalWidth(), colour));
  return kExitFine;
}

}  // namespace

void AddDiff(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* command =
      app.add_subcommand("diff", "What changed between two policies, read off their syntax trees");
  command->add_option("a", options->a, "A source file, or CAMPAIGN:ID")->required();
  command->add_option("b", options->b, "The other one")->required();
  command->add_flag("--unified", options->unified, "As a patch");
  command->add_option("--html", options->html, "Also writes a page");
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return Diff(*options, globals); }; });
}

}  // namespace gauntlet
