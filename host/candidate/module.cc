#include "host/candidate/module.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace gauntlet {

Result<std::shared_ptr<const Module>> Module::FromBytes(std::span<const std::byte> bytes) {
  auto module = std::make_shared<Module>();
  module->hash_ = HashBytes(bytes);
  module->size_bytes_ = bytes.size();
  module->fd_.Reset(::memfd_create("gauntlet-module", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!module->fd_) return FailErrno(ErrorKind::kSandboxError, "memfd_create");
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::write(module->fd_.get(), bytes.data() + done, bytes.size() - done);
    if (n < 0) return FailErrno(ErrorKind::kSandboxError, "write to a memory file");
    done += static_cast<size_t>(n);
  }
  if (::fcntl(module->fd_.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    return FailErrno(ErrorKind::kSandboxError, "fcntl(F_ADD_SEALS)");
  return module;
}

}  // namespace gauntlet
