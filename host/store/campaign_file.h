// One SQLite file a campaign: WAL, content-addressed sources, every verdict a transaction, rows with
// checksums. What AppendBatch has returned for survives kill -9 at any moment, and a power cut.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/candidate.h"
#include "host/store/exchange.h"
#include "host/store/mark.h"

namespace gauntlet {

struct LogEntry {
  std::string at;  // UTC, ISO 8601
  std::string event;
  Json detail;
};

class CampaignFile {
 public:
  enum class Mode { kCreate, kWrite, kRead, kReadWhatIsLeft };
  // kCreate fails if the file exists. kCreate and kWrite hold the file's lock until destroyed: two runs on
  // one file are refused. Errors name what is wrong: not a database, another version, locked by process N,
  // network filesystem, disk full, commits lost (mark.h; kReadWhatIsLeft reads such a file too).
  static Result<std::unique_ptr<CampaignFile>> Open(const std::filesystem::path& path, Mode mode);
  virtual ~CampaignFile() = default;

  // Small facts of the campaign: "config", "problem", "seed", "environment", ... as JSON.
  virtual Result<> PutFact(const std::string& key, const Json& value) = 0;
  virtual Result<std::optional<Json>> GetFact(const std::string& key) const = 0;

  // One transaction for all of them, and for those that left the archive because of them.
  // REQUIRES: numbers continue where the file ends.
  virtual Result<> AppendBatch(const std::vector<Candidate>& candidates,
                               const std::vector<int64_t>& left_archive = {}) = 0;
  // Later changes of a candidate: confirmed or not, in or out of the archive, another verdict.
  virtual Result<> Update(const Candidate& candidate) = 0;
  // The same for several, in one transaction.
  virtual Result<> UpdateBatch(const std::vector<Candidate>& candidates) = 0;

  virtual Result<Mark> Reached() const = 0;
  virtual Result<int64_t> Count() const = 0;  // == next number
  virtual Result<Candidate> Get(int64_t number) const = 0;
  virtual Result<std::optional<int64_t>> FindByHashPrefix(const std::string& hex) const = 0;
  virtual Result<std::vector<int64_t>> Best(
      int64_t limit) const = 0;  // confirmed, best score first, ties: older first
  // Calls back in order of numbers; with_source false leaves `source` empty.
  virtual Result<> ForEach(bool with_source, const std::function<void(const Candidate&)>& visit) const = 0;

  // What a model answered. REQUIRES: nothing is stored for its candidate and attempt.
  virtual Result<> AppendExchange(const Exchange& exchange) = 0;
  // In order of candidates and attempts.
  virtual Result<> ForEachExchange(const std::function<void(Exchange)>& visit) const = 0;

  // What happened to the campaign as a whole (started, resumed, stopped, revoked), in order, with the time of
  // day.
  virtual Result<> AppendLog(const std::string& event, const Json& detail) = 0;
  virtual Result<std::vector<LogEntry>> ReadLog() const = 0;

  // Counts and records an opening of the test split. Returns the number of openings so far.
  virtual Result<int64_t> RecordTestOpening(const std::string& why) = 0;
  virtual Result<int64_t> TestOpenings() const = 0;

  // SQLite's backup API, to another file.
  virtual Result<> BackupTo(const std::filesystem::path& path) const = 0;
};

}  // namespace gauntlet
