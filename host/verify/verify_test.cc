#include "host/verify/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace gauntlet {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kProblem[] = R"yaml(
name: toy
domain: cache
interface: policy
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction}
limits: {cpu_s: 5, memory_mb: 16}
workloads:
  - {name: a, generate: {kind: zipf, objects: 2000, requests: 8000, seed: 1},
     object_size: unit, capacity: {objects: 200}}
  - {name: b, generate: {kind: zipf, objects: 1000, requests: 8000, seed: 2},
     object_size: unit, capacity: {objects: 100}}
  - {name: c, split: validation, generate: {kind: zipf, objects: 2000, requests: 8000, seed: 3},
     object_size: unit, capacity: {objects: 200}}
)yaml";

// A class that keeps an order; `more` are members of it, `choose` is the body of choose_victim.
std::string PolicySource(const std::string& choose, const std::string& more = "") {
  return R"(#include <exception>
#include <gauntlet/sdk/cache_policy.hpp>
class P : public gauntlet::cache::Policy {
 public:
)" + more +
         R"(
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request& request) { )" +
         choose + R"( }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(P)
)";
}

const std::string kHits = "  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }\n";
const std::string kFifo = PolicySource("return order_.back();");
const std::string kLru = PolicySource("return order_.back();", kHits);

// Allocates, and looks at what an earlier simulation left in the blocks around.
const std::string kCarrier = PolicySource("return seen_ ? order_.front() : order_.back();", R"(
  P() {
    volatile unsigned long* last = nullptr;
    for (auto& block : mine_) block = last = new volatile unsigned long[16];
    for (unsigned long i = 4; i < 8; ++i) seen_ = seen_ || At(last, -128 * i) == kMagic || At(last, 128 * i) == kMagic;
    for (auto* block : mine_) block[0] = kMagic;
  }
  static unsigned long At(volatile unsigned long* block, unsigned long distance) {
    return block[static_cast<long>(distance) / 8];
  }
  volatile unsigned long* mine_[4];
  static constexpr unsigned long kMagic = 0x1234567855aa;
  bool seen_ = false;
)");

// One verifier for all tests: as a campaign has one for all its finalists.
class VerifyTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (fs::temp_directory_path() / "gauntlet-verify-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    std::ofstream(folder_ / "problem.yaml") << kProblem;
    std::ofstream(folder_ / "seed.cc") << kFifo;
    auto problem = LoadProblem(folder_);
    EXPECT_TRUE(problem) << problem.error().message;
    problem_ = std::move(*problem);
    auto verifier = Verifier::Open(problem_, {.disturbed_runs = 2});
    EXPECT_TRUE(verifier) << verifier.error().message;
    if (verifier) verifier_ = std::move(*verifier);
  }
  static void TearDownTestSuite() {
    verifier_.reset();
    fs::remove_all(folder_);
  }

  Verification Verify(const std::string& source) {
    auto verification = verifier_->Verify(source);
    EXPECT_TRUE(verification) << verification.error().message;
    return verification ? std::move(*verification) : Verification();
  }
  static std::vector<std::string> Names(const Verification& verification) {
    std::vector<std::string> names;
    for (const VerifyCheck& check : verification.checks) names.push_back(check.name);
    return names;
  }
  // The last check is `name`, and it unmasks as nondeterministic.
  static void ExpectUnmaskedBy(const Verification& verification, const std::string& name) {
    ASSERT_FALSE(verification.checks.empty());
    const VerifyCheck& last = verification.checks.back();
    EXPECT_EQ(last.name, name) << last.says;
    EXPECT_FALSE(last.passed);
    ASSERT_NE(verification.unmasked(), nullptr);
    EXPECT_EQ(ToString(verification.unmasked()->kind), "nondeterministic");
    EXPECT_FALSE(verification.passed());
  }

  static inline fs::path folder_;
  static inline Problem problem_;
  static inline std::unique_ptr<Verifier> verifier_;
};

TEST_F(VerifyTest, PassesAnHonestPolicyAndSaysWhatItCost) {
  ASSERT_NE(verifier_, nullptr);
  const Verification verification = Verify(kLru);
  EXPECT_THAT(Names(verification),
              ElementsAre("confirmation", "memory", "alone", "order", "future", "times", "keys", "drops"));
  for (const VerifyCheck& check : verification.checks) {
    EXPECT_TRUE(check.passed) << check.name << ": " << check.says;
    EXPECT_GT(check.evaluations, 0) << check.name;
  }
  EXPECT_TRUE(verification.passed());
  EXPECT_EQ(verification.unmasked(), nullptr);
  EXPECT_EQ(verification.disturbed.size(), 6u);
  const Json json = verification.ToJson();
  EXPECT_EQ(json["passed"], true);
  EXPECT_EQ(json["checks"].size(), 8u);
  EXPECT_GT(json["checks"][7]["detail"]["gains"][0].get<double>(), 0) << "LRU beats FIFO with 2 % left out";
  EXPECT_EQ(Verify(kLru).score, verification.score) << "one verifier serves several candidates";
}

