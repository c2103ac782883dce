// Where a campaign file may lie. SQLite's WAL needs memory that all readers and writers share, which network
// filesystems do not have: they are refused with the reason, not discovered by corruption.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "host/base/result.h"

namespace gauntlet {

// "NFS", "CIFS", ... if the statfs(2) magic number is that of a filesystem without shared memory maps.
std::optional<std::string_view> NetworkFilesystem(uint64_t magic);

// Error (kInput) if `path` lies, or would lie, on a network filesystem or in no directory.
Result<> CheckPlace(const std::filesystem::path& path);

// Error (kInput) if the file is missing, empty, no regular file, or does not open with SQLite's sixteen magic
// bytes.
Result<> CheckLooksLikeDatabase(const std::filesystem::path& path);

}  // namespace gauntlet
