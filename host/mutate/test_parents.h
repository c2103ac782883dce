// What the operators make of a parent that a test writes down.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "host/mutate/mutate.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {

inline Toolchain& WarmToolchain() {
  static const std::unique_ptr<Toolchain> toolchain = [] {
    auto created = Toolchain::Create({});
    EXPECT_TRUE(created.has_value()) << (created ? "" : created.error().message);
    return created ? std::move(*created) : nullptr;
  }();
  return *toolchain;
}

inline bool Has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

struct Children {
  int proposals = 0;
  std::multiset<std::string> sources;

  // How many have `text` in them, and how many have not.
  int With(std::string_view text) const {
    return static_cast<int>(std::ranges::count_if(sources, [&](const auto& s) { return Has(s, text); }));
  }
  int Without(std::string_view text) const { return proposals - With(text); }
};

inline Children ChildrenOf(const std::string& parent, std::string_view operation, int seeds,
                           const std::optional<std::string>& other = {}) {
  Mutator mutator(WarmToolchain());
  Children children;
  for (int seed = 0; seed < seeds; ++seed) {
    const auto child = mutator.Mutate({.domain = "cache",
                                       .parent = parent,
                                       .other = other,
                                       .seed = static_cast<uint64_t>(seed),
                                       .operator_name = std::string(operation)});
    EXPECT_TRUE(child.has_value());
    if (!child) continue;
    if (child->failure && child->failure->kind == VerdictKind::kCompileError)
      ADD_FAILURE() << child->failure->reason;
    if (child->failure) continue;
    ++children.proposals;
    children.sources.insert(child->source);
  }
  return children;
}

// A policy of the given members, with an LRU's other hooks.
inline std::string PolicyOf(const std::string& members) {
  std::string text =
      "#include <gauntlet/sdk/cache_policy.hpp>\n#include <gauntlet/sdk/flat_map.hpp>\n"
      "#include <gauntlet/sdk/slot_table.hpp>\n\nclass P : public gauntlet::cache::Policy {\n public:\n";
  const auto unless = [&](std::string_view hook, const std::string& otherwise) {
    if (!Has(members, hook)) text += "  " + otherwise + "\n";
  };
  unless("on_hit", "void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }");
  unless("on_insert", "void on_insert(Slot slot, const Request&) { order_.push_front(slot); }");
  unless("choose_victim", "Slot choose_victim(const Request&) { return order_.back(); }");
  unless("on_evict", "void on_evict(Slot slot, EvictReason) { order_.remove(slot); }");
  return text + members + "\n  gauntlet::sdk::SlotList order_;\n};\nGAUNTLET_CACHE_POLICY(P)\n";
}

}  // namespace gauntlet
