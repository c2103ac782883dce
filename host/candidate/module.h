// A compiled shared object, named by its content and held in a sealed memory file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "host/base/hash.h"
#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

class Module {
 public:
  // Copies `bytes` into a memfd sealed against every change.
  static Result<std::shared_ptr<const Module>> FromBytes(std::span<const std::byte> bytes);

  const Hash128& hash() const { return hash_; }
  int fd() const { return fd_.get(); }
  uint64_t size_bytes() const { return size_bytes_; }

 private:
  Hash128 hash_;
  UniqueFd fd_;
  uint64_t size_bytes_ = 0;
};

}  // namespace gauntlet
