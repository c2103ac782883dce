// HashBytes (host/base/hash.h) of bytes that come in pieces: the same hash, whatever the pieces.
#pragma once

#include <cstddef>
#include <memory>

#include "host/base/hash.h"

namespace gauntlet {

class StreamHash {
 public:
  StreamHash();
  ~StreamHash();
  void Update(const void* bytes, size_t count);
  Hash128 Digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gauntlet
