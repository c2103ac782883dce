// Decoded traces on disk: CacheDir()/traces/<key>.gct, written to a temporary name and renamed, read only if
// they hash to what their header says and end with the key that they are asked for by. A cache that cannot be
// read or written costs time, never a result.
#pragma once

#include <filesystem>
#include <optional>

#include "host/base/hash.h"
#include "host/base/result.h"
#include "host/trace/trace.h"

namespace gauntlet {

// The hash of a file's bytes. Hashed once: a note in the cache remembers it by path, size, inode and times of
// change.
Result<Hash128> OriginHash(const std::filesystem::path& path);

// Nothing if there is none, or if it is damaged (said in the log; the file is removed).
std::optional<DecodedTrace> LoadCachedTrace(const Hash128& key);
// A failure (full disk, read-only home) is said in the log. What was longest unused makes room: the cache stays
// below TraceCacheBudget(), and a trace that alone is larger is not kept.
void StoreCachedTrace(const Hash128& key, const DecodedTrace& trace);

// $GAUNTLET_TRACE_CACHE_MB, else 8 GiB.
uint64_t TraceCacheBudget();

}  // namespace gauntlet
