// How the platform reports its own failures. A candidate's failure is never one of these: it is a Verdict.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace gauntlet {

// The exit code of a command follows from the kind: kUsage and kInput are 2, everything else is 3.
enum class ErrorKind {
  kUsage,             // wrong command line
  kInput,             // a file or value that the user gave
  kSandboxError,      // the cage could not be built
  kWorkerLost,        // a worker process died or stopped answering
  kStorageError,      // the campaign file or a cache could not be read or written
  kCorruptArtifact,   // a stored module or row is not what its hash says
  kVerifierMismatch,  // two trusted computations differ
  kLlmTransient,      // a model's endpoint is out of reach or overloaded; asking later may do
  kLlmPermanent,      // it refuses what we ask (key, name, budget): asking again is of no use
  kLlmBadReply,       // it answered, but with nothing that can be used
  kInternalError,
};

std::string_view ToString(ErrorKind kind);  // "storage_error", ...

struct Error {
  ErrorKind kind = ErrorKind::kInternalError;
  std::string message;  // what was wrong, where, and what to do next
};

template <class T = void>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> Fail(ErrorKind kind, std::string message) {
  return std::unexpected(Error{kind, std::move(message)});
}
// Fail with "<call>: <strerror(errno)>".
std::unexpected<Error> FailErrno(ErrorKind kind, std::string_view call);

}  // namespace gauntlet

#define GAUNTLET_CONCAT_INNER(a, b) a##b
#define GAUNTLET_CONCAT(a, b) GAUNTLET_CONCAT_INNER(a, b)

// GAUNTLET_TRY(auto x, Call());  x = value, or return the error from the enclosing function.
#define GAUNTLET_TRY(declaration, expression)                                      \
  auto GAUNTLET_CONCAT(result_, __LINE__) = (expression);                          \
  if (!GAUNTLET_CONCAT(result_, __LINE__))                                         \
    return std::unexpected(std::move(GAUNTLET_CONCAT(result_, __LINE__).error())); \
  declaration = std::move(*GAUNTLET_CONCAT(result_, __LINE__))

// GAUNTLET_CHECK_OK(Call());  for calls that return Result<void>.
#define GAUNTLET_CHECK_OK(expression)                                                              \
  do {                                                                                             \
    if (auto result_ = (expression); !result_) return std::unexpected(std::move(result_.error())); \
  } while (false)

// We are wrong, not the user and not a candidate: say so and abort. Kept on in release.
#define GAUNTLET_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::gauntlet::AssertionFailed(#condition, __FILE__, __LINE__))
namespace gauntlet {
[[noreturn]] void AssertionFailed(const char* condition, const char* file, int line);
}
