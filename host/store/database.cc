#include "host/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "host/store/backup.h"
#include "host/store/schema.h"

namespace gauntlet {
namespace {

// Readers beside a writer never wait in WAL; what is left is recovery after a crash and the last checkpoint.
constexpr int kBusyTimeoutMs = 5000;

// synchronous=FULL, not NORMAL: with NORMAL a kill -9 loses nothing, but a power cut may lose the last
// commits. A campaign commits what became ready in one transaction, so that FULL costs one fsync a batch, not
// one a candidate.
Result<> Tune(const std::filesystem::path& path, SQLite::Database& db, bool writable) {
  db.setBusyTimeout(kBusyTimeoutMs);
  if (writable) {
    // Where there is no shared memory SQLite stays in another mode without a word.
    const std::string mode = db.execAndGet("PRAGMA journal_mode=WAL").getString();
    if (mode != "wal")
      return Fail(ErrorKind::kInput,
                  fmt::format("{}: this filesystem has no write-ahead log (SQLite fell back to {}); put "
                              "the campaign file on a local disk",
                              path.string(), mode));
    db.exec("PRAGMA synchronous=FULL");
  }
  db.exec("PRAGMA cache_size=-16384");
  db.exec("PRAGMA temp_store=MEMORY");
  return {};
}

int64_t Pragma(SQLite::Database& db, const char* name) {
  return db.execAndGet(fmt::format("PRAGMA {}", name)).getInt64();
}

// Who may not write beside the file can read a finished one, but not one with a log that needs merging.
std::string ReadUri(const std::filesystem::path& path) {
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
  const bool frozen =
      ::access(directory.c_str(), W_OK) != 0 && !std::filesystem::exists(path.string() + "-wal");
  std::string escaped;
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '%' || c == '?' || c == '#') {
      escaped += fmt::format("%{:02x}", c);
    } else {
      escaped += c;
    }
  }
  return fmt::format("file:{}?mode=ro{}", escaped, frozen ? "&immutable=1" : "");
}

Result<> CheckIdentity(const std::filesystem::path& path, SQLite::Database& db) {
  if (const int64_t id = Pragma(db, "application_id"); id != kApplicationId) {
    if (id == 0 && db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt64() == 0)
      return std::unexpected(NothingThere(path));
    return Fail(ErrorKind::kInput,
                fmt::format("{}: a SQLite database, but no campaign file (application_id {:#x}){}",
                            path.string(), id, BackupHint(path)));
  }
  const int64_t version = Pragma(db, "user_version");
  if (version == kSchemaVersion) return {};
  return Fail(ErrorKind::kInput,
              fmt::format("{}: campaign file of version {}, this program reads version {}; use the "
                          "gauntlet that wrote it, or export it with that one{}",
                          path.string(), version, kSchemaVersion, BackupHint(path)));
}

}  // namespace

Error ToError(const std::filesystem::path& path, const SQLite::Exception& e) {
  const auto error = [&](ErrorKind kind, const std::string& what) {
    return Error{kind, fmt::format("{}: {} ({})", path.string(), what, e.what())};
  };
  // SQLiteCpp throws some of its own with code -1: a column that is not there, a statement that is done.
  switch (e.getErrorCode() & 0xff) {
    case SQLITE_FULL:
      return error(
          ErrorKind::kStorageError,
          "the disk is full; all that was reported is stored: free some space, then `gauntlet resume`");
    case SQLITE_NOTADB:
      return error(ErrorKind::kInput, "not a campaign file" + BackupHint(path));
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
      return error(ErrorKind::kCorruptArtifact, "the file is damaged or cut short" + WayOut(path));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error(ErrorKind::kStorageError, "another program holds the database; close it and try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return error(ErrorKind::kInput, "may not be written; check its permissions, or name another file");
    case SQLITE_CANTOPEN:
      return error(ErrorKind::kInput,
                   "cannot be opened; check that it and its directory can be read and written");
    case SQLITE_IOERR:
      return error(ErrorKind::kStorageError, "the disk failed; all that was reported is stored");
    case SQLITE_ERROR:  // no such table, no such column: the schema is not ours any more
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
      return error(ErrorKind::kCorruptArtifact, "its tables are damaged" + WayOut(path));
    default:
      return error(ErrorKind::kStorageError, "SQLite failed");
  }
}

Result<std::unique_ptr<SQLite::Database>> CreateDatabase(const std::filesystem::path& path) {
  using Opened = Result<std::unique_ptr<SQLite::Database>>;
  auto created = Guard(path, [&]() -> Opened {
    auto db = std::make_unique<SQLite::Database>(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    GAUNTLET_CHECK_OK(Tune(path, *db, true));
    SQLite::Transaction transaction(*db);
    db->exec(fmt::format("PRAGMA application_id={}", kApplicationId));
    db->exec(fmt::format("PRAGMA user_version={}", kSchemaVersion));
    db->exec(kSchema);
    transaction.commit();
    return db;
  });
  if (!created) {  // nothing half-made stays
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path.string() + suffix).c_str());
  }
  return created;
}

Result<std::unique_ptr<SQLite::Database>> OpenDatabase(const std::filesystem::path& path, bool writable) {
  return Guard(path, [&]() -> Result<std::unique_ptr<SQLite::Database>> {
    auto db = writable ? std::make_unique<SQLite::Database>(path.string(), SQLite::OPEN_READWRITE)
                       : std::make_unique<SQLite::Database>(ReadUri(path),
                                                            SQLite::OPEN_READONLY | SQLite::OPEN_URI);
    GAUNTLET_CHECK_OK(CheckIdentity(path, *db));  // before anything is written
    GAUNTLET_CHECK_OK(Tune(path, *db, writable));
    return db;
  });
}

}  // namespace gauntlet
