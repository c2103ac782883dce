// What a model answered, to a parent with an evolve block and to one without (byte 0 odd).
#include <algorithm>
#include <vector>

#include "host/base/rng.h"
#include "host/reply/reply.h"
#include "host/toolchain/evolve_block.h"
#include "tests/fuzz/input.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace gauntlet {
namespace {

constexpr std::string_view kMarked = R"(#include <gauntlet/sdk/cache_policy.hpp>
// EVOLVE-BLOCK-START
class Seed : public gauntlet::cache::Policy {
 public:
  double score(Slot slot) {
    const double age = now_ - last_[slot];
    return -age;
  }
  void forget(Slot slot) {
    last_[slot] = 0;
  }
};
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_POLICY(Seed)
)";
constexpr std::string_view kPlain = "int a;\nint b;\nint f() {\n  return a;\n}";

std::string_view Head(std::string_view source) { return source.substr(0, FindEvolveBlock(source).begin); }
std::string_view Tail(std::string_view source) { return source.substr(FindEvolveBlock(source).end); }

void Check(std::string_view reply, std::string_view parent) {
  const ReplyRules rules = {.reply_bytes = 1 << 16, .source_bytes = 1 << 14, .blocks = 8};
  const auto made = SourceFromReply(reply, parent, rules);
  if (!made) {
    fuzz::CheckError({ErrorKind::kLlmBadReply, made.error().reason});
    GAUNTLET_ASSERT(made.error().reason.size() < 4096);
    GAUNTLET_ASSERT(!made.error().detail.at("kind").get<std::string>().empty());
    return;
  }
  GAUNTLET_ASSERT(made->source != parent && made->source.size() <= rules.source_bytes);
  GAUNTLET_ASSERT(made->blocks <= rules.blocks && made->loosely <= made->blocks && !made->edits.empty());
  GAUNTLET_ASSERT(FindEvolveBlock(made->source).marked == FindEvolveBlock(parent).marked);
  GAUNTLET_ASSERT(Head(made->source) == Head(parent) && Tail(made->source) == Tail(parent));
  for (const Edit& edit : made->edits) GAUNTLET_ASSERT(!EditToJson(edit).dump().empty());  // UTF-8
}

// Lines are doubled, taken out, moved, and put in from either parent.
std::string WithOtherLines(std::string_view text, Rng& rng) {
  std::vector<std::string_view> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  const std::string_view parent = rng.Chance(0.5) ? kMarked : kPlain;
  const size_t from = parent.rfind('\n', rng.Below(parent.size())) + 1;  // 0 without one
  const std::string_view line = parent.substr(from, parent.find('\n', from) - from + 1);
  const auto any = [&](size_t more) {
    return lines.begin() + static_cast<ptrdiff_t>(rng.Below(lines.size() + more));
  };
  if (lines.empty() || rng.Chance(0.3)) {
    lines.insert(any(1), line);
  } else if (rng.Chance(0.3)) {
    lines.erase(any(0));
  } else if (rng.Chance(0.5)) {
    const std::string_view again = *any(0);
    lines.insert(any(1), again);
  } else {
    std::iter_swap(any(0), any(0));
  }
  std::string other;
  for (const std::string_view piece : lines) other += piece;
  return other;
}

}  // namespace
}  // namespace gauntlet

// Bytes at random are hardly ever UTF-8, so most of the time whole lines change.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  if (seed % 4 == 0 || size == 0) return LLVMFuzzerMutate(data, size, most);
  gauntlet::Rng rng(seed);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string other = gauntlet::WithOtherLines(text, rng);
  const size_t bytes = std::min(other.size(), most - 1);
  std::copy_n(other.begin(), bytes, data + 1);
  return bytes + 1;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::fuzz::Input input(data, size);
  const bool plain = input.Take<uint8_t>() % 2 == 1;
  gauntlet::Check(input.rest(), plain ? gauntlet::kPlain : gauntlet::kMarked);
  return 0;
}
