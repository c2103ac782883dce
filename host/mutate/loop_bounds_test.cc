#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "host/mutate/mutate.h"
#include "host/toolchain/test_support.h"

namespace gauntlet {
namespace {

// All that the operators make of `parent`, `seeds` of each.
std::vector<std::string> Children(const std::string& parent, uint64_t seeds) {
  Mutator mutator(SharedToolchain());
  std::vector<std::string> children;
  for (const std::string_view operation : MutationOperatorNames()) {
    for (uint64_t seed = 0; seed < seeds; ++seed) {
      const auto child = mutator.Mutate({.domain = "cache",
                                         .parent = parent,
                                         .other = {},
                                         .seed = seed,
                                         .operator_name = std::string(operation)});
      EXPECT_TRUE(child.has_value());
      if (child && !child->failure) children.push_back(child->source);
    }
  }
  EXPECT_GE(children.size(), 3 * seeds);
  return children;
}

// The number in the place of the group, or 0 if the text is not there.
int Number(const std::string& source, const std::string& pattern) {
  std::smatch found;
  return std::regex_search(source, found, std::regex(pattern)) ? std::stoi(found[1]) : 0;
}

TEST(LoopBounds, OfTheSeedsScanStayNumbersThatAnEvictionCanAfford) {
  std::stringstream text;
  text << std::ifstream(std::string(GAUNTLET_SOURCE_DIR) + "/problems/cache_miss_ratio/seed.cc").rdbuf();
  int others = 0;
  for (const std::string& child : Children(text.str(), 60)) {
    if (child.find("looked_at") == std::string::npos) continue;  // the loop was removed
    const int bound = Number(child, R"(for \(int looked_at = 1; looked_at < (\d+); \+\+looked_at\) \{)");
    EXPECT_GE(bound, 1) << child;
    EXPECT_LE(bound, 64) << child;
    others += bound != 8;
  }
  EXPECT_GT(others, 3);  // it does change
}

constexpr char kBounds[] = R"(#include <gauntlet/sdk/cache_policy.hpp>
// EVOLVE-BLOCK-START
class Scan : public gauntlet::cache::Policy {
 public:
  explicit Scan(const gauntlet::cache::Config& config) {}
  void on_hit(Slot slot, const Request& request) { hits_ += request.size; order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request& request) { order_.push_front(slot); }
  Slot choose_victim(const Request& request) {
    Slot victim = order_.back();
    const int rounds = 6;
    width_ = 12;
    for (int i = 0; i < rounds; ++i) {
      if (order_.prev(victim) != gauntlet::cache::kNoSlot && hits_ > 3) victim = order_.prev(victim);
    }
    for (int i = 0; i < width_; ++i) {
      if (i * 2 > 9) break;
      if (order_.prev(victim) != gauntlet::cache::kNoSlot && hits_ > 4) victim = order_.prev(victim);
    }
    return victim;
  }
  void on_evict(Slot slot, EvictReason reason) { order_.remove(slot); }
 private:
  uint64_t hits_ = 0;
  int width_ = 5;
  gauntlet::sdk::SlotList order_;
};
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_POLICY(Scan)
)";

TEST(LoopBounds, AreKeptWhereTheyAreNamedToo) {
  for (const std::string& child : Children(kBounds, 40)) {
    if (child.find("rounds; ++i") != std::string::npos) {
      EXPECT_TRUE(child.find("i < rounds; ++i") != std::string::npos) << child;
      const int rounds = Number(child, R"(int rounds = (\d+);)");
      EXPECT_TRUE(rounds >= 1 && rounds <= 64) << child;
    }
    if (child.find("width_; ++i") != std::string::npos && child.find("width_ =") != std::string::npos) {
      EXPECT_TRUE(child.find("i < width_; ++i") != std::string::npos) << child;
    }
    for (size_t at = child.find("width_ = "); at != std::string::npos; at = child.find("width_ = ", at + 1)) {
      const int width = Number(child.substr(at), R"(^width_ = (\d+);)");
      EXPECT_TRUE(width >= 1 && width <= 64) << child;
    }
  }
}

TEST(LoopBounds, IncludeTheConditionsThatLeaveALoop) {
  const std::regex exit(R"(if \(i \* 2 > \d+( \|\| .*)?\) break;)");
  for (const std::string& child : Children(kBounds, 40)) {
    if (child.find("break") != std::string::npos) EXPECT_TRUE(std::regex_search(child, exit)) << child;
  }
}

}  // namespace
}  // namespace gauntlet
