#include "host/trace/byte_sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "host/trace/memory_file.h"

namespace gauntlet {
namespace fs = std::filesystem;

Result<ByteSink> ByteSink::Create(const fs::path& path, int zstd_level) {
  const fs::path temporary = fmt::format("{}.{}.tmp", path.string(), ::getpid());
  UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!fd) return FailErrno(ErrorKind::kInput, path.string());
  ByteSink sink(path, temporary, std::move(fd));
  if (path.extension() == ".zst") {
    sink.zstd_.reset(ZSTD_createCCtx());
    GAUNTLET_ASSERT(sink.zstd_ != nullptr);
    ZSTD_CCtx_setParameter(sink.zstd_.get(), ZSTD_c_compressionLevel, zstd_level);
    ZSTD_CCtx_setParameter(sink.zstd_.get(), ZSTD_c_checksumFlag, 1);
    sink.packed_.resize(ZSTD_CStreamOutSize());
  }
  return sink;
}

ByteSink::~ByteSink() {
  std::error_code ignored;
  if (fd_) fs::remove(temporary_, ignored);
}

Result<> ByteSink::ToFile(const char* bytes, size_t count) {
  auto written = WriteAll(fd_.get(), std::as_bytes(std::span(bytes, count)));
  if (!written) written.error().message = path_.string() + ": " + written.error().message;
  return written;
}

Result<> ByteSink::Compress(std::string_view bytes, ZSTD_EndDirective directive) {
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  for (;;) {
    ZSTD_outBuffer out{packed_.data(), packed_.size(), 0};
    const size_t left = ZSTD_compressStream2(zstd_.get(), &out, &in, directive);
    if (ZSTD_isError(left)) {
      return Fail(ErrorKind::kInternalError,
                  fmt::format("{}: zstd: {}", path_.string(), ZSTD_getErrorName(left)));
    }
    GAUNTLET_CHECK_OK(ToFile(packed_.data(), out.pos));
    if (directive == ZSTD_e_end ? left == 0 : in.pos == in.size) return {};
  }
}

Result<> ByteSink::Write(std::string_view bytes) {
  return zstd_ != nullptr ? Compress(bytes, ZSTD_e_continue) : ToFile(bytes.data(), bytes.size());
}

Result<> ByteSink::Finish() {
  if (zstd_ != nullptr) GAUNTLET_CHECK_OK(Compress({}, ZSTD_e_end));
  if (::rename(temporary_.c_str(), path_.c_str()) != 0)
    return FailErrno(ErrorKind::kStorageError, path_.string());
  fd_.Reset();
  return {};
}

}  // namespace gauntlet
