// gauntlet export: sources and JSON lines of a campaign, and modules of its archive, into a folder; or one candidate
// as a bundle that others can check, or as a header for production.
#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "host/base/file.h"
#include "host/campaign/transcript.h"
#include "host/campaign/workbench.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/export_bundle.h"
#include "host/cli/export_header.h"
#include "host/cli/output.h"
#include "host/ledger/edits.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

Result<> CopyModule(const Module& module, const fs::path& path) {
  std::error_code error;
  fs::copy_file(fmt::format("/proc/self/fd/{}", module.fd()), path, fs::copy_options::overwrite_existing,
                error);
  if (error) return CannotWrite(path, error.value());
  return {};
}

Result<int64_t> ExportModules(const CampaignFile& file, const fs::path& folder) {
  GAUNTLET_TRY(const auto problem, file.GetFact("problem"));
  if (!problem) return Fail(ErrorKind::kInput, "the campaign does not say which problem it ran");
  GAUNTLET_TRY(const Language language, LanguageOf(file));
  GAUNTLET_TRY(const auto compiler, StartCompiler(language, {}));
  int64_t count = 0;
  std::vector<int64_t> numbers;
  GAUNTLET_CHECK_OK(file.ForEach(false, [&](const Candidate& c) {
    if (c.in_archive) numbers.push_back(c.number);
  }));
  for (const int64_t number : numbers) {
    GAUNTLET_TRY(const Candidate c, file.Get(number));
    CompileRequest request{.source = c.source,
                           .domain = problem->value("domain", ""),
                           .interface_name = problem->value("interface", "")};
    GAUNTLET_TRY(const CompileOutcome outcome,
                 compiler->Compile(request, [](const NormalForm&) { return true; }));
    if (!outcome.module)
      return Fail(ErrorKind::kInternalError,
                  fmt::format("candidate {} compiled before and does not now", number));
    GAUNTLET_CHECK_OK(CopyModule(*outcome.module, folder / fmt::format("{:06}.so", number)));
    ++count;
  }
  return count;
}

Result<int> Export(const std::string& campaign, const std::string& folder, const Globals& globals) {
  GAUNTLET_TRY(const auto file, OpenToRead(ParseCampaignRef(campaign)));
  std::error_code error;
  for (const char* part : {"sources", "modules"}) {
    fs::create_directories(fs::path(folder) / part, error);
    if (error) return CannotWrite(folder, error.value());
  }
  std::ofstream lines(fs::path(folder) / "candidates.jsonl");
  Result<> written;
  int64_t count = 0;
  GAUNTLET_CHECK_OK(file->ForEach(true, [&](const Candidate& c) {
    if (!written) return;
    errno = 0;
    lines << CandidateToJson(c).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    if (!lines) {
      written = CannotWrite(fs::path(folder) / "candidates.jsonl", errno);
      return;
    }
    written = WriteFile(fs::path(folder) / "sources" / fmt::format("{:06}.cc", c.number), c.source);
    ++count;
  }));
  GAUNTLET_CHECK_OK(written);
  errno = 0;
  lines.close();
  if (!lines) return CannotWrite(fs::path(folder) / "candidates.jsonl", errno);
  GAUNTLET_TRY(const int64_t modules, ExportModules(*file, fs::path(folder) / "modules"));
  if (globals.json) {
    PrintJson({{"folder", folder}, {"candidates", count}, {"modules", modules}});
  } else {
    Print(fmt::format("{} candidates and {} modules of the archive in {}", count, modules, folder));
  }
  return kExitFine;
}

// For `run --generator replay --from FILE`.
Result<int> ExportReplies(const std::string& campaign, const std::string& path, const Globals& globals) {
  GAUNTLET_TRY(const Transcript transcript, Transcript::Read(ParseCampaignRef(campaign).path));
  GAUNTLET_CHECK_OK(transcript.Write(path));
  if (globals.json) {
    PrintJson({{"file", path}, {"replies", transcript.size()}, {"usd", transcript.usd()}});
  } else {
    Print(fmt::format("{} replies in {}", transcript.size(), path));
  }
  return kExitFine;
}

}  // namespace

void AddExport(CLI::App& app, const Globals& globals, Action& action) {
  auto campaign = std::make_shared<std::string>();
  auto folder = std::make_shared<std::string>();
  auto as = std::make_shared<std::string>("folder");
  auto final = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("export", "Sources, modules and JSON lines of a campaign");
  command
      ->add_option("campaign", *campaign,
                   "Campaign file; CAMPAIGN:ID of a bundle or header, the champion without an ID")
      ->required();
  command
      ->add_option("-o,--output", *folder,
                   "Folder to write to; of replies and headers, the file (NAME.jsonl, NAME.hpp)")
      ->required();
  command
      ->add_option("--as", *as,
                   "folder: all of it; bundle: one candidate, for others to verify; header: one candidate as "
                   "a C++ header "
                   "without Gauntlet; replies: what models answered")
      ->check(CLI::IsMember({"folder", "bundle", "header", "replies"}))
      ->capture_default_str();
  command->add_flag("--final", *final, "Of a bundle: the test split too; its opening is counted");
  auto name = std::make_shared<std::string>();
  command->add_option("--name", *name, "Of a header: its namespace; from the file's name if not given");
  command->callback([=, &globals, &action] {
    action = [=, &globals] {
      if (*as == "header") return ExportHeader(*campaign, *folder, *name, globals);
      if (*as == "replies") return ExportReplies(*campaign, *folder, globals);
      return *as == "bundle" ? ExportBundle(*campaign, *folder, *final, globals)
                             : Export(*campaign, *folder, globals);
    };
  });
}

}  // namespace gauntlet
