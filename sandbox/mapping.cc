#include "sandbox/mapping.h"

#include <fcntl.h>
#include <sys/mman.h>

namespace gauntlet {

Mapping::Mapping(Mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  if (this == &other) return *this;
  Reset();
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void Mapping::Reset() {
  if (data_ != nullptr) ::munmap(data_, size_);
  data_ = nullptr;
  size_ = 0;
}

Result<Mapping> Mapping::Map(uint64_t bytes, int protection, int flags, int fd) {
  Mapping mapping;
  if (bytes == 0) return mapping;
  void* data = ::mmap(nullptr, bytes, protection, flags, fd, 0);
  if (data == MAP_FAILED) return FailErrno(ErrorKind::kSandboxError, "mmap");
  mapping.data_ = static_cast<std::byte*>(data);
  mapping.size_ = bytes;
  return mapping;
}

Result<Mapping> Mapping::OfFile(int fd, uint64_t bytes, bool writable) {
  return Map(bytes, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd);
}

Result<Mapping> Mapping::Shared(uint64_t bytes) {
  return Map(bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
}

Result<Mapping> Mapping::WipedOnFork(uint64_t bytes) {
  GAUNTLET_TRY(Mapping mapping, Reserve(bytes));
  if (::madvise(mapping.data(), bytes, MADV_WIPEONFORK) != 0)
    return FailErrno(ErrorKind::kSandboxError, "madvise(MADV_WIPEONFORK)");
  return mapping;
}

Result<Mapping> Mapping::Reserve(uint64_t bytes) {
  return Map(bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
}

Result<UniqueFd> CreateMemoryFile(const char* name, uint64_t bytes) {
  UniqueFd file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file) return FailErrno(ErrorKind::kSandboxError, "memfd_create");
  if (::ftruncate(file.get(), static_cast<off_t>(bytes)) != 0)
    return FailErrno(ErrorKind::kSandboxError, "sizing a memory file");
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0)
    return FailErrno(ErrorKind::kSandboxError, "fcntl(F_ADD_SEALS)");
  return file;
}

}  // namespace gauntlet
