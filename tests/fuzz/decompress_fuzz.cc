// gzip, xz and zstd streams, read in pieces of two sizes: both give the same bytes and the same end.
#include <vector>

#include "host/base/hash.h"
#include "host/trace/byte_source.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

constexpr size_t kMostBytes = 512 << 10;  // of what comes out

struct Outcome {
  std::vector<std::byte> bytes;
  bool whole = false;
  bool failed = false;
};

Outcome ReadAll(std::string_view packed, size_t piece) {
  Outcome out;
  auto source = Decompressed(MemorySource("t", packed));
  GAUNTLET_ASSERT(source);
  static std::vector<std::byte> room(1 << 18);
  while (out.bytes.size() < kMostBytes) {
    const auto n = (*source)->Read(std::span(room).first(piece));
    out.bytes.insert(out.bytes.end(), room.begin(),
                     room.begin() + static_cast<std::ptrdiff_t>(n.value_or(0)));
    if (!n) {
      fuzz::CheckError(n.error());
      out.failed = true;
      return out;
    }
    if (*n == 0) {
      out.whole = true;
      return out;
    }
  }
  return out;
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::fuzz::Input input(data, size);
  const size_t piece = 1 + input.Take<uint16_t>();
  const auto one = gauntlet::ReadAll(input.rest(), piece);
  const auto other = gauntlet::ReadAll(input.rest(), 1 << 18);
  if (!one.whole || !other.whole) {
    GAUNTLET_ASSERT(one.failed == other.failed || !one.whole == !other.whole);
    return 0;
  }
  GAUNTLET_ASSERT(one.bytes == other.bytes);
  return 0;
}
