#include <fcntl.h>
#include <fmt/format.h>
#include <lld/Common/CommonLinkerContext.h>
#include <lld/Common/Driver.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "host/compile/compile.h"

LLD_HAS_DRIVER(elf)

namespace gauntlet {
namespace {

constexpr std::string_view kVersionScript = "{ global: gauntlet_entry; local: *; };\n";

Result<> Write(int fd, const char* data, size_t size) {
  if (::ftruncate(fd, 0) != 0) return FailErrno(ErrorKind::kInternalError, "ftruncate of a memory file");
  for (size_t done = 0; done < size;) {
    const ssize_t n = ::pwrite(fd, data + done, size - done, static_cast<off_t>(done));
    if (n <= 0) return FailErrno(ErrorKind::kInternalError, "write to a memory file");
    done += static_cast<size_t>(n);
  }
  return {};
}

Result<std::vector<char>> Read(int fd) {
  struct stat status;
  if (::fstat(fd, &status) != 0) return FailErrno(ErrorKind::kInternalError, "fstat of a memory file");
  std::vector<char> bytes(static_cast<size_t>(status.st_size));
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t n = ::pread(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (n <= 0) return FailErrno(ErrorKind::kInternalError, "read of a memory file");
    done += static_cast<size_t>(n);
  }
  return bytes;
}

// LLD writes any other output through a temporary file beside it; for "-" it writes to descriptor 1, which is
// the memory file while one of these lives.
class StandardOutputTo {
 public:
  explicit StandardOutputTo(int fd) {
    std::fflush(stdout);
    saved_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    ::lseek(fd, 0, SEEK_SET);
    ::dup2(fd, STDOUT_FILENO);
  }
  StandardOutputTo(const StandardOutputTo&) = delete;
  StandardOutputTo& operator=(const StandardOutputTo&) = delete;
  ~StandardOutputTo() {
    llvm::outs().flush();
    if (saved_ < 0) {
      ::close(STDOUT_FILENO);
      return;
    }
    ::dup2(saved_, STDOUT_FILENO);
    ::close(saved_);
  }

 private:
  int saved_ = -1;
};

std::string PathOf(int fd) { return fmt::format("/proc/self/fd/{}", fd); }

// What LLD complained about, in the words of the author's source where it can be said.
Failure LinkFailure(std::string_view said) {
  constexpr std::string_view kUndefined = "undefined hidden symbol: ";
  std::string text;
  Json symbols = Json::array();
  for (size_t at = 0; at < said.size();) {
    const size_t newline = std::min(said.find('\n', at), said.size());
    std::string_view line = said.substr(at, newline - at);
    at = newline + 1;
    for (std::string_view noise : {"lld: ", "ld.lld: ", "error: "})
      if (line.starts_with(noise)) line.remove_prefix(noise.size());
    if (line.empty() || line.starts_with(">>>")) continue;
    if (line.starts_with(kUndefined)) symbols.push_back(line.substr(kUndefined.size()));
    if (!text.empty()) text += "; ";
    text += line;
  }
  Failure failure{VerdictKind::kLinkError, Stage::kLink, "the module does not link: " + text, Json::object()};
  if (!symbols.empty()) failure.detail["symbols"] = std::move(symbols);
  return failure;
}

}  // namespace

Result<Linker> Linker::Create(const std::string& runtime_archive) {
  Linker linker;
  linker.object_fd_ = ::memfd_create("policy.o", MFD_CLOEXEC);
  linker.output_fd_ = ::memfd_create("policy.so", MFD_CLOEXEC);
  linker.script_fd_ = ::memfd_create("exports", MFD_CLOEXEC);
  if (linker.object_fd_ < 0 || linker.output_fd_ < 0 || linker.script_fd_ < 0)
    return FailErrno(ErrorKind::kInternalError, "memfd_create");
  GAUNTLET_CHECK_OK(Write(linker.script_fd_, kVersionScript.data(), kVersionScript.size()));
  if (!runtime_archive.empty()) {
    std::ifstream file(runtime_archive, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (!file.good() || bytes.empty())
      return Fail(ErrorKind::kInternalError, "cannot read " + runtime_archive);
    linker.archive_fd_ = ::memfd_create("libgauntlet_rt.a", MFD_CLOEXEC);
    if (linker.archive_fd_ < 0) return FailErrno(ErrorKind::kInternalError, "memfd_create");
    GAUNTLET_CHECK_OK(Write(linker.archive_fd_, bytes.data(), bytes.size()));
  }
  return linker;
}

Linker::Linker(Linker&& other) noexcept { *this = std::move(other); }

Linker& Linker::operator=(Linker&& other) noexcept {
  std::swap(object_fd_, other.object_fd_);
  std::swap(output_fd_, other.output_fd_);
  std::swap(script_fd_, other.script_fd_);
  std::swap(archive_fd_, other.archive_fd_);
  return *this;
}

Linker::~Linker() {
  for (const int fd : {object_fd_, output_fd_, script_fd_, archive_fd_})
    if (fd >= 0) ::close(fd);
}

Result<LinkOutcome> Linker::Link(const std::vector<char>& object, bool keep_debug) {
  GAUNTLET_CHECK_OK(Write(object_fd_, object.data(), object.size()));
  GAUNTLET_CHECK_OK(Write(output_fd_, nullptr, 0));
  const std::string input = PathOf(object_fd_), archive = PathOf(archive_fd_),
                    script = "--version-script=" + PathOf(script_fd_);
  std::vector<const char*> arguments = {// clang-format off
      "ld.lld", "-shared", "-o", "-", script.c_str(), "--threads=1", "--eh-frame-hdr", "--gc-sections",
      "-u", "gauntlet_entry", "--build-id=none", "--hash-style=gnu", "--no-undefined-version", "-Bsymbolic",
      "-z", "noexecstack", "-z", "relro", "-z", "now", "-z", "text", input.c_str()};
  // clang-format on
  if (!keep_debug) arguments.push_back("--strip-all");
  if (archive_fd_ >= 0) arguments.push_back(archive.c_str());

  std::string said;
  llvm::raw_string_ostream sink(said);
  bool linked = false;
  {
    const StandardOutputTo redirected(output_fd_);
    linked = lld::elf::link(arguments, sink, sink, /*exitEarly=*/false, /*disableOutput=*/false);
    lld::CommonLinkerContext::destroy();
  }
  if (!linked) return LinkOutcome{LinkFailure(said), {}};
  GAUNTLET_TRY(std::vector<char> module, Read(output_fd_));
  return LinkOutcome{std::nullopt, std::move(module)};
}

}  // namespace gauntlet
