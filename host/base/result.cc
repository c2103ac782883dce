#include "host/base/result.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace gauntlet {

std::string_view ToString(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage:
      return "usage";
    case ErrorKind::kInput:
      return "input";
    case ErrorKind::kSandboxError:
      return "sandbox_error";
    case ErrorKind::kWorkerLost:
      return "worker_lost";
    case ErrorKind::kStorageError:
      return "storage_error";
    case ErrorKind::kCorruptArtifact:
      return "corrupt_artifact";
    case ErrorKind::kVerifierMismatch:
      return "verifier_mismatch";
    case ErrorKind::kLlmTransient:
      return "llm_transient";
    case ErrorKind::kLlmPermanent:
      return "llm_permanent";
    case ErrorKind::kLlmBadReply:
      return "llm_bad_reply";
    case ErrorKind::kInternalError:
      return "internal_error";
  }
  return "internal_error";
}

std::unexpected<Error> FailErrno(ErrorKind kind, std::string_view call) {
  const int error = errno;
  return Fail(kind, std::string(call) + ": " + std::strerror(error));
}

void AssertionFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "gauntlet: %s:%d: assertion failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace gauntlet
