#include "host/trace/stream_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gauntlet {

struct StreamHash::State {
  XXH3_state_t xxh;
};

StreamHash::StreamHash() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->xxh); }
StreamHash::~StreamHash() = default;
void StreamHash::Update(const void* bytes, size_t count) { XXH3_128bits_update(&state_->xxh, bytes, count); }
Hash128 StreamHash::Digest() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->xxh);
  return {hash.high64, hash.low64};
}

}  // namespace gauntlet
