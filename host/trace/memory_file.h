// Memory files (memfd): written once, then sealed so that nobody, no holder of a descriptor included, can
// change them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

Result<UniqueFd> CreateMemoryFile(const std::string& name);
Result<> WriteAll(int fd, std::span<const std::byte> bytes);
// Shrink, grow, write and further seals are shut. A read-only shared map stays possible (F_SEAL_FUTURE_WRITE
// where the kernel has it).
Result<> SealMemoryFile(int fd);

// A read-only map of a whole file.
class MappedFile {
 public:
  static Result<MappedFile> Map(int fd);
  MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
};

}  // namespace gauntlet
