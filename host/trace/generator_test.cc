#include "host/trace/generator.h"

#include <gauntlet/cache.h>
#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <set>

#include "host/trace/fixed_math.h"
#include "host/trace/test_support.h"

namespace gauntlet {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::vector<TraceRequest> Generated(const Json& options) {
  auto reader = OpenGenerator(options);
  if (!reader) ADD_FAILURE() << reader.error().message;
  std::vector<TraceRequest> all, batch(1000);
  while (reader) {
    const size_t n = (*reader)->Read(batch).value();
    if (n == 0) break;
    all.insert(all.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return all;
}

std::string ErrorOf(const Json& options) {
  const auto reader = OpenGenerator(options);
  return reader ? "no error" : reader.error().message;
}

std::map<uint64_t, uint64_t> Counts(const std::vector<TraceRequest>& requests) {
  std::map<uint64_t, uint64_t> counts;
  for (const TraceRequest& request : requests) ++counts[request.id];
  return counts;
}

const Json kEverything = Json::parse(R"({
  "kind": "mix", "requests": 20000, "seed": 7, "mode": "runs", "run": 50, "writes": 0.25,
  "sizes": [{"bytes": 512, "weight": 3}, {"from": 1000, "to": 2000, "weight": 1}],
  "parts": [
    {"kind": "zipf", "weight": 5, "objects": 3000, "alpha": 0.8, "drift": {"every": 500, "swap": 0.02, "fresh": 0.01}},
    {"kind": "scan", "weight": 1, "length": 300, "objects": 5000, "tenant": 3},
    {"kind": "loop", "weight": 1, "objects": 400, "shift": 3},
    {"kind": "burst", "weight": 1, "hot": 20, "length": 200, "sizes": 4096},
    {"kind": "one_hit", "weight": 1}]})");

// The golden hash stands for "the same on every machine". A change of the generator changes published
// workloads:
// it needs another kind or option, not another hash here.
TEST(Generator, GivesTheSameBytesForEver) {
  EXPECT_EQ(DecodeTrace({.generate = kEverything})->content_hash, "ae2cab04b26f52dea4045d3778b6bff8");
  const Json zipf = {
      {"kind", "zipf"}, {"objects", 100000}, {"alpha", 1.1}, {"requests", 100000}, {"seed", 3}};
  EXPECT_EQ(DecodeTrace({.generate = zipf})->content_hash, "80a8b1ad34b7d4fdf30dbb146447cb3c");
}

TEST(Generator, FollowsItsSeed) {
  Json other = kEverything;
  other["seed"] = 8;
  EXPECT_NE(DecodeTrace({.generate = other})->content_hash,
            DecodeTrace({.generate = kEverything})->content_hash);
}

TEST(Generator, DrawsZipfByRank) {
  const auto requests =
      Generated({{"kind", "zipf"}, {"objects", 1000}, {"alpha", 1.0}, {"requests", 200000}});
  std::vector<uint64_t> counts;
  for (const auto& [id, count] : Counts(requests)) counts.push_back(count);
  std::ranges::sort(counts, std::greater());
  ASSERT_GT(counts.size(), 990u);
  const double harmonic = 7.485470860550345;  // of 1000
  for (const size_t rank : {0, 1, 4, 19}) {
    const double expected = 200000 / harmonic / static_cast<double>(rank + 1);
    EXPECT_NEAR(static_cast<double>(counts[rank]), expected, 5 * std::sqrt(expected)) << "rank " << rank;
  }
}

TEST(Generator, DrawsEvenlyWithAlphaZero) {
  for (const auto& [id, count] :
       Counts(Generated({{"kind", "zipf"}, {"objects", 10}, {"alpha", 0}, {"requests", 100000}}))) {
    EXPECT_NEAR(static_cast<double>(count), 10000, 500);
  }
}

TEST(Generator, DriftBringsOtherObjectsToTheTop) {
  Json options = {{"kind", "zipf"}, {"objects", 1000}, {"requests", 100000}};
  const auto top_of = [](const std::vector<TraceRequest>& all, size_t first) {
    std::vector<std::pair<uint64_t, uint64_t>> order;
    for (const auto& [id, n] :
         Counts({all.begin() + static_cast<long>(first), all.begin() + static_cast<long>(first) + 20000})) {
      order.emplace_back(n, id);
    }
    std::ranges::sort(order, std::greater());
    std::set<uint64_t> top;
    for (size_t i = 0; i < 20; ++i) top.insert(order[i].second);
    return top;
  };
  const auto kept = [&] {
    const auto all = Generated(options);
    const auto first = top_of(all, 0), last = top_of(all, 80000);
    return std::ranges::count_if(last, [&](uint64_t id) { return first.contains(id); });
  };
  EXPECT_GE(kept(), 15);
  options["drift"] = {{"every", 1000}, {"swap", 0.05}};
  EXPECT_LE(kept(), 3);
  options["drift"] = {{"every", 1000}, {"fresh", 0.05}};
  EXPECT_LE(kept(), 3);
  EXPECT_GT(Counts(Generated(options)).size(), 1500u);
}

TEST(Generator, LoopsScansBurstsAndOneHits) {
  const auto loop = Generated({{"kind", "loop"}, {"objects", 3}, {"shift", 1}, {"requests", 7}});
  std::vector<uint64_t> ids;
  for (const auto& request : loop) ids.push_back(request.id);
  EXPECT_THAT(ids, testing::ElementsAre(0, 1, 2, 1, 2, 3, 2));

  const auto scan = Generated({{"kind", "scan"}, {"length", 100}, {"objects", 1000}, {"requests", 1000}});
  for (size_t i = 1; i < scan.size(); ++i) {
    if (i % 100 != 0) ASSERT_EQ(scan[i].id, (scan[i - 1].id + 1) % 1000);
  }
  EXPECT_GT(Counts(scan).size(), 400u);

  const auto burst = Generated({{"kind", "burst"}, {"hot", 5}, {"length", 500}, {"requests", 5000}});
  EXPECT_EQ(Counts(burst).size(), 50u);
  EXPECT_EQ(Counts({burst.begin(), burst.begin() + 500}).size(), 5u);

  EXPECT_EQ(Counts(Generated({{"kind", "one_hit"}, {"requests", 500}})).size(), 500u);
}

TEST(Generator, KeepsAnObjectsSizeAndTheShareOfClasses) {
  const auto requests = Generated(kEverything);
  std::map<uint64_t, uint32_t> sizes;
  for (const TraceRequest& request : requests) {
    const auto [known, fresh] = sizes.try_emplace(request.id, request.size_bytes);
    ASSERT_EQ(known->second, request.size_bytes);
  }
  double small = 0, all = 0, writes = 0;
  for (const auto& [id, size] : sizes) {
    if (size == 4096) continue;
    ASSERT_TRUE(size == 512 || (size >= 1000 && size <= 2000));
    small += size == 512;
    ++all;
  }
  EXPECT_NEAR(small / all, 0.75, 0.03);
  for (const TraceRequest& request : requests) writes += request.operation == GAUNTLET_CACHE_WRITE;
  EXPECT_NEAR(writes / static_cast<double>(requests.size()), 0.25, 0.02);
}

TEST(Generator, MixesByWeightAndByPhases) {
  Json mix = {{"kind", "mix"}, {"requests", 40000}, {"rate", 100}};
  mix["parts"] = {{{"kind", "one_hit"}, {"weight", 3}, {"tenant", 1}}, {{"kind", "one_hit"}, {"tenant", 2}}};
  double first = 0;
  const auto requests = Generated(mix);
  for (const TraceRequest& request : requests) first += request.tenant == 1;
  EXPECT_NEAR(first / 40000, 0.75, 0.01);
  EXPECT_EQ(requests.back().time_s, 399u);

  mix["mode"] = "phases";
  mix["parts"] = {{{"kind", "loop"}, {"objects", 9}, {"requests", 3}, {"tenant", 1}},
                  {{"kind", "loop"}, {"objects", 9}, {"requests", 2}, {"tenant", 2}}};
  std::string order;
  for (const TraceRequest& request : Generated(mix)) order += request.tenant == 1 ? 'a' : 'b';
  EXPECT_EQ(order.substr(0, 12), "aaabbaaabbaa");
}

TEST(Generator, SharesObjectsBetweenPartsOfOneSpace) {
  Json mix = {{"kind", "mix"}, {"requests", 4000}};
  mix["parts"] = {{{"kind", "loop"}, {"objects", 100}}, {{"kind", "loop"}, {"objects", 100}}};
  EXPECT_EQ(Counts(Generated(mix)).size(), 200u);
  for (Json& part : mix["parts"]) part["space"] = "one";
  EXPECT_EQ(Counts(Generated(mix)).size(), 100u);
}

TEST(Generator, NamesWhatIsWrongWithItsOptions) {
  EXPECT_THAT(ErrorOf({{"kind", "zipf"}, {"requests", 10}}), HasSubstr("generate: 'objects' is missing"));
  EXPECT_THAT(ErrorOf({{"kind", "zipf"}, {"requests", 10}, {"objects", 5}, {"alhpa", 1}}),
              AllOf(HasSubstr("unknown option 'alhpa'"), HasSubstr("alpha"), HasSubstr("drift")));
  EXPECT_THAT(ErrorOf({{"kind", "lfu"}, {"requests", 10}}),
              AllOf(HasSubstr("unknown kind 'lfu'"), HasSubstr("one_hit, mix")));
  EXPECT_THAT(ErrorOf({{"kind", "zipf"}, {"requests", 0}, {"objects", 5}}),
              HasSubstr("'requests' is a whole number from 1"));
  EXPECT_THAT(ErrorOf({{"kind", "zipf"}, {"requests", 9}, {"objects", "x"}}),
              HasSubstr("'objects' is a whole number"));
  EXPECT_THAT(ErrorOf({{"kind", "mix"}, {"requests", 9}}), HasSubstr("'parts' is a list"));
  Json mix = {{"kind", "mix"}, {"requests", 9}};
  mix["parts"] = {{{"kind", "loop"}, {"objects", 3}, {"size", 3}}};
  EXPECT_THAT(ErrorOf(mix), HasSubstr("generate.parts[0]: unknown option 'size'"));
  EXPECT_THAT(ErrorOf(Json::array()), HasSubstr("generate"));
  EXPECT_THAT(
      ErrorOf({{"kind", "one_hit"}, {"requests", 9}, {"sizes", Json::array({{{"from", 5}, {"to", 3}}})}}),
      HasSubstr("generate.sizes[0]: 'to'"));
}

TEST(Generator, BoundsItsTablesTogether) {
  Json mix = {{"kind", "mix"}, {"requests", 9}, {"parts", Json::array()}};
  for (int i = 0; i < 6; ++i) mix["parts"].push_back({{"kind", "loop"}, {"objects", 10'000'000}});
  EXPECT_EQ(Generated(mix).size(), 9u);
  mix["parts"] =
      Json::array({{{"kind", "zipf"}, {"objects", 100}}, {{"kind", "zipf"}, {"objects", 49'999'901}}});
  EXPECT_THAT(ErrorOf(mix),
              HasSubstr("generate.parts[1]: the zipf parts have more than 50000000 objects together"));
}

TEST(Generator, ReadsWholeNumbersWrittenAsReals) {
  EXPECT_THAT(ErrorOf({{"kind", "one_hit"}, {"requests", 1e300}}), HasSubstr("not 1e+300"));
  EXPECT_EQ(Generated({{"kind", "one_hit"}, {"requests", 1e3}}).size(), 1000u);
  EXPECT_THAT(ErrorOf({{"kind", "one_hit"}, {"requests", 10.5}}), HasSubstr("not 10.5"));
}

TEST(FixedMath, AgreesWithTheLibrarysToTwelveDigits) {
  for (double x = 1e-6; x < 1e9; x *= 1.37) {
    EXPECT_NEAR(FixedLog2(x), std::log2(x), 1e-13 * std::max(1.0, std::abs(std::log2(x))));
    for (const double power : {-1.3, -0.5, 0.0, 0.9, 2.0}) {
      EXPECT_NEAR(FixedPow(x, power) / std::pow(x, power), 1.0, 1e-12);
    }
  }
}

}  // namespace
}  // namespace gauntlet
