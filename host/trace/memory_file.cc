#include "host/trace/memory_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#ifndef F_SEAL_FUTURE_WRITE  // linux/fcntl.h, which cannot stand beside fcntl.h
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

namespace gauntlet {

Result<UniqueFd> CreateMemoryFile(const std::string& name) {
  UniqueFd fd(::memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd) return FailErrno(ErrorKind::kInternalError, "memfd_create");
  return fd;
}

Result<> WriteAll(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FailErrno(ErrorKind::kStorageError, "write");
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return {};
}

Result<> SealMemoryFile(int fd) {
  constexpr int kShape = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (::fcntl(fd, F_ADD_SEALS, kShape | F_SEAL_FUTURE_WRITE) == 0) return {};
  if (errno == EINVAL && ::fcntl(fd, F_ADD_SEALS, kShape | F_SEAL_WRITE) == 0) return {};
  return FailErrno(ErrorKind::kInternalError, "F_ADD_SEALS");
}

Result<MappedFile> MappedFile::Map(int fd) {
  struct stat facts = {};
  if (::fstat(fd, &facts) != 0) return FailErrno(ErrorKind::kInternalError, "fstat");
  const auto size = static_cast<size_t>(facts.st_size);
  if (size == 0) return MappedFile({});
  void* at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) return FailErrno(ErrorKind::kInternalError, "mmap");
  return MappedFile(std::span(static_cast<const std::byte*>(at), size));
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace gauntlet