TEST_F(VerifyTest, NamesTheFirstAnswerThatHangsOnMemoryNeverWritten) {
  ASSERT_NE(verifier_, nullptr);
  const Verification verification = Verify(PolicySource(R"(
    volatile int* scratch = new int[64];
    int sum = 0;
    for (int i = 0; i < 64; ++i) sum += scratch[i] != 0;
    for (int i = 0; i < 64; ++i) scratch[i] = 7;
    delete[] const_cast<int*>(scratch);
    return sum == 0 || request.now < 1000 ? order_.back() : order_.front();)",
                                                        kHits));
  ExpectUnmaskedBy(verification, "memory");
  EXPECT_THAT(Names(verification), ElementsAre("confirmation", "memory"));
  const VerifyCheck& check = verification.checks.back();
  EXPECT_THAT(check.says, HasSubstr("first on a, request 1"));
  EXPECT_THAT(check.says, HasSubstr("victim: slot "));
  EXPECT_EQ(check.unmasked->detail["workload"], "a");
  EXPECT_GE(check.unmasked->detail["request"].get<uint64_t>(), 1000u);
  EXPECT_LT(check.unmasked->detail["request"].get<uint64_t>(), 1100u);
  EXPECT_NE(check.unmasked->detail["answers"][0], check.unmasked->detail["answers"][1]);
}

TEST_F(VerifyTest, UnmasksWhatIsCarriedFromOneSimulationToTheNext) {
  ASSERT_NE(verifier_, nullptr);
  const Verification verification = Verify(kCarrier);
  ExpectUnmaskedBy(verification, "confirmation");
  EXPECT_THAT(verification.checks.back().says, HasSubstr("carry"));
}

TEST_F(VerifyTest, UnmasksWhoeverDecidesByAddresses) {
  ASSERT_NE(verifier_, nullptr);
  ExpectUnmaskedBy(Verify(PolicySource(R"(
    // As a union has it: what the screen cannot see.
    union { const void* pointer; unsigned long number; } bits = {this};
    const auto address = bits.number >> 12;
    return ((address ^ request.key) * 0x9e3779b97f4a7c15ul) >> 63 == 0 ? order_.back() : order_.front();)")),
                   "confirmation");
}

TEST_F(VerifyTest, FailsAGainThatIsGoneWithOtherKeysButDoesNotUnmaskIt) {
  ASSERT_NE(verifier_, nullptr);
  // Which keys come often is learned from the run itself, by who wrote the policy.
  const std::string members = R"(
  void on_hit(Slot slot, const Request& request) { if (request.key % 16 == 3) order_.move_to_front(slot); }
  explicit P(const Config& config) : lucky_(config.seed == 0) {}
  bool lucky_;
)";
  const Verification dull = Verify(PolicySource("return lucky_ ? order_.front() : order_.back();", members));
  EXPECT_TRUE(dull.passed());
  // The seed of the run on workload a, as a policy sees it.
  const Verification told = Verify(PolicySource("throw request.now;", R"(
  explicit P(const Config& config) { throw Seed{config.seed}; }
  struct Seed : std::exception {
    explicit Seed(unsigned long seed) { for (int i = 0; i < 64; ++i) text[i] = seed >> (63 - i) & 1 ? '1' : '0'; }
    const char* what() const noexcept override { return text; }
    char text[65] = {};
  };
)"));
  ASSERT_EQ(told.checks.size(), 1u);
  const std::string& says = told.checks[0].says;
  const size_t at = says.find_first_of("01");
  ASSERT_NE(at, std::string::npos) << says;
  const std::string seed = "0b" + says.substr(at, 64) + "ul";
  const Verification tuned = Verify(PolicySource("return order_.back();", R"(
  explicit P(const Config& config) : lucky_(config.seed == )" + seed + R"() {}
  void on_hit(Slot slot, const Request&) { if (lucky_) order_.move_to_front(slot); }
  bool lucky_;
)"));
  EXPECT_FALSE(tuned.passed());
  EXPECT_EQ(tuned.unmasked(), nullptr);
  ASSERT_EQ(tuned.checks.size(), 8u);
  for (const VerifyCheck& check : tuned.checks) EXPECT_EQ(check.passed, check.name != "keys") << check.says;
}

TEST_F(VerifyTest, SaysWhatASourceThatDoesNotCompileLacks) {
  ASSERT_NE(verifier_, nullptr);
  const Verification verification = Verify("int main() {");
  ASSERT_EQ(verification.checks.size(), 1u);
  EXPECT_FALSE(verification.passed());
  EXPECT_FALSE(verification.score);
  EXPECT_THAT(verification.checks[0].says, HasSubstr("compile_error"));
}

TEST_F(VerifyTest, MeetsAnotherSplitAndSaysTheGap) {
  ASSERT_NE(verifier_, nullptr);
  const auto check = verifier_->MeetSplit(kLru, Split::kValidation, 1.0);
  ASSERT_TRUE(check) << check.error().message;
  EXPECT_TRUE(check->passed) << check->says;
  EXPECT_EQ(check->name, "validation");
  EXPECT_DOUBLE_EQ(check->detail["train_gap"].get<double>(), 1.0 - check->detail["score"].get<double>());
}

}  // namespace
}  // namespace gauntlet
