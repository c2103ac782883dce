// A parent for the tests of this room: line 4 is the start marker, line 22 the end marker.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "host/reply/reply.h"

namespace gauntlet::reply {

inline constexpr std::string_view kHead = R"(// A policy.
#include <gauntlet/sdk/cache_policy.hpp>

// EVOLVE-BLOCK-START
)";
inline constexpr std::string_view kBlock = R"(class Seed : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request& request) {
    entries_[slot].count += 1;
    order_.move_to_front(slot);
  }

  double score(Slot slot, const Request& request) {
    const double age = request.now - entries_[slot].last_access;
    const double count = entries_[slot].count;
    return -age;
  }

  void on_forget(Slot slot) {
    order_.remove(slot);
  }
};
)";
inline constexpr std::string_view kTail = R"(// EVOLVE-BLOCK-END
GAUNTLET_CACHE_POLICY(Seed)
)";

inline std::string Around(std::string_view block) { return std::string(kHead).append(block).append(kTail); }
inline std::string Parent() { return Around(kBlock); }

// The block with one text in place of another that stands there once.
inline std::string Changed(std::string_view from, std::string_view to, std::string_view block = kBlock) {
  std::string text(block);
  return text.replace(text.find(from), from.size(), to);
}

inline std::string Edit(std::string_view search, std::string_view replace) {
  return std::string("<<<<<<< SEARCH\n")
      .append(search)
      .append("=======\n")
      .append(replace)
      .append(">>>>>>> REPLACE\n");
}

inline std::string Fenced(std::string_view text, std::string_view tag = "cpp") {
  return std::string("```").append(tag).append("\n").append(text).append("```\n");
}

// A reply that is of no use, and what the model is told.
struct Bad {
  std::string name, reply, kind, says;
};

inline void ExpectRefused(const Bad& bad) {
  const auto made = SourceFromReply(bad.reply, Parent());
  ASSERT_FALSE(made) << made->source;
  EXPECT_EQ(made.error().detail.at("kind"), bad.kind) << made.error().reason;
  EXPECT_THAT(made.error().reason, ::testing::HasSubstr(bad.says));
}

}  // namespace gauntlet::reply
