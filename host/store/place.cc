#include "host/store/place.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "host/store/backup.h"

namespace gauntlet {
namespace {

struct Kind {
  uint64_t magic;
  std::string_view name;
};

// Source: statfs(2) and linux/magic.h. FUSE is here because sshfs, s3fs and virtiofs show themselves as FUSE.
constexpr std::array<Kind, 13> kNetworkFilesystems = {{
    {0x6969, "NFS"},
    {0xFF534D42, "CIFS"},
    {0xFE534D42, "SMB2"},
    {0x517B, "SMB"},
    {0x65735546, "FUSE"},
    {0x01021997, "9P"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x73757245, "Coda"},
    {0x00C36400, "Ceph"},
    {0x0BD00BD0, "Lustre"},
    {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"},
}};

}  // namespace

std::optional<std::string_view> NetworkFilesystem(uint64_t magic) {
  for (const Kind& kind : kNetworkFilesystems)
    if (kind.magic == magic) return kind.name;
  return std::nullopt;
}

Result<> CheckPlace(const std::filesystem::path& path) {
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
  struct statfs filesystem{};
  if (::statfs(directory.c_str(), &filesystem) != 0)
    return Fail(ErrorKind::kInput,
                fmt::format("{}: cannot use directory {}: {}; create it, or name another file", path.string(),
                            directory.string(), std::strerror(errno)));
  // Some kernels widen the 32-bit magic with its sign.
  const auto name = NetworkFilesystem(static_cast<uint32_t>(filesystem.f_type));
  if (name)
    return Fail(
        ErrorKind::kInput,
        fmt::format(
            "{}: {} is a {} filesystem, where SQLite's write-ahead log loses data; put the campaign file "
            "on a local disk and copy it when it is done",
            path.string(), directory.string(), *name));
  return {};
}

Result<> CheckLooksLikeDatabase(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return Fail(ErrorKind::kInput, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  if (!S_ISREG(status.st_mode))
    return Fail(ErrorKind::kInput, fmt::format("{}: not a regular file", path.string()));
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(ErrorKind::kInput, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  if (status.st_size == 0 && !std::filesystem::exists(BackupPath(path)))
    return std::unexpected(NothingThere(path));
  std::array<unsigned char, 18> head{};
  file.read(reinterpret_cast<char*>(head.data()), head.size());
  if (file.gcount() < static_cast<std::streamsize>(head.size()))
    return Fail(ErrorKind::kInput, fmt::format("{}: not a campaign file (only {} bytes long){}",
                                               path.string(), file.gcount(), BackupHint(path)));
  if (std::memcmp(head.data(), "SQLite format 3", 16) != 0)
    return Fail(ErrorKind::kInput,
                fmt::format("{}: not a campaign file (no SQLite database); `gauntlet run` writes them{}",
                            path.string(), BackupHint(path)));
  // SQLite reads the missing end of a last page as zeros. With a log beside it the file may still be mended.
  const off_t page_bytes = head[16] * 256 + head[17] == 1 ? 65536 : head[16] * 256 + head[17];
  if (page_bytes > 0 && status.st_size % page_bytes != 0 && !std::filesystem::exists(path.string() + "-wal"))
    return Fail(ErrorKind::kCorruptArtifact,
                fmt::format("{}: cut short: {} bytes are no whole number of pages{}", path.string(),
                            status.st_size, WayOut(path)));
  return {};
}

}  // namespace gauntlet
