#include "host/evaluate/worker/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "host/evaluate/test_inputs.h"

namespace gauntlet {
namespace {

// FIFO as plain hooks.
struct Fifo {
  std::deque<uint32_t> order;
};
Fifo& Self(void* self) { return *static_cast<Fifo*>(self); }
const gauntlet_cache_policy kFifo = {
    .struct_size = sizeof(gauntlet_cache_policy),
    .create = [](const gauntlet_cache_config*, const gauntlet_cache_view*, const gauntlet_host*) -> void* {
      return new Fifo;
    },
    .destroy = [](void* self) { delete &Self(self); },
    .choose_victim = [](void* self, const gauntlet_cache_request*) { return Self(self).order.front(); },
    .on_evict = [](void* self, uint32_t, uint32_t) { Self(self).order.pop_front(); },
    .on_insert = [](void* self, uint32_t slot,
                    const gauntlet_cache_request*) { Self(self).order.push_back(slot); },
};

// A run of the cache simulator that was cut into blocks, and its log.
class ReplayTest : public testing::Test {
 protected:
  static constexpr uint64_t kSeed = 5, kMemory = 1 << 20;

  void SetUp() override {
    const EvaluatorSetup setup = CacheSetup();
    simulator_ = std::move(*Simulator::Load(setup.simulator_path, setup.domain));
    const EvaluatorWorkload& workload = setup.workloads[0];
    opened_ = std::move(*OpenedWorkload::Open(
        *simulator_, {workload.name, workload.params, workload.data_bytes, std::nullopt},
        workload.data->get()));
    Play();
  }

  static void* Allocate(void* self, uint64_t bytes) {
    auto& rooms = static_cast<ReplayTest*>(self)->rooms_;
    rooms.push_back(std::make_unique<std::max_align_t[]>(bytes / sizeof(std::max_align_t) + 8));
    return reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(rooms.back().get()) + 63) & ~uintptr_t{63});
  }

  void Play() {
    const gauntlet_simulator& functions = simulator_->functions();
    log_.resize(opened_->facts().log_bound_bytes);
    gauntlet_fault fault = {};
    uint64_t progress = 0, position = 0;
    const gauntlet_run_io io = {.struct_size = sizeof io,
                                .context = this,
                                .allocate = Allocate,
                                .log = reinterpret_cast<uint8_t*>(log_.data()),
                                .log_bytes = log_.size(),
                                .progress = &progress,
                                .fault = &fault,
                                .seed = kSeed,
                                .memory_budget_bytes = kMemory,
                                .log_position = &position};
    void* run = nullptr;
    const auto config = opened_->run_config();
    ASSERT_EQ(functions.begin(config.data(), config.size(), GAUNTLET_CACHE_POLICY_INTERFACE, &kFifo, nullptr,
                              &io, &run),
              GAUNTLET_OK);
    const gauntlet_block whole = opened_->whole();
    for (uint64_t next = 0; next < whole.record_count; next += 1000) {
      const auto* records = static_cast<const std::byte*>(whole.records);
      const gauntlet_block block = {next, std::min<uint64_t>(1000, whole.record_count - next),
                                    records + next * opened_->facts().record_bytes};
      ASSERT_EQ(functions.feed(run, &block), GAUNTLET_OK);
      cuts_.push_back({next + block.record_count, position});
    }
    gauntlet_result result = {.struct_size = sizeof result};
    ASSERT_EQ(functions.finish(run, &result), GAUNTLET_OK);
    functions.end(run);
    answer_hash_ = result.answer_hash;
    log_.resize(result.log_bytes);
  }

  ReplayOutcome Replay(std::span<const LogCut> cuts) {
    auto outcome =
        ReplayLog(*simulator_, *opened_, GAUNTLET_CACHE_POLICY_INTERFACE, kSeed, kMemory, log_, cuts);
    EXPECT_TRUE(outcome) << outcome.error().message;
    return outcome ? *outcome : ReplayOutcome{};
  }

  std::vector<std::unique_ptr<std::max_align_t[]>> rooms_;
  std::unique_ptr<Simulator> simulator_;
  std::unique_ptr<OpenedWorkload> opened_;
  std::vector<std::byte> log_;
  std::vector<LogCut> cuts_;
  uint64_t answer_hash_ = 0;
};

TEST_F(ReplayTest, OfAnHonestRunFindsEveryAnswerThereInTime) {
  ASSERT_EQ(cuts_.size(), 20u);
  for (const auto& cuts : {std::span<const LogCut>(cuts_), std::span<const LogCut>()}) {
    const ReplayOutcome outcome = Replay(cuts);
    EXPECT_EQ(outcome.bad_log, "");
    EXPECT_EQ(outcome.result.answer_hash, answer_hash_);
  }
}

TEST_F(ReplayTest, TellsThatAnswersWereHeldBackUntilLaterRequestsWereSeen) {
  std::vector<LogCut> late = cuts_;
  for (size_t i = 0; i + 1 < late.size(); ++i) late[i].log_bytes = 0;  // all of them at the very end
  ReplayOutcome outcome = Replay(late);
  EXPECT_TRUE(outcome.held_back);
  EXPECT_THAT(outcome.bad_log, testing::HasSubstr("before number 1000 "));
  late = cuts_;
  late[7].log_bytes -= 4;  // one answer
  outcome = Replay(late);
  EXPECT_TRUE(outcome.held_back);
  EXPECT_THAT(outcome.bad_log, testing::HasSubstr("before number 8000 "));
}

TEST_F(ReplayTest, TellsAnswersThatWereThereTooEarly) {
  std::vector<LogCut> early = cuts_;
  early[3].log_bytes += 4;
  EXPECT_TRUE(Replay(early).held_back);
}

TEST_F(ReplayTest, IsNotLedAstrayByCutsThatMakeNoSense) {
  for (const LogCut nonsense : {LogCut{1ull << 60, 1}, LogCut{0, 1}, LogCut{19999, ~0ull}}) {
    std::vector<LogCut> cuts = cuts_;
    cuts.push_back(nonsense);
    const ReplayOutcome outcome = Replay(cuts);
    EXPECT_EQ(outcome.result.answer_hash, answer_hash_) << nonsense.records;
  }
}

}  // namespace
}  // namespace gauntlet
