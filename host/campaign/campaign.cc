#include "host/campaign/campaign.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "host/campaign/run_loop.h"

namespace gauntlet {
namespace {}  // namespace

std::string_view ToString(StopReason why) {
  switch (why) {
    case StopReason::kCandidates:
      return "candidates";
    case StopReason::kTime:
      return "time";
    case StopReason::kInterrupted:
      return "interrupted";
    case StopReason::kCost:
      return "cost";
    case StopReason::kTarget:
      return "target";
    case StopReason::kPatience:
      return "patience";
    case StopReason::kRecordingEnds:
      return "the recording ends";
  }
  return "?";
}

namespace {

Result<> PutFacts(CampaignFile& file, const CampaignConfig& config, const std::string& seed_source,
                  const Json& facts) {
  for (const auto& [key, value] : facts.items()) GAUNTLET_CHECK_OK(file.PutFact(key, value));
  GAUNTLET_CHECK_OK(file.PutFact("seed_source", seed_source));
  return file.PutFact("config", ConfigToJson(config));  // last: a file without it is half made
}

// Who is in the archive follows from the rows; their marks are brought in line with it.
Result<> MarkArchive(CampaignFile& file, const Search& search, const std::set<int64_t>& marked) {
  std::set<int64_t> members, changed;
  for (const Elite& elite : search.archive().Contents()) members.insert(elite.number);
  std::ranges::set_symmetric_difference(members, marked, std::inserter(changed, changed.end()));
  std::vector<Candidate> rows;
  for (const int64_t number : changed) {
    GAUNTLET_TRY(Candidate row, file.Get(number));
    row.in_archive = members.contains(number);
    rows.push_back(std::move(row));
  }
  return file.UpdateBatch(rows);
}

}  // namespace

Result<std::unique_ptr<Campaign>> Campaign::Create(const std::filesystem::path& path,
                                                   const CampaignConfig& config,
                                                   const std::string& seed_source, const Json& facts) {
  GAUNTLET_TRY(const auto checked, MakeSelector(config.selector));  // before there is a file
  GAUNTLET_TRY(auto file, CampaignFile::Open(path, CampaignFile::Mode::kCreate));
  if (const Result<> put = PutFacts(*file, config, seed_source, facts); !put) {
    file.reset();
    std::error_code ignored;  // the first error is the one to tell
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix, ignored);
    return std::unexpected(put.error());
  }
  return std::unique_ptr<Campaign>(new Campaign(path, std::move(file), config, seed_source));
}

Result<std::unique_ptr<Campaign>> Campaign::Open(const std::filesystem::path& path) {
  GAUNTLET_TRY(auto file, CampaignFile::Open(path, CampaignFile::Mode::kWrite));
  GAUNTLET_TRY(const auto config, file->GetFact("config"));
  GAUNTLET_TRY(const auto seed_source, file->GetFact("seed_source"));
  if (!config || !seed_source || !seed_source->is_string())
    return Fail(ErrorKind::kInput,
                fmt::format("{}: was never begun: remove it and run again", path.string()));
  GAUNTLET_TRY(CampaignConfig read, ConfigFromJson(*config));
  return std::unique_ptr<Campaign>(
      new Campaign(path, std::move(file), std::move(read), seed_source->get<std::string>()));
}

Result<RunOutcome> Campaign::Run(const std::vector<std::unique_ptr<CandidateWorker>>& workers,
                                 const RunOptions& options) {
  GAUNTLET_TRY(const int64_t from, file_->Count());
  GAUNTLET_CHECK_OK(backup_.Keep());  // of an empty file too: it knows what the campaign is
  GAUNTLET_CHECK_OK(
      file_->AppendLog(from == 0 ? "started" : "resumed",
                       {{"from", from},
                        {"workers", workers.size()},
                        {"candidates", options.candidates},
                        {"time_s", options.time_s},
                        {"cost_usd", options.models ? Json(options.models->options.usd_limit) : Json()}}));
  RunLoop loop(*file_, backup_, options);
  auto outcome = loop.Run(config_, seed_source_, workers);
  Json detail = Json::object();
  if (outcome) {
    detail = {{"done", outcome->progress.done},
              {"why", ToString(outcome->why)},
              {"seconds", outcome->progress.elapsed_s}};
  } else {
    detail = {{"error", outcome.error().message}};
  }
  const Result<> logged = file_->AppendLog("stopped", detail);
  if (outcome && !logged) return std::unexpected(logged.error());
  if (outcome) GAUNTLET_CHECK_OK(backup_.Keep());
  return outcome;
}

Result<Candidate> Campaign::Add(CandidateWorker& worker, const std::string& source,
                                std::vector<int64_t> parents) {
  GAUNTLET_TRY(const auto search, RestoreSearch(*file_, config_, seed_source_, [](const Candidate&) {}));
  if (search->number() == 0) return Fail(ErrorKind::kInput, "the campaign has no seed yet: run it first");
  for (const int64_t parent : parents)
    if (parent < 0 || parent >= search->number())
      return Fail(ErrorKind::kInput, fmt::format("there is no candidate {} to be a parent", parent));
  const Job job = search->Given(source, "add", std::move(parents));
  GAUNTLET_TRY(Candidate candidate, worker.Run(job, search->trees()));
  GAUNTLET_TRY(const std::vector<int64_t> left, search->Apply(candidate));
  GAUNTLET_CHECK_OK(file_->AppendBatch({candidate}, left));
  return candidate;
}

Result<std::vector<int64_t>> Campaign::Revoke(int64_t number, const Failure& failure) {
  std::set<int64_t> concerned = {number};
  GAUNTLET_CHECK_OK(file_->ForEach(false, [&](const Candidate& row) {
    for (const int64_t parent : row.parents)
      if (concerned.contains(parent)) concerned.insert(row.number);
  }));
  std::vector<Candidate> changed;
  for (const int64_t each : concerned) {
    GAUNTLET_TRY(Candidate row, file_->Get(each));
    row.confirmed = row.unconfirmed = row.in_archive = false;
    if (each == number) {
      row.verdict = failure;
      row.score.reset();
      row.stage_scores.clear();
    }
    changed.push_back(std::move(row));
  }
  GAUNTLET_CHECK_OK(file_->UpdateBatch(changed));
  std::set<int64_t> marked;
  GAUNTLET_TRY(const auto search, RestoreSearch(*file_, config_, seed_source_, [&](const Candidate& row) {
                 if (row.in_archive) marked.insert(row.number);
               }));
  GAUNTLET_CHECK_OK(MarkArchive(*file_, *search, marked));
  const std::vector<int64_t> numbers(concerned.begin(), concerned.end());
  GAUNTLET_CHECK_OK(
      file_->AppendLog("revoked", {{"number", number}, {"reason", failure.reason}, {"concerned", numbers}}));
  GAUNTLET_CHECK_OK(backup_.Keep());
  return numbers;
}

}  // namespace gauntlet
