// gauntlet diff: what changed between two policies, read off their syntax trees.
#include <sys/ioctl.h>
#include <unistd.h>

#include <filesystem>

#include "host/base/file.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/diff_text.h"
#include "host/cli/output.h"
#include "host/compiler/compiler.h"

namespace gauntlet {
namespace {

struct DiffOptions {
  std::string a, b;
  bool unified = false;
  std::string html;
};

// A file, or CAMPAIGN:ID.
Result<DiffSide> SideOf(const std::string& what) {
  const bool is_file = std::filesystem::is_regular_file(what) && !what.ends_with(".db");
  if (is_file) {
    GAUNTLET_TRY(std::string source, ReadTextFile(what));
    return DiffSide{what, std::move(source)};
  }
  const CampaignRef ref = ParseCampaignRef(what);
  if (!std::filesystem::exists(ref.path))
    return Fail(ErrorKind::kInput, "no file '" + what + "', and no campaign '" + ref.path +
                                       "': name a policy's source, or a candidate as CAMPAIGN.db:ID");
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  GAUNTLET_TRY(Candidate candidate, FindCandidate(*file, ref));
  return DiffSide{what, std::move(candidate.source)};
}

// "cache" of `#include <gauntlet/sdk/cache_policy.hpp>`: whose header state a parse starts from.
std::string DomainOf(const std::string& source) {
  constexpr std::string_view kSdk = "gauntlet/sdk/";
  const size_t at = source.find(kSdk);
  if (at == std::string::npos) return "";
  const size_t end = source.find_first_of("_.>\"", at + kSdk.size());
  return source.substr(at + kSdk.size(), end - at - kSdk.size());
}

size_t TerminalWidth() {
  winsize size = {};
  constexpr size_t kUsual = 160;
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

Result<int> Diff(const DiffOptions& options, const Globals& globals) {
  GAUNTLET_TRY(const DiffSide a, SideOf(options.a));
  GAUNTLET_TRY(const DiffSide b, SideOf(options.b));
  GAUNTLET_TRY(const auto compiler, Compiler::Start({}));
  GAUNTLET_TRY(const SourceDiff diff, compiler->Diff({a.source, b.source, DomainOf(a.source)}));
  if (diff.failure)
    return Fail(ErrorKind::kInput, (diff.failed == "b" ? b.name : a.name) + " does not parse, line " +
                                       diff.failure->detail.value("line", Json("?")).dump() + ": " +
                                       diff.failure->reason);
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
