#include "simulators/moe/workload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulators/moe/testing.h"

namespace gauntlet::moe_simulator {
namespace {

using testing::HasSubstr;

const Params kParams = ParamsWith({{"replicas", "4"}, {"gpus", "2"}});

std::vector<uint8_t> TwoWindows() { return BuildHistory(2, 3, {{1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}}); }

gauntlet_moe_trace_header& Header(std::vector<uint8_t>& bytes) {
  return *reinterpret_cast<gauntlet_moe_trace_header*>(bytes.data());
}

std::string Refusal(std::vector<uint8_t> bytes, const Params& params = kParams) {
  auto opened = OpenHistory(std::move(bytes), params);
  return opened ? "" : opened.error().message;
}
template <class Change>
std::string RefusalAfter(Change change) {
  std::vector<uint8_t> bytes = TwoWindows();
  change(bytes);
  return Refusal(std::move(bytes));
}
std::string RefusalWith(const std::string& key, const std::string& text) {
  Params params;
  for (const auto& pair : kParams)
    if (pair.first != key) params.push_back(pair);
  params.emplace_back(key, text);
  return Refusal(TwoWindows(), params);
}

TEST(MoeWorkload, OpensBytesThatAreWhatTheirHeaderSays) { EXPECT_EQ(Refusal(TwoWindows()), ""); }

TEST(MoeWorkload, RefusesAHeaderThatIsNotOne) {
  EXPECT_THAT(Refusal(std::vector<uint8_t>(63)), HasSubstr("too few for the header"));
  EXPECT_THAT(Refusal(std::vector<uint8_t>(64)), HasSubstr("not the bytes of a load history"));
  EXPECT_THAT(RefusalAfter([](auto& b) { Header(b).flags = 2; }), HasSubstr("unknown flags"));
  EXPECT_THAT(RefusalAfter([](auto& b) { Header(b).experts = 0; }), HasSubstr("2 layers of 0 experts"));
  EXPECT_THAT(RefusalAfter([](auto& b) { Header(b).layers = ~0u; }), HasSubstr("experts"));
  EXPECT_THAT(RefusalAfter([](auto& b) { Header(b).record_bytes = 8; }), HasSubstr("records of 8 bytes"));
}

TEST(MoeWorkload, RefusesBytesThatAreCutOrTooMany) {
  EXPECT_THAT(RefusalAfter([](auto& b) { b.pop_back(); }), HasSubstr("the header counts 2 windows"));
  EXPECT_THAT(RefusalAfter([](auto& b) { b.resize(b.size() + Header(b).record_bytes); }),
              HasSubstr("the header counts 2 windows"));
  EXPECT_THAT(Refusal(BuildHistory(2, 3, {{1, 2, 3, 4, 5, 6}})),
              HasSubstr("1 windows: a placement made from one"));
  EXPECT_THAT(Refusal(BuildHistory(2, 3, {{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}}, 0)),
              HasSubstr("no steps"));
}

TEST(MoeWorkload, RefusesAClusterThatDoesNotFit) {
  EXPECT_THAT(RefusalWith("replicas", "2"), HasSubstr("2 replicas cannot hold 3 experts"));
  EXPECT_THAT(RefusalWith("replicas", "5"), HasSubstr("5 replicas do not fill 2 GPUs"));
  EXPECT_THAT(RefusalWith("nodes", "3"), HasSubstr("2 GPUs do not fill 3 nodes"));
  EXPECT_THAT(RefusalWith("groups", "2"), HasSubstr("3 experts do not fill 2 groups"));
  EXPECT_THAT(RefusalWith("top_k", "4"), HasSubstr("top_k 4 of 3"));
  EXPECT_THAT(RefusalWith("groups_per_token", "2"), HasSubstr("groups_per_token"));
  EXPECT_THAT(RefusalWith("lag", "1"), HasSubstr("1 windows late"));
  EXPECT_THAT(RefusalWith("hidden_move_share", "1.1"), HasSubstr("at most 1"));
}

TEST(MoeWorkload, RefusesSettingsThatAreNoNumbersOrMissing) {
  for (const char* text : {"", "-1", "1.5", "0", "12x", "99999999999999999999"})
    EXPECT_THAT(RefusalWith("gpus", text), HasSubstr("gpus must be a whole number")) << text;
  for (const char* text : {"", "-1", "0", "nan", "inf", "1x"})
    EXPECT_THAT(RefusalWith("gpu_flops", text), HasSubstr("gpu_flops must be a number, above 0")) << text;
  EXPECT_EQ(RefusalWith("layer_s", "0"), "");
  Params none = kParams;
  std::erase_if(none, [](const auto& pair) { return pair.first == "replicas"; });
  EXPECT_THAT(Refusal(TwoWindows(), none), HasSubstr("replicas is missing"));
  none = kParams;
  std::erase_if(none, [](const auto& pair) { return pair.first == "hidden"; });
  EXPECT_THAT(Refusal(TwoWindows(), none), HasSubstr("hidden is missing"));
  EXPECT_EQ(RefusalWith("of no concern", "x"), "");
}

// Window 1: loads {6 5 4} and {3 2 1} on slots {0 1 | 2 0}: GPUs {8 7} and {3.5 2.5}.
TEST(MoeWorkload, KnowsWhatNoChangeIsWorthAndWhatNobodyPasses) {
  const auto opened = OpenHistory(TwoWindows(), kParams);
  const Outcome outcome = opened->Reference();
  ASSERT_EQ(outcome.status, GAUNTLET_OK);
  EXPECT_EQ(outcome.Count("windows"), 1u);
  EXPECT_DOUBLE_EQ(outcome.Real("static_gpu_imbalance"), 11.5 / 10.5);
  EXPECT_DOUBLE_EQ(outcome.Real("static_balancedness_gpu"), 10.5 / 11.5);
  EXPECT_DOUBLE_EQ(outcome.Real("bound_gpu_imbalance"), 1.0);
  EXPECT_EQ(outcome.Count("synthetic"), 0u);
  const Scripted idle([](const gauntlet_moe_view&, uint32_t*) { return 0u; });
  EXPECT_DOUBLE_EQ(opened->Run(idle.policy()).Real("gpu_imbalance"), outcome.Real("static_gpu_imbalance"));
}

}  // namespace
}  // namespace gauntlet::moe_simulator
