// Decision logs that were tampered with: the verifier's replay rejects them, or computes what the slow simulator
// computes from the same answers. Nothing in between: no edit of a log gives a score that is not that of its
// answers.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "host/base/layout.h"
#include "host/base/rng.h"
#include "host/evaluate/worker/replay.h"
#include "tests/golden/random_case.h"
#include "tests/golden/slow_replay.h"

namespace gauntlet::golden {
namespace {

using cache_simulator::PolicyOf;
using cache_simulator::RecordingPolicy;
using cache_simulator::RecordingPriority;
using Log = std::vector<uint8_t>;

enum class Questions { kVictims, kAdmissionsAndVictims, kPriorities };

// A drawn case, opened by the verifier's own means, with the log of an honest run.
struct Recorded {
  Case drawn;
  Questions questions{};
  Log log;
  std::vector<size_t> answers;  // where each of its answers begins
  std::unique_ptr<OpenedWorkload> opened;

  std::string Interface() const {
    return questions == Questions::kPriorities ? GAUNTLET_CACHE_PRIORITY_INTERFACE
                                               : GAUNTLET_CACHE_POLICY_INTERFACE;
  }
  size_t LengthAt(size_t answer) const {
    const size_t end = answer + 1 < answers.size() ? answers[answer + 1] : log.size();
    return end - answers[answer];
  }
};

const Simulator& TheSimulator() {
  static const auto simulator = Simulator::Load(
      std::string(GAUNTLET_BUILD_DIR) + "/lib/gauntlet/simulators/cache.so", GAUNTLET_CACHE_DOMAIN);
  if (!simulator) throw std::runtime_error(simulator.error().message);
  return **simulator;
}

std::unique_ptr<OpenedWorkload> OpenAsVerifier(const Case& drawn) {
  const Log bytes = drawn.TraceBytes();
  auto file = CreateMemoryFile("edited-logs", bytes.size());
  if (!file || ::write(file->get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("no memory file");
  auto opened =
      OpenedWorkload::Open(TheSimulator(), {"w", drawn.ToParams(), bytes.size(), std::nullopt}, file->get());
  if (!opened) throw std::runtime_error(opened.error().message);
  return std::move(*opened);
}

// Small cases only: they are replayed slowly, many times.
Recorded Record(uint64_t seed) {
  Recorded out;
  out.drawn = Draw(seed * 40 + seed % 39);
  const auto rng = std::make_shared<Rng>(seed);
  if (seed % 3 == 2) {
    out.questions = Questions::kPriorities;
    RecordingPriority priority;
    priority.priority = [=](const gauntlet_cache_object&, const gauntlet_cache_pressure&) {
      return static_cast<double>(rng->Below(30)) - 3.0;  // ties are common
    };
    out.log = out.drawn.Open().Run(PolicyOf(priority.Table())).log;
  } else {
    RecordingPolicy policy;
    policy.choose_victim = [=, &policy] { return policy.residents[rng->Below(policy.residents.size())]; };
    out.questions = seed % 3 == 0 ? Questions::kVictims : Questions::kAdmissionsAndVictims;
    if (seed % 3 == 1) policy.admit = [=](uint32_t) { return uint32_t{rng->Chance(0.7)}; };
    out.log = out.drawn.Open().Run(PolicyOf(policy.Table())).log;
  }
  out.answers = ReplaySlowly(out.drawn.settings, out.drawn.requests, seed % 3 == 2, out.log).answers;
  out.opened = OpenAsVerifier(out.drawn);
  return out;
}

template <class T>
void Put(Log* log, size_t at, T value) {
  std::memcpy(log->data() + at, &value, sizeof value);
}

// One answer becomes another one: often one that could have been given.
Log EditAnswer(const Recorded& recorded, Rng& rng) {
  Log log = recorded.log;
  const size_t answer = rng.Below(recorded.answers.size());
  const size_t at = recorded.answers[answer];
  switch (recorded.LengthAt(answer)) {
    case 1:
      log[at] = rng.Chance(0.9) ? !log[at] : static_cast<uint8_t>(rng.Below(256));
      break;
    case 4: {
      const uint32_t likely = static_cast<uint32_t>(rng.Below(30));
      Put(&log, at, rng.Chance(0.9) ? likely : static_cast<uint32_t>(rng.Next()));
      break;
    }
    default: {
      const double odd[] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                            -std::numeric_limits<double>::infinity(), -0.0, 5e-324};
      const double likely = static_cast<double>(rng.Below(60)) / 2 - 6;
      Put(&log, at, rng.Chance(0.8) ? likely : odd[rng.Below(5)]);
    }
  }
  return log;
}

// The log loses its end, gets a longer one, or its answers are told twice or in another order; or a bit flips
// anywhere.
Log EditShape(const Recorded& recorded, Rng& rng) {
  Log log = recorded.log;
  const size_t first = rng.Below(recorded.answers.size()), second = rng.Below(recorded.answers.size());
  const auto begin = log.begin() + static_cast<ptrdiff_t>(recorded.answers[first]);
  const Log one(begin, begin + static_cast<ptrdiff_t>(recorded.LengthAt(first)));
  switch (rng.Below(6)) {
    case 0:
      log.resize(rng.Below(log.size()));
      break;
    case 1:
      log.resize(log.size() + 1 + rng.Below(20), static_cast<uint8_t>(rng.Below(3)));
      break;
    case 2:
      log.insert(log.end(), one.begin(), one.end());
      break;
    case 3:
      log.insert(log.begin() + static_cast<ptrdiff_t>(recorded.answers[second]), one.begin(), one.end());
      break;
    case 4: {
      const size_t length = std::min(recorded.LengthAt(first), recorded.LengthAt(second));
      std::swap_ranges(begin, begin + static_cast<ptrdiff_t>(length),
                       log.begin() + static_cast<ptrdiff_t>(recorded.answers[second]));
      break;
    }
    default:
      log[rng.Below(log.size())] ^= static_cast<uint8_t>(1u << rng.Below(8));
  }
  return log;
}

struct Tally {
  int rejected = 0, unchanged = 0, rescored = 0;  // rescored: another score, that of the edited answers
};

// Both replays of one edited log.
void ExpectAgreement(const Recorded& recorded, const Log& edited, const Counts& honest, Tally* tally) {
  const auto fast = ReplayLog(TheSimulator(), *recorded.opened, recorded.Interface(), 1, 1 << 20,
                              std::as_bytes(std::span(edited)), {});
  ASSERT_TRUE(fast) << fast.error().message;
  const SlowReplay slow = ReplaySlowly(recorded.drawn.settings, recorded.drawn.requests,
                                       recorded.questions == Questions::kPriorities, edited);
  ASSERT_EQ(fast->bad_log.empty(), slow.counts.has_value())
      << "fast: " << fast->bad_log << "; slow: " << slow.why;
  if (!slow.counts) {
    ++tally->rejected;
    return;
  }
  cache_simulator::Outcome outcome;
  outcome.result = fast->result;
  ASSERT_EQ(CountsOf(outcome), *slow.counts) << Tell(CountsOf(outcome)) << " against " << Tell(*slow.counts);
  ++(*slow.counts == honest ? tally->unchanged : tally->rescored);
}

template <class Edit>
Tally EditLogs(int edits, uint64_t first_seed, Edit edit) {
  Tally tally;
  constexpr int kEditsALog = 50;
  for (int done = 0; done < edits;) {
    const uint64_t seed = first_seed + static_cast<uint64_t>(done / kEditsALog);
    SCOPED_TRACE(fmt::format("log {}", seed));
    const Recorded recorded = Record(seed);
    const SlowReplay whole = ReplaySlowly(recorded.drawn.settings, recorded.drawn.requests,
                                          recorded.questions == Questions::kPriorities, recorded.log);
    EXPECT_TRUE(whole.counts) << whole.why;
    Rng rng(seed);
    for (int i = 0; i < kEditsALog && !testing::Test::HasFailure(); ++i, ++done) {
      const Log edited = recorded.answers.empty() ? recorded.log : edit(recorded, rng);
      ExpectAgreement(recorded, edited, whole.counts.value_or(Counts()), &tally);
    }
    if (testing::Test::HasFailure()) break;
  }
  return tally;
}

TEST(EditedLogs, TenThousandSingleAnswersAreRejectedOrScoredByTheAnswersThatTheyAre) {
  const Tally tally = EditLogs(10000, 1, EditAnswer);
  RecordProperty("rejected", tally.rejected);
  RecordProperty("unchanged", tally.unchanged);
  RecordProperty("rescored", tally.rescored);
  EXPECT_EQ(tally.rejected + tally.unchanged + tally.rescored, 10000);
  EXPECT_GT(tally.rejected, 2000);
  EXPECT_GT(tally.rescored, 500) << "edits that could have been answers, with another score";
  fmt::print("single answers: {} rejected, {} with the same score, {} with another one, as both compute it\n",
             tally.rejected, tally.unchanged, tally.rescored);
}

TEST(EditedLogs, TruncatedExtendedDuplicatedAndSwappedAnswersAndFlippedBitsAsWell) {
  const Tally tally = EditLogs(4000, 1000, EditShape);
  EXPECT_EQ(tally.rejected + tally.unchanged + tally.rescored, 4000);
  EXPECT_GT(tally.rejected, 2000);
  EXPECT_GT(tally.rescored, 50);
  fmt::print("shapes: {} rejected, {} with the same score, {} with another one, as both compute it\n",
             tally.rejected, tally.unchanged, tally.rescored);
}

}  // namespace
}  // namespace gauntlet::golden
