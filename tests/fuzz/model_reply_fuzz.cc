// What a model answered, to a parent with an evolve block and to one without (byte 0 odd).
#include "host/reply/reply.h"
#include "host/toolchain/evolve_block.h"
#include "tests/fuzz/input.h"

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

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::fuzz::Input input(data, size);
  const bool plain = input.Take<uint8_t>() % 2 == 1;
  gauntlet::Check(input.rest(), plain ? gauntlet::kPlain : gauntlet::kMarked);
  return 0;
}
