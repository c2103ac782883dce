// Where bytes of a trace come from: a file, memory (tests, fuzzing), or either of them through a
// decompressor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "host/base/result.h"

namespace gauntlet {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills the front of `room`; 0 only at the end. Errors are kInput and name the source and the offset.
  virtual Result<size_t> Read(std::span<std::byte> room) = 0;
  virtual const std::string& name() const = 0;
  virtual bool compressed() const { return false; }
};

// A regular file. Directories, devices and pipes are refused with the reason.
Result<std::unique_ptr<ByteSource>> OpenFileSource(const std::filesystem::path& path);

// REQUIRES: `bytes` outlives the source.
std::unique_ptr<ByteSource> MemorySource(std::string name, std::string_view bytes);

// Looks at the first bytes: gzip, xz and zstd are decompressed as they are read, with bounded memory;
// anything else passes as it is. A stream that is damaged or ends early is an error that names the compressed
// offset.
Result<std::unique_ptr<ByteSource>> Decompressed(std::unique_ptr<ByteSource> source);

}  // namespace gauntlet
