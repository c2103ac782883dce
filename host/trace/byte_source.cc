#include "host/trace/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "host/base/unique_fd.h"

namespace gauntlet {
namespace {

class FileByteSource : public ByteSource {
 public:
  FileByteSource(std::string name, UniqueFd fd) : name_(std::move(name)), fd_(std::move(fd)) {}

  Result<size_t> Read(std::span<std::byte> room) override {
    for (;;) {
      const ssize_t n = ::read(fd_.get(), room.data(), room.size());
      if (n >= 0) {
        offset_ += static_cast<uint64_t>(n);
        return static_cast<size_t>(n);
      }
      if (errno != EINTR)
        return FailErrno(ErrorKind::kInput, fmt::format("{}: offset {}: read", name_, offset_));
    }
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_;
  UniqueFd fd_;
  uint64_t offset_ = 0;
};

class MemoryByteSource : public ByteSource {
 public:
  MemoryByteSource(std::string name, std::string_view bytes) : name_(std::move(name)), bytes_(bytes) {}

  Result<size_t> Read(std::span<std::byte> room) override {
    const size_t n = std::min(room.size(), bytes_.size());
    if (n > 0) std::memcpy(room.data(), bytes_.data(), n);
    bytes_.remove_prefix(n);
    return n;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_;
  std::string_view bytes_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> OpenFileSource(const std::filesystem::path& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return FailErrno(ErrorKind::kInput, path.string());
  struct stat facts = {};
  if (::fstat(fd.get(), &facts) != 0) return FailErrno(ErrorKind::kInput, path.string());
  if (S_ISDIR(facts.st_mode)) {
    return Fail(ErrorKind::kInput,
                path.string() + ": is a directory; a trace is one file (give a glob as `traces:`)");
  }
  if (!S_ISREG(facts.st_mode)) return Fail(ErrorKind::kInput, path.string() + ": is not a regular file");
  return std::make_unique<FileByteSource>(path.string(), std::move(fd));
}

std::unique_ptr<ByteSource> MemorySource(std::string name, std::string_view bytes) {
  return std::make_unique<MemoryByteSource>(std::move(name), bytes);
}

}  // namespace gauntlet
