#include "host/trace/trace_cache.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/base/rng.h"
#include "host/trace/trace.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

// A cache of its own for each test, and traces of a quarter of a megabyte.
class TraceCache : public ::testing::Test {
 protected:
  TraceCache() {
    std::string name = (fs::temp_directory_path() / "gauntlet-trace-cache-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    ::setenv("GAUNTLET_CACHE", folder_.c_str(), 1);
  }
  ~TraceCache() override {
    ::unsetenv("GAUNTLET_CACHE");
    ::unsetenv("GAUNTLET_TRACE_CACHE_MB");
    fs::remove_all(folder_);
  }

  static DecodedTrace Trace(uint64_t seed) {
    TraceSource source;
    source.generate = {{"kind", "zipf"}, {"requests", 18000}, {"objects", 2000}, {"seed", seed}};
    auto trace = DecodeTrace(source);
    EXPECT_TRUE(trace) << trace.error().message;
    return *trace;
  }
  fs::path PathOf(uint64_t key) const { return folder_ / "traces" / (Key(key).Hex() + ".gct"); }
  static Hash128 Key(uint64_t key) { return {key, key}; }
  static std::string Bytes(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // As if it had been used so long ago.
  void Age(uint64_t key, time_t seconds) const {
    const timespec then[2] = {{::time(nullptr) - seconds, 0}, {::time(nullptr) - seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, PathOf(key).c_str(), then, 0), 0);
  }
  std::set<uint64_t> Kept(std::initializer_list<uint64_t> keys) const {
    std::set<uint64_t> kept;
    for (const uint64_t key : keys)
      if (fs::exists(PathOf(key))) kept.insert(key);
    return kept;
  }

  fs::path folder_;
};

TEST_F(TraceCache, KeepsEverythingBelowItsBudget) {
  ::setenv("GAUNTLET_TRACE_CACHE_MB", "2", 1);
  for (const uint64_t key : {1, 2, 3}) StoreCachedTrace(Key(key), Trace(key));
  EXPECT_EQ(Kept({1, 2, 3}), (std::set<uint64_t>{1, 2, 3}));
  EXPECT_TRUE(LoadCachedTrace(Key(1)));
}

TEST_F(TraceCache, DropsWhatWasLongestUnusedWhenANewOneNeedsRoom) {
  ::setenv("GAUNTLET_TRACE_CACHE_MB", "1", 1);  // room for three
  for (const uint64_t key : {1, 2, 3}) StoreCachedTrace(Key(key), Trace(key));
  ASSERT_EQ(Kept({1, 2, 3}).size(), 3u);
  Age(1, 300);
  Age(2, 200);
  Age(3, 100);
  ASSERT_TRUE(LoadCachedTrace(Key(1)));  // the oldest, but used just now
  StoreCachedTrace(Key(4), Trace(4));
  EXPECT_EQ(Kept({1, 2, 3, 4}), (std::set<uint64_t>{1, 3, 4}));
  EXPECT_FALSE(LoadCachedTrace(Key(2)));
}

TEST_F(TraceCache, DoesNotKeepATraceLargerThanAllOfIt) {
  ::setenv("GAUNTLET_TRACE_CACHE_MB", "1", 1);
  StoreCachedTrace(Key(1), Trace(1));
  ::setenv("GAUNTLET_TRACE_CACHE_MB", "0", 1);
  StoreCachedTrace(Key(2), Trace(2));
  EXPECT_EQ(Kept({1, 2}), (std::set<uint64_t>{1}));
}

TEST_F(TraceCache, BelievesNoDamagedFileSaysSoAndMakesRoomForAWholeOne) {
  const DecodedTrace trace = Trace(1), other = Trace(2);
  StoreCachedTrace(Key(1), trace);
  StoreCachedTrace(Key(2), other);
  const std::string whole = Bytes(PathOf(1)), foreign = Bytes(PathOf(2));
  std::vector<std::string> damaged = {"",
                                      "no trace at all",
                                      std::string(whole.size(), '\0'),
                                      foreign,
                                      whole + whole,
                                      whole.substr(0, whole.size() - 1),
                                      whole + "x",
                                      whole.substr(0, whole.size() / 2),
                                      whole.substr(0, 16)};
  Rng rng(3);
  for (int i = 0; i < 200; ++i) {  // half of them in the header
    damaged.push_back(whole);
    const size_t at = i % 2 == 0 ? rng.Below(size_t{64}) : rng.Below(whole.size());
    damaged.back()[at] = static_cast<char>(damaged.back()[at] ^ (1 << rng.Below(8)));
  }
  for (size_t i = 0; i < damaged.size(); ++i) {
    std::ofstream(PathOf(1), std::ios::binary | std::ios::trunc) << damaged[i];
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    const auto loaded = LoadCachedTrace(Key(1));
    const std::string said =
        ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
    EXPECT_FALSE(loaded) << "damage " << i;
    EXPECT_NE(said.find("decoding the trace again"), std::string::npos) << "damage " << i << ": " << said;
    EXPECT_EQ(Kept({1}).size(), 0u) << "damage " << i;
  }
  StoreCachedTrace(Key(1), trace);
  const auto again = LoadCachedTrace(Key(1));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->content_hash, trace.content_hash);
}

TEST_F(TraceCache, BelievesNoNoteOfAnotherFileOrWithAFlippedBit) {
  std::map<std::string, Hash128> hashes;
  for (const char* name : {"a", "b"}) {
    std::ofstream(folder_ / name) << "some bytes of " << name;
    const timespec past[2] = {{::time(nullptr) - 60, 0}, {::time(nullptr) - 60, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (folder_ / name).c_str(), past, 0), 0);
  }
  ::sleep(3);  // files that were changed just now are not remembered
  std::map<std::string, fs::path> notes;
  for (const char* name : {"a", "b"}) {
    hashes[name] = *OriginHash(folder_ / name);
    for (const auto& entry : fs::directory_iterator(folder_ / "traces"))
      if (entry.path() != notes["a"]) notes[name] = entry.path();
    ASSERT_FALSE(notes[name].empty());
  }
  const std::string own = Bytes(notes["a"]);
  std::vector<std::string> damaged = {"", Bytes(notes["b"]), own.substr(0, 20), own + own};
  for (size_t at = 0; at < own.size(); at += 5) {
    damaged.push_back(own);
    damaged.back()[at] ^= 1;
  }
  for (const std::string& note : damaged) {
    std::ofstream(notes["a"], std::ios::binary | std::ios::trunc) << note;
    EXPECT_EQ(*OriginHash(folder_ / "a"), hashes["a"]) << note;
  }
  EXPECT_EQ(Bytes(notes["a"]), own) << "a damaged note is written anew";
}

TEST_F(TraceCache, TakesANonsensicalBudgetForNone) {
  ::setenv("GAUNTLET_TRACE_CACHE_MB", "plenty", 1);
  EXPECT_EQ(TraceCacheBudget(), 8192ull << 20);
  ::setenv("GAUNTLET_TRACE_CACHE_MB", "3", 1);
  EXPECT_EQ(TraceCacheBudget(), 3ull << 20);
}

TEST(TraceFiles, OneThatIsNotThereIsMissingWhateverItsName) {
  TraceSource source;
  source.path = "/nowhere/at/all.unheard-of";
  const auto trace = DecodeTrace(source);
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error().kind, ErrorKind::kInput);
  EXPECT_NE(trace.error().message.find("No such file"), std::string::npos) << trace.error().message;
}

}  // namespace
}  // namespace gauntlet
