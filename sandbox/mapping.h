// A mapped range of memory with one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

class Mapping {
 public:
  Mapping() = default;
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping() { Reset(); }

  // The first `bytes` of a memory file, read-only or writable, shared with whoever else maps it.
  static Result<Mapping> OfFile(int fd, uint64_t bytes, bool writable);
  // Zeroes, shared with the children that are forked from here on.
  static Result<Mapping> Shared(uint64_t bytes);
  // Zeroes of our own; a child that is forked finds zeroes there, whatever we wrote.
  static Result<Mapping> WipedOnFork(uint64_t bytes);
  // Zeroes of our own that cost address space until they are touched.
  static Result<Mapping> Reserve(uint64_t bytes);

  std::byte* data() const { return data_; }
  uint64_t size() const { return size_; }
  std::span<std::byte> bytes() const { return {data_, size_}; }
  void Reset();

 private:
  static Result<Mapping> Map(uint64_t bytes, int protection, int flags, int fd);

  std::byte* data_ = nullptr;
  uint64_t size_ = 0;
};

// A memory file of `bytes` zeroes that cannot change its size.
Result<UniqueFd> CreateMemoryFile(const char* name, uint64_t bytes);

}  // namespace gauntlet
