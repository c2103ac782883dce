#include "host/store/campaign_file.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "host/store/backup.h"
#include "host/store/columns.h"
#include "host/store/database.h"
#include "host/store/exchange_table.h"
#include "host/store/file_lock.h"
#include "host/store/place.h"
#include "host/store/row.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

std::string UtcNow() {
  return fmt::format("{:%FT%TZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

class SqliteCampaignFile final : public CampaignFile {
 public:
  // `lock`: of who writes.
  SqliteCampaignFile(fs::path path, std::optional<FileLock> lock, std::unique_ptr<SQLite::Database> db)
      : path_(std::move(path)), lock_(std::move(lock)), mark_(path_), db_(std::move(db)) {}

  ~SqliteCampaignFile() override {
    db_.reset();
    if (lock_) mark_.RemoveWithLog();
  }

  // Whether every row that was ever written is still there.
  Result<> CheckTally() const {
    return Guarded([&]() -> Result<> {
      SQLite::Transaction one_snapshot(*db_);  // a writer may be at work
      SQLite::Statement tally(*db_, "SELECT what, rows FROM tally");
      int tables = 0;
      for (; tally.executeStep(); ++tables) {
        const std::string what = tally.getColumn(0).getString();
        if (what == "commits") continue;
        const int64_t rows = db_->execAndGet(fmt::format("SELECT count(*) FROM \"{}\"", what)).getInt64();
        if (rows != tally.getColumn(1).getInt64())
          return Damaged(fmt::format("{} has {} rows of {}", what, rows, tally.getColumn(1).getInt64()));
      }
      const int64_t next = db_->execAndGet("SELECT coalesce(max(number) + 1, 0) FROM candidates").getInt64();
      const int64_t rows = db_->execAndGet("SELECT count(*) FROM candidates").getInt64();
      if (tables != 6 || next != rows) return Damaged("candidates are missing");
      return {};
    });
  }

  Result<> PutFact(const std::string& key, const Json& value) override {
    return Guarded([&]() -> Result<> {
      const std::string text = DumpJson(value);
      SQLite::Transaction transaction(*db_);
      SQLite::Statement put(*db_, "INSERT OR REPLACE INTO facts VALUES (?, ?, ?)");
      put.bind(1, key);
      put.bind(2, text);
      put.bind(3, TextChecksum({key, text}));
      put.exec();
      db_->exec("UPDATE tally SET rows = (SELECT count(*) FROM facts) WHERE what = 'facts'");
      return Commit(transaction);
    });
  }

  Result<std::optional<Json>> GetFact(const std::string& key) const override {
    return Guarded([&]() -> Result<std::optional<Json>> {
      // All of them, past the index: they are few, and a damaged key must not pass for a missing fact.
      SQLite::Statement all(*db_, "SELECT key, value, checksum FROM facts NOT INDEXED");
      std::optional<Json> found;
      while (all.executeStep()) {
        GAUNTLET_CHECK_OK(CheckFact(all));
        if (all.getColumn(0).getString() == key) found = Json::parse(all.getColumn(1).getString());
      }
      return found;
    });
  }

  Result<> AppendBatch(const std::vector<Candidate>& candidates,
                       const std::vector<int64_t>& left_archive) override {
    return Guarded([&]() -> Result<> {
      GAUNTLET_TRY(int64_t next, Count());
      SQLite::Transaction transaction(*db_);
      SQLite::Statement insert(
          *db_, fmt::format("INSERT INTO candidates ({}) VALUES ({})", kColumns, kColumnPlaces));
      for (const Candidate& candidate : candidates) {
        GAUNTLET_ASSERT(candidate.number == next);
        ++next;
        PutSource(candidate);
        const Row row = ToRow(candidate);
        Bind(insert, row);
        insert.exec();
        insert.reset();
      }
      SQLite::Statement leave(
          *db_, "UPDATE candidates SET in_archive = 0, checksum = checksum & ~1 WHERE number = ?");
      for (const int64_t number : left_archive) {
        leave.bind(1, number);
        leave.exec();
        leave.reset();
      }
      SQLite::Statement tally(*db_, "UPDATE tally SET rows = rows + ? WHERE what = 'candidates'");
      tally.bind(1, static_cast<int64_t>(candidates.size()));
      tally.exec();
      return Commit(transaction);
    });
  }

  Result<> Update(const Candidate& candidate) override { return UpdateBatch({candidate}); }

  Result<> UpdateBatch(const std::vector<Candidate>& candidates) override {
    return Guarded([&]() -> Result<> {
      SQLite::Transaction transaction(*db_);
      for (const Candidate& candidate : candidates) {
        GAUNTLET_TRY(const int64_t count, Count());
        GAUNTLET_ASSERT(candidate.number >= 0 && candidate.number < count);
        PutSource(candidate);
        SQLite::Statement put(
            *db_, fmt::format("INSERT OR REPLACE INTO candidates ({}) VALUES ({})", kColumns, kColumnPlaces));
        const Row row = ToRow(candidate);
        Bind(put, row);
        put.exec();
      }
      return Commit(transaction);
    });
  }

  Result<Mark> Reached() const override {
    return Guarded([&]() -> Result<Mark> {
      const auto rows = [&](const char* what) {
        return db_->execAndGet(fmt::format("SELECT rows FROM tally WHERE what = '{}'", what)).getInt64();
      };
      SQLite::Transaction one_snapshot(*db_);
      return Mark{rows("commits"), rows("candidates"), rows("openings")};
    });
  }

  Result<int64_t> Count() const override {
    return Guarded([&]() -> Result<int64_t> {
      return db_->execAndGet("SELECT coalesce(max(number) + 1, 0) FROM candidates").getInt64();
    });
  }

  Result<Candidate> Get(int64_t number) const override {
    return Guarded([&]() -> Result<Candidate> {
      SQLite::Statement get(*db_, fmt::format("SELECT {} FROM candidates WHERE number = ?", kColumns));
      get.bind(1, number);
      if (get.executeStep()) return Checked(get, true);
      GAUNTLET_TRY(const int64_t count, Count());
      if (number >= 0 && number < count) return Damaged(fmt::format("candidate {} is missing", number));
      return Fail(ErrorKind::kInput, fmt::format("{}: no candidate {}", path_.string(), number));
    });
  }

  Result<std::optional<int64_t>> FindByHashPrefix(const std::string& hex) const override {
    return Guarded([&]() -> Result<std::optional<int64_t>> {
      // One source may be several candidates (a duplicate): the oldest stands for them.
      SQLite::Statement find(
          *db_,
          "SELECT source_hash, min(number) FROM candidates "
          "WHERE source_hash >= ?1 AND source_hash < ?1 || 'g' GROUP BY source_hash LIMIT 2");
      find.bind(1, hex);
      if (!find.executeStep()) return std::nullopt;
      const int64_t number = find.getColumn(1).getInt64();
      const std::string first = find.getColumn(0).getString();
      if (find.executeStep())
        return Fail(ErrorKind::kInput,
                    fmt::format("{}: {} is the beginning of several candidates: {}, {}, ...; give more "
                                "digits",
                                path_.string(), hex, first, find.getColumn(0).getString()));
      GAUNTLET_TRY(const Candidate candidate, Get(number));
      if (candidate.source_hash.Hex() != first) return Damaged("an index disagrees with its table");
      return number;
    });
  }

  Result<std::vector<int64_t>> Best(int64_t limit) const override {
    return Guarded([&]() -> Result<std::vector<int64_t>> {
      // Past the index, and every row against its checksum: one flipped bit could hide the best.
      SQLite::Statement all(*db_, fmt::format("SELECT {} FROM candidates NOT INDEXED", kColumns));
      std::vector<std::pair<double, int64_t>> scored;  // what sorts first is best
      while (all.executeStep()) {
        const Row row = ReadRow(all);
        GAUNTLET_CHECK_OK(CheckRow(row, all));
        if (row.Standing() != 0 && row.has_score) scored.emplace_back(-row.score, row.number);
      }
      std::ranges::sort(scored);
      std::vector<int64_t> numbers;
      for (const auto& [score, number] : scored)
        if (static_cast<int64_t>(numbers.size()) < limit) numbers.push_back(number);
      return numbers;
    });
  }

  Result<> ForEach(bool with_source, const std::function<void(const Candidate&)>& visit) const override {
    return Guarded([&]() -> Result<> {
      SQLite::Statement all(*db_, fmt::format("SELECT {} FROM candidates ORDER BY number", kColumns));
      for (int64_t next = 0; all.executeStep(); ++next) {
        if (all.getColumn(0).getInt64() != next) return Damaged(fmt::format("candidate {} is missing", next));
        GAUNTLET_TRY(const Candidate candidate, Checked(all, with_source));
        visit(candidate);
      }
      return {};
    });
  }

  Result<> AppendExchange(const Exchange& exchange) override {
    return Guarded([&]() -> Result<> {
      SQLite::Transaction transaction(*db_);
      PutExchange(*db_, exchange);
      return Commit(transaction);
    });
  }

  Result<> ForEachExchange(const std::function<void(Exchange)>& visit) const override {
    return Guarded([&]() -> Result<> {
      const Result<> read = gauntlet::ForEachExchange(*db_, visit);
      return read || read.error().kind != ErrorKind::kCorruptArtifact ? read : Damaged(read.error().message);
    });
  }

  Result<> AppendLog(const std::string& event, const Json& detail) override {
    return AppendText("log", event, DumpJson(detail));
  }

  Result<std::vector<LogEntry>> ReadLog() const override {
    return Guarded([&]() -> Result<std::vector<LogEntry>> {
      std::vector<LogEntry> entries;
      SQLite::Statement all(*db_, "SELECT number, at, event, detail, checksum FROM log ORDER BY number");
      while (all.executeStep()) {
        GAUNTLET_CHECK_OK(CheckText("log", all));
        entries.push_back({all.getColumn(1).getString(), all.getColumn(2).getString(),
                           Json::parse(all.getColumn(3).getString())});
      }
      return entries;
    });
  }

  Result<int64_t> RecordTestOpening(const std::string& why) override {
    GAUNTLET_CHECK_OK(AppendText("openings", why, ""));
    // A backup that knows less of this would forget it for us.
    if (fs::exists(BackupPath(path_))) GAUNTLET_CHECK_OK(BackupKeeper(*this, path_).Keep());
    return TestOpenings();
  }

  Result<int64_t> TestOpenings() const override {
    return Guarded([&]() -> Result<int64_t> {
      SQLite::Statement all(*db_, "SELECT number, at, why, '', checksum FROM openings ORDER BY number");
      int64_t count = 0;
      for (; all.executeStep(); ++count) GAUNTLET_CHECK_OK(CheckText("openings", all));
      return count;
    });
  }

  Result<> BackupTo(const fs::path& path) const override {
    if (fs::exists(path)) return Fail(ErrorKind::kInput, fmt::format("{}: exists already", path.string()));
    GAUNTLET_CHECK_OK(CheckPlace(path));
    auto done = Guard(path, [&]() -> Result<> {
      SQLite::Database target(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      SQLite::Backup backup(target, *db_);
      backup.executeStep(-1);
      target.exec("PRAGMA journal_mode=DELETE");  // who reads it leaves no files beside it
      return {};
    });
    if (!done) fs::remove(path);
    return done;
  }

 private:
  template <class Work>
  auto Guarded(Work&& work) const -> decltype(work()) {
    return Guard(path_, std::forward<Work>(work));
  }

  std::unexpected<Error> Damaged(std::string_view what) const {
    return Fail(ErrorKind::kCorruptArtifact,
                fmt::format("{}: damaged: {}{}", path_.string(), what, WayOut(path_)));
  }

  // Counts the commit, makes it, and marks how far the file has come.
  Result<> Commit(SQLite::Transaction& transaction) {
    db_->exec("UPDATE tally SET rows = rows + 1 WHERE what = 'commits'");
    transaction.commit();
    GAUNTLET_TRY(const Mark reached, Reached());
    return mark_.Write(reached);
  }

  void PutSource(const Candidate& candidate) {
    GAUNTLET_ASSERT(candidate.source_hash == HashText(candidate.source));
    SQLite::Statement put(*db_, "INSERT OR IGNORE INTO sources VALUES (?, ?)");
    put.bind(1, candidate.source_hash.Hex());
    put.bindNoCopy(2, candidate.source);
    put.exec();
  }

  Result<> CheckRow(const Row& row, const SQLite::Statement& at) const {
    if (row.Checksum() == at.getColumn(kChecksumColumn).getInt64()) return {};
    return Damaged(fmt::format("the row of candidate {} is not what its checksum says", row.number));
  }

  Result<Candidate> Checked(const SQLite::Statement& at, bool with_source) const {
    const Row row = ReadRow(at);
    GAUNTLET_CHECK_OK(CheckRow(row, at));
    GAUNTLET_TRY(Candidate candidate, FromRow(row));
    if (with_source) {
      SQLite::Statement get(*db_, "SELECT text FROM sources WHERE hash = ?");
      get.bind(1, row.source_hash);
      if (!get.executeStep())
        return Damaged(fmt::format("the source of candidate {} is missing", row.number));
      candidate.source = get.getColumn(0).getString();
      if (HashText(candidate.source) != candidate.source_hash)
        return Damaged(fmt::format("the source of candidate {} is not what its hash says", row.number));
    }
    return candidate;
  }

  Result<> CheckFact(const SQLite::Statement& at) const {
    const std::string key = at.getColumn(0).getString();
    if (TextChecksum({key, at.getColumn(1).getString()}) == at.getColumn(2).getInt64()) return {};
    return Damaged(fmt::format("fact {} is not what its checksum says", key));
  }

  // `table` is log or openings: number, at, one or two texts, checksum.
  Result<> AppendText(const std::string& table, const std::string& first, const std::string& second) {
    return Guarded([&]() -> Result<> {
      SQLite::Transaction transaction(*db_);
      const int64_t number =
          db_->execAndGet(fmt::format("SELECT coalesce(max(number), 0) + 1 FROM {}", table)).getInt64();
      const std::string at = UtcNow();
      const bool two = table == "log";
      SQLite::Statement put(*db_,
                            fmt::format("INSERT INTO {} VALUES (?, ?, ?{}, ?)", table, two ? ", ?" : ""));
      put.bind(1, number);
      put.bind(2, at);
      put.bind(3, first);
      if (two) put.bind(4, second);
      put.bind(two ? 5 : 4, TextChecksum({fmt::to_string(number), at, first, second}));
      put.exec();
      db_->exec(fmt::format("UPDATE tally SET rows = rows + 1 WHERE what = '{}'", table));
      return Commit(transaction);
    });
  }

  Result<> CheckText(std::string_view table, const SQLite::Statement& at) const {
    const auto text = [&](int i) { return at.getColumn(i).getString(); };
    if (TextChecksum({text(0), text(1), text(2), text(3)}) == at.getColumn(4).getInt64()) return {};
    return Damaged(fmt::format("row {} of {} is not what its checksum says", text(0), table));
  }

  fs::path path_;
  std::optional<FileLock> lock_;  // let go after the database is closed
  MarkKeeper mark_;
  std::unique_ptr<SQLite::Database> db_;
};

}  // namespace

Result<std::unique_ptr<CampaignFile>> CampaignFile::Open(const fs::path& path, Mode mode) {
  using Opened = Result<std::unique_ptr<CampaignFile>>;
  GAUNTLET_CHECK_OK(CheckPlace(path));
  if (mode != Mode::kCreate) GAUNTLET_CHECK_OK(CheckLooksLikeDatabase(path));
  const auto mark = mode == Mode::kRead || mode == Mode::kWrite ? ReadMark(path) : std::nullopt;
  // Looks before it touches: closing a database that was open to write ends its log, damaged or not.
  if (mode == Mode::kWrite && mark) {
    if (auto read = Open(path, Mode::kRead); !read) return read;
  }
  const auto checked = [&](Result<std::unique_ptr<SQLite::Database>> db,
                           std::optional<FileLock> lock) -> Opened {
    if (!db) return std::unexpected(db.error());
    auto file = std::make_unique<SqliteCampaignFile>(path, std::move(lock), std::move(*db));
    GAUNTLET_CHECK_OK(file->CheckTally());
    GAUNTLET_TRY(const Mark reached, file->Reached());
    GAUNTLET_CHECK_OK(CheckReached(path, reached, mark));
    return file;
  };
  if (mode == Mode::kRead || mode == Mode::kReadWhatIsLeft) return checked(OpenDatabase(path, false), {});
  GAUNTLET_TRY(FileLock lock, FileLock::Take(path));
  if (mode == Mode::kWrite) return checked(OpenDatabase(path, true), std::move(lock));
  if (fs::exists(path))
    return Fail(ErrorKind::kInput,
                fmt::format("{}: exists already; `gauntlet resume` goes on with it", path.string()));
  fs::remove(MarkPath(path));  // of a file that is no more
  return checked(CreateDatabase(path), std::move(lock));
}

}  // namespace gauntlet
