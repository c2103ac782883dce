// A SQLite connection as campaign files need it: opened, checked, tuned, and its exceptions turned into
// Errors here.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <utility>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

// What an exception of SQLite means to whom it concerns: full disk, damaged file, read-only place, ...
Error ToError(const std::filesystem::path& path, const SQLite::Exception& exception);

// Runs `work`; exceptions of SQLite and of the JSON parser end here.
template <class Work>
auto Guard(const std::filesystem::path& path, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const SQLite::Exception& e) {
    return std::unexpected(ToError(path, e));
  } catch (const std::exception& e) {
    return Fail(ErrorKind::kCorruptArtifact, path.string() + ": " + e.what());
  }
}

// A new database with the schema. REQUIRES: the lock is held; no such file.
Result<std::unique_ptr<SQLite::Database>> CreateDatabase(const std::filesystem::path& path);
// An existing one, told from other databases and other versions.
Result<std::unique_ptr<SQLite::Database>> OpenDatabase(const std::filesystem::path& path, bool writable);

}  // namespace gauntlet
