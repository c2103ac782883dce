#include "host/trace/trace_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <tuple>
#include <vector>

#include "host/base/layout.h"
#include "host/trace/byte_source.h"
#include "host/trace/decode.h"
#include "host/trace/memory_file.h"
#include "host/trace/stream_hash.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

fs::path TraceCacheDir() { return CacheDir() / "traces"; }

// Writes a file that is either whole or not there.
Result<> WriteFileAtomically(const fs::path& path, std::initializer_list<std::span<const std::byte>> parts) {
  static std::atomic<uint64_t> counter = 0;
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  const fs::path temporary = fmt::format("{}.{}.{}.tmp", path.string(), ::getpid(), ++counter);
  UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!fd) return FailErrno(ErrorKind::kStorageError, temporary.string());
  Result<> result;
  for (const auto& part : parts)
    if (result) result = WriteAll(fd.get(), part);
  if (result && ::rename(temporary.c_str(), path.c_str()) != 0) {
    result = FailErrno(ErrorKind::kStorageError, "rename");
  }
  if (!result) fs::remove(temporary, ignored);
  return result;
}

// A file: the decoded trace, then the key it was made for. What lies under another name is another trace.
using KeyBytes = std::array<std::byte, sizeof(Hash128)>;
KeyBytes BytesOf(const Hash128& key) { return std::bit_cast<KeyBytes>(key); }

struct CacheEntry {
  fs::path path;
  timespec used = {};
  uint64_t bytes = 0;  // on disk
};

// Everything in the cache, the longest unused first.
std::vector<CacheEntry> EntriesByUse() {
  std::vector<CacheEntry> entries;
  std::error_code ignored;
  for (const auto& item : fs::directory_iterator(TraceCacheDir(), ignored)) {
    struct stat facts = {};
    if (::stat(item.path().c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
    entries.push_back({item.path(), facts.st_mtim, static_cast<uint64_t>(facts.st_blocks) * 512});
  }
  std::ranges::sort(entries, {}, [](const CacheEntry& entry) {
    return std::tuple(entry.used.tv_sec, entry.used.tv_nsec, entry.path);
  });
  return entries;
}

// Who has an entry mapped or open goes on with it.
void MakeRoom(uint64_t bytes) {
  const uint64_t budget = TraceCacheBudget();
  const std::vector<CacheEntry> entries = EntriesByUse();
  uint64_t total = bytes;
  for (const CacheEntry& entry : entries) total += entry.bytes;
  std::error_code ignored;
  for (const CacheEntry& entry : entries) {
    if (total <= budget) return;
    fs::remove(entry.path, ignored);
    total -= entry.bytes;
  }
}

Result<Hash128> HashFile(const fs::path& path) {
  GAUNTLET_TRY(const auto source, OpenFileSource(path));
  std::vector<std::byte> chunk(1 << 20);
  StreamHash hash;
  for (;;) {
    GAUNTLET_TRY(const size_t n, source->Read(chunk));
    if (n == 0) return hash.Digest();
    hash.Update(chunk.data(), n);
  }
}

Result<UniqueFd> CopyToMemory(int fd, const Hash128& key) {
  struct stat facts = {};
  if (::fstat(fd, &facts) != 0) return FailErrno(ErrorKind::kStorageError, "fstat");
  off_t left = facts.st_size - static_cast<off_t>(sizeof(KeyBytes));
  KeyBytes written_for = {};
  if (left < 0 || ::pread(fd, written_for.data(), written_for.size(), left) != ssize_t{sizeof(KeyBytes)} ||
      written_for != BytesOf(key))
    return Fail(ErrorKind::kCorruptArtifact, "cut short, or not of this trace");
  GAUNTLET_TRY(UniqueFd memory, CreateMemoryFile("gauntlet-trace"));
  while (left > 0) {
    const ssize_t n =
        ::sendfile(memory.get(), fd, nullptr, static_cast<size_t>(std::min<off_t>(left, 64 << 20)));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FailErrno(ErrorKind::kStorageError, "sendfile");
    if (n == 0) break;  // cut meanwhile: what is missing will be missed
    left -= n;
  }
  return memory;
}

// What a note says of a file in `state`, and a checksum over both: another file's note says nothing of this one.
std::string NoteOf(const std::string& state, const Hash128& hash) {
  return fmt::format("{} {}\n", hash.Hex(), HashText(state + "|" + hash.Hex()).Hex());
}

}  // namespace

Result<Hash128> OriginHash(const fs::path& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) return FailErrno(ErrorKind::kInput, path.string());
  std::error_code ignored;
  const std::string state =
      fmt::format("{}|{}|{}|{}|{}.{:09}|{}.{:09}", fs::weakly_canonical(path, ignored).string(), facts.st_dev,
                  facts.st_ino, facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec,
                  facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec);
  const fs::path note = TraceCacheDir() / (HashText(state).Hex() + ".origin");
  if (std::ifstream in(note); in) {
    const std::string noted{std::istreambuf_iterator<char>(in), {}};
    const Hash128 known = Hash128::FromHex(noted.substr(0, noted.find(' ')));
    if (!known.IsZero() && noted == NoteOf(state, known)) return known;
    spdlog::warn("{}: damaged; reading {} again", note.string(), path.string());
  }
  GAUNTLET_TRY(const Hash128 hash, HashFile(path));
  // A file changed within the clock's last tick could change again without a trace in its times: not
  // remembered yet.
  if (::time(nullptr) - facts.st_ctim.tv_sec > 2) {
    const std::string text = NoteOf(state, hash);
    (void)WriteFileAtomically(note, {std::as_bytes(std::span(text))});
  }
  return hash;
}

std::optional<DecodedTrace> LoadCachedTrace(const Hash128& key) {
  const fs::path path = TraceCacheDir() / (key.Hex() + ".gct");
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::nullopt;
  Result<DecodedTrace> trace = Fail(ErrorKind::kInternalError, "");
  if (auto memory = CopyToMemory(fd.get(), key)) {
    trace = SealDecoded(std::move(*memory));
  } else {
    trace = std::unexpected(std::move(memory.error()));
  }
  if (trace) {
    ::futimens(fd.get(), nullptr);  // used now
    return std::move(*trace);
  }
  spdlog::warn("{}: {}; decoding the trace again", path.string(), trace.error().message);
  std::error_code ignored;
  fs::remove(path, ignored);
  return std::nullopt;
}

uint64_t TraceCacheBudget() {
  constexpr uint64_t kDefaultMb = 8192;
  const char* text = std::getenv("GAUNTLET_TRACE_CACHE_MB");
  char* end = nullptr;
  const uint64_t mb = text != nullptr ? std::strtoull(text, &end, 10) : kDefaultMb;
  return (text != nullptr && (end == text || *end != '\0') ? kDefaultMb : mb) << 20;
}

void StoreCachedTrace(const Hash128& key, const DecodedTrace& trace) {
  const fs::path path = TraceCacheDir() / (key.Hex() + ".gct");
  auto map = MappedFile::Map(trace.data->get());
  if (map && map->bytes().size() > TraceCacheBudget()) return;
  if (map) MakeRoom(map->bytes().size());
  Result<> stored =
      map ? WriteFileAtomically(path, {map->bytes(), BytesOf(key)}) : std::unexpected(map.error());
  if (!stored)
    spdlog::warn("{}: {}; going on without the trace cache", path.string(), stored.error().message);
}

}  // namespace gauntlet
