// Selectors and elites for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/select/selector.h"

namespace gauntlet {

inline SelectorConfig Config(const std::string& kind, Json options = Json::object()) {
  return {.kind = kind,
          .dimensions = {{.name = "nodes", .low = 1, .high = 1000, .bins = 6, .log_scale = true},
                         {.name = "branches", .low = 0, .high = 10, .bins = 5}},
          .options = std::move(options)};
}

inline std::unique_ptr<Selector> Make(const SelectorConfig& config) {
  auto made = MakeSelector(config);
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*made);
}

inline Elite RandomElite(Rng& rng, int64_t number) {
  return {.number = number,
          .score = static_cast<double>(rng.Below(200)) / 100 - 1,  // equal scores happen
          .features = {static_cast<double>(rng.Below(2000)), static_cast<double>(rng.Below(14)) - 2},
          .island = static_cast<uint32_t>(rng.Below(6))};
}

inline std::vector<int64_t> Numbers(const Selector& selector) {
  std::vector<int64_t> numbers;
  for (const Elite& elite : selector.Contents()) numbers.push_back(elite.number);
  return numbers;
}

}  // namespace gauntlet
