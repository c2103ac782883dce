#include "host/cli/export_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/output.h"
#include "host/standalone/header.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

// Of the last final report, if the candidate was a finalist there.
Result<std::optional<double>> ValidationScore(const CampaignFile& file, int64_t number) {
  GAUNTLET_TRY(const auto report, file.GetFact("final_report"));
  if (!report) return std::nullopt;
  for (const Json& finalist : report->value("finalists", Json::array()))
    if (finalist.value("number", int64_t{-1}) == number &&
        finalist.value("validation_score", Json()).is_number())
      return finalist["validation_score"].get<double>();
  return std::nullopt;
}

std::string Toolchain(const Json& fact) {
  std::string text = fact.value("clang", fact.value("version", "unknown"));
  for (const std::string& flag : fact.value("flags", std::vector<std::string>()))
    if (flag.starts_with("-std=") || flag.starts_with("-O") || flag.starts_with("-ffp-contract"))
      text += " " + flag;
  return text;
}

Result<std::vector<std::string>> About(const CampaignFile& file, const CampaignRef& ref, const Candidate& c,
                                       const Json& problem) {
  GAUNTLET_TRY(const auto validation, ValidationScore(file, c.number));
  GAUNTLET_TRY(const auto toolchain, file.GetFact("toolchain"));
  std::vector<std::string> about = {
      fmt::format("A policy for {}, found by Gauntlet: candidate {} ({}) of {}, made by {}.",
                  problem.value("name", "?"), c.number, c.source_hash.Hex().substr(0, 12),
                  fs::path(ref.path).filename().string(), c.generator),
      fmt::format("Score on train {:+.6f}{}{}.", *c.score, c.confirmed ? ", confirmed" : ", not confirmed",
                  validation ? fmt::format("; on validation {:+.6f}", *validation) : "")};
  if (toolchain) about.push_back(fmt::format("Measured as compiled by Clang {}.", Toolchain(*toolchain)));
  return about;
}

}  // namespace

Result<int> ExportHeader(const std::string& what, const std::string& path, const std::string& name,
                         const Globals& globals) {
  const CampaignRef ref = ParseCampaignRef(what);
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  GAUNTLET_TRY(const Candidate candidate, FindChampion(*file, ref));
  if (!candidate.score)
    return Fail(ErrorKind::kInput,
                fmt::format("candidate {} has no score ({}): a header is made of what was measured",
                            candidate.number, ToString(candidate.verdict.kind())));
  GAUNTLET_TRY(const auto problem, file->GetFact("problem"));
  if (!problem)
    return Fail(ErrorKind::kInput,
                "the campaign file does not say which problem it ran: no run was started on it");

  StandaloneRequest request{.source = candidate.source,
                            .interface_name = problem->value("interface", ""),
                            .name = name.empty() ? NamespaceFrom(fs::path(path).stem().string()) : name,
                            .about = {}};
  GAUNTLET_TRY(request.about, About(*file, ref, candidate, *problem));
  GAUNTLET_TRY(const StandaloneHeader header, MakeStandaloneHeader(Layout::Current().PluginApi(), request));
  GAUNTLET_CHECK_OK(WriteFile(path, header.text));
  const auto lines = std::ranges::count(header.text, '\n');
  if (globals.json) {
    PrintJson({{"file", path},
               {"candidate", candidate.number},
               {"id", candidate.source_hash.Hex()},
               {"interface", request.interface_name},
               {"namespace", request.name},
               {"lines", lines},
               {"policy_line", header.policy_line},
               {"score", *candidate.score}});
  } else {
    Print(fmt::format("Candidate {} of {} in {}: namespace {}, {} lines, the policy from line {}.",
                      candidate.number, ref.path, path, request.name, lines, header.policy_line));
    Print("It needs a C++20 compiler and the standard library; its first lines say how to use it.");
  }
  return kExitFine;
}

}  // namespace gauntlet
