// A file that is written piece by piece, compressed if its name ends in .zst, and appears whole or not at
// all.
#pragma once

#include <zstd.h>

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

class ByteSink {
 public:
  static Result<ByteSink> Create(const std::filesystem::path& path, int zstd_level);
  ByteSink(ByteSink&&) = default;
  ~ByteSink();  // an unfinished file goes away

  Result<> Write(std::string_view bytes);
  Result<> Finish();

 private:
  ByteSink(std::filesystem::path path, std::filesystem::path temporary, UniqueFd fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(std::move(fd)) {}
  Result<> Compress(std::string_view bytes, ZSTD_EndDirective directive);
  Result<> ToFile(const char* bytes, size_t count);

  std::filesystem::path path_, temporary_;
  UniqueFd fd_;
  std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> zstd_{nullptr, &ZSTD_freeCCtx};
  std::vector<char> packed_;
};

}  // namespace gauntlet
