// Programs that cheat in a domain of their own, linked without the screen, against the real processes.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "host/base/layout.h"
#include "host/evaluate/test_inputs.h"

namespace gauntlet::hostile {

// Without workloads, for modules that no artifact check has seen.
inline EvaluatorSetup SetupOf(const std::string& domain, const std::string& interface_name) {
  ::setenv("GAUNTLET_ROOT", GAUNTLET_BUILD_DIR, 0);
  ::setenv("GAUNTLET_UNCHECKED_ARTIFACTS", "1", 1);
  EvaluatorSetup setup;
  setup.simulator_path = Layout::Current().Simulator(domain);
  setup.domain = domain;
  setup.interface_name = interface_name;
  setup.limits = {.cpu_ms = 2000, .memory_bytes = 16 << 20, .note_bytes = 256};
  return setup;
}

// `setup` returns the EvaluatorSetup of the domain.
template <auto setup>
class DomainHostile : public ::testing::Test {
 protected:
  static Evaluator& evaluator() {
    static const std::unique_ptr<Evaluator> started = [] {
      auto made = Evaluator::Start(setup());
      EXPECT_TRUE(made) << made.error().message;
      return std::move(*made);
    }();
    return *started;
  }
  static EvaluationRequest Program(const std::string& name) {
    static const std::string domain = setup().domain;
    const auto folder = std::filesystem::path(GAUNTLET_BUILD_DIR) / "tests" / ("hostile_" + domain);
    return {ModuleFromFile(folder / (name + ".so")), {}, {0}};
  }
  // Of the confirmation of a program whose evaluation is fine.
  static Evaluation Confirmed(const std::string& name) {
    const auto request = Program(name);
    const auto hint = evaluator().Evaluate(request);
    EXPECT_TRUE(hint && hint->verdict.ok()) << (hint ? hint->verdict.ToJson().dump() : hint.error().message);
    const auto confirmed = evaluator().Confirm(request, *hint);
    EXPECT_TRUE(confirmed) << confirmed.error().message;
    return *confirmed;
  }
};

}  // namespace gauntlet::hostile
