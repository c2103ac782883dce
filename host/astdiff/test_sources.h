// Small policies for tests of diffs, and the diff of two.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "host/astdiff/diff.h"
#include "host/toolchain/test_support.h"

namespace gauntlet {

inline SourceDiff Diff(const std::string& a, const std::string& b) {
  auto diffs = DiffSources(SharedToolchain(), {a, {b}, "cache"});
  EXPECT_TRUE(diffs.has_value()) << (diffs ? "" : diffs.error().message);
  return diffs ? std::move(diffs->at(0)) : SourceDiff{};
}

// Of two that parse.
inline SourceDiff Sound(const std::string& a, const std::string& b) {
  SourceDiff diff = Diff(a, b);
  EXPECT_FALSE(diff.failure) << diff.failed << ": " << diff.failure->reason;
  return diff;
}

inline std::string Priority(const std::string& body) {
  return "#include <gauntlet/sdk/cache_priority.hpp>\n"
         "double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) "
         "{\n" +
         body + "}\nGAUNTLET_CACHE_PRIORITY(priority)\n";
}

inline std::string Policy(const std::string& on_hit, const std::string& members = "") {
  return "#include <gauntlet/sdk/cache_policy.hpp>\n"
         "#include <gauntlet/sdk/slot_table.hpp>\n"
         "class Lru : public gauntlet::cache::Policy {\n public:\n"
         "  void on_hit(Slot slot, const Request& request) {\n" +
         on_hit +
         "  }\n"
         "  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }\n"
         "  Slot choose_victim(const Request&) { return order_.back(); }\n"
         "  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }\n"
         " private:\n  gauntlet::sdk::SlotList order_;\n" +
         members + "};\nGAUNTLET_CACHE_POLICY(Lru)\n";
}

}  // namespace gauntlet
