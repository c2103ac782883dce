#include "host/trace/trace.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>

#include <thread>

#include "host/trace/decode.h"
#include "host/trace/test_support.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::vector<uint32_t> Objects(const DecodedTrace& trace) {
  std::vector<uint32_t> objects;
  for (const auto& record : RecordsOf(trace)) objects.push_back(record.object);
  return objects;
}

std::vector<fs::path> CachedFiles(const TemporaryDir& dir, const char* extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(dir.path() / "cache" / "traces")) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  return files;
}

TEST(DecodeTrace, NumbersObjectsByFirstAppearance) {
  const TemporaryDir dir;
  const auto trace = DecodeTrace({.path = dir.File("a.txt", "90\n7\n90\n8\n7\n")});
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_THAT(Objects(*trace), testing::ElementsAre(0, 1, 0, 2, 1));
  EXPECT_EQ(trace->request_count, 5u);
  EXPECT_EQ(trace->object_count, 3u);
  EXPECT_EQ(trace->footprint_bytes, 3u);
}

TEST(DecodeTrace, CountsTimeFromTheFirstRequestAndTheFootprintByFirstSizes) {
  const TemporaryDir dir;
  const auto trace = DecodeTrace({.path = dir.File("a.csv", "time,id,size\n100,1,10\n99,2,20\n105,1,30\n")});
  ASSERT_TRUE(trace) << trace.error().message;
  const auto records = RecordsOf(*trace);
  EXPECT_EQ(records[0].time_s, 0u);
  EXPECT_EQ(records[1].time_s, 0u);
  EXPECT_EQ(records[2].time_s, 5u);
  EXPECT_EQ(records[2].size_bytes, 30u);
  EXPECT_EQ(trace->footprint_bytes, 30u);
}

TEST(DecodeTrace, KeepsARange) {
  const TemporaryDir dir;
  const fs::path path = dir.File("a.txt", "1\n2\n3\n4\n3\n5\n");
  const auto trace = DecodeTrace({.path = path, .range_first = 2, .range_count = 3});
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_THAT(Objects(*trace), testing::ElementsAre(0, 1, 0));
  EXPECT_EQ(DecodeTrace({.path = path, .range_first = 4})->request_count, 2u);
  const auto beyond = DecodeTrace({.path = path, .range_first = 6});
  ASSERT_FALSE(beyond);
  EXPECT_THAT(beyond.error().message, HasSubstr("none of its 6 requests is left"));
}

TEST(DecodeTrace, SamplesWholeObjects) {
  const Json zipf = {{"kind", "loop"}, {"objects", 10000}, {"requests", 30000}};
  const auto trace = DecodeTrace({.generate = zipf, .sample_rate = 0.1, .sample_seed = 5});
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_NEAR(static_cast<double>(trace->object_count), 1000, 120);
  EXPECT_EQ(trace->request_count, 3 * trace->object_count);
  const auto other = DecodeTrace({.generate = zipf, .sample_rate = 0.1, .sample_seed = 6});
  EXPECT_NE(trace->content_hash, other->content_hash);
}

TEST(DecodeTrace, RefusesASampleRateThatKeepsNothing) {
  EXPECT_THAT(DecodeTrace({.path = "x.txt", .sample_rate = 0}).error().message, HasSubstr("not in (0, 1]"));
  EXPECT_THAT(DecodeTrace({.path = "x.txt", .sample_rate = 1.5}).error().message, HasSubstr("not in (0, 1]"));
}

TEST(DecodeTrace, SealsTheBytes) {
  const TemporaryDir dir;
  const auto trace = DecodeTrace({.path = dir.File("a.txt", "1\n2\n")});
  ASSERT_TRUE(trace) << trace.error().message;
  const int fd = trace->data->get();
  EXPECT_LT(::pwrite(fd, "x", 1, 0), 0);
  EXPECT_NE(::ftruncate(fd, 10), 0);
  EXPECT_EQ(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), MAP_FAILED);
  void* map = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0);
  ASSERT_NE(map, MAP_FAILED);
  EXPECT_NE(::mprotect(map, 4096, PROT_READ | PROT_WRITE), 0);
  ::munmap(map, 4096);
}

TEST(DecodeTrace, GivesThreadsTheSameMemory) {
  const TemporaryDir dir;
  const fs::path path = dir.File("a.txt", "1\n2\n3\n");
  std::vector<std::shared_ptr<const UniqueFd>> seen(8);
  {
    std::vector<std::jthread> threads;
    for (auto& one : seen) threads.emplace_back([&] { one = DecodeTrace({.path = path})->data; });
  }
  EXPECT_THAT(seen, testing::Each(seen[0]));
}

TEST(DecodeTrace, ComesBackFromTheCache) {
  const TemporaryDir dir;
  const fs::path path = dir.File("a.txt", "1\n2\n1\n");
  const auto first = DecodeTrace({.path = path});
  ASSERT_EQ(CachedFiles(dir, ".gct").size(), 1u);
  const std::string hash = first->content_hash;
  // What a decoder would refuse now, the cache still knows by its hash: the file itself is only hashed.
  fs::rename(path, dir.path() / "b.txt");
  const auto moved = DecodeTrace({.path = dir.path() / "b.txt"});
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->content_hash, hash);
  EXPECT_EQ(CachedFiles(dir, ".gct").size(), 1u);
}

TEST(DecodeTrace, RebuildsADamagedCacheFile) {
  const TemporaryDir dir;
  const fs::path path = dir.File("a.txt", "1\n2\n1\n3\n");
  const std::string hash = DecodeTrace({.path = path})->content_hash;
  const fs::path cached = CachedFiles(dir, ".gct").at(0);
  const std::string whole = ReadBytes(cached);
  for (size_t damage = 0; damage < whole.size() + 3; ++damage) {
    std::string bytes = whole;
    if (damage == whole.size()) bytes.clear();
    if (damage == whole.size() + 1) bytes.resize(70);
    if (damage == whole.size() + 2) bytes += "more";
    if (damage < whole.size()) bytes[damage] ^= 0x10;
    std::ofstream(cached, std::ios::binary) << bytes;
    const auto again = DecodeTrace({.path = path});
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_EQ(again->content_hash, hash);
    ASSERT_EQ(again->request_count, 4u) << "damaged byte " << damage;
    ASSERT_EQ(again->object_count, 3u) << "damaged byte " << damage;
    ASSERT_EQ(again->footprint_bytes, 3u) << "damaged byte " << damage;
  }
}

TEST(DecodeTrace, GoesOnWithoutACacheThatCannotBeWritten) {
  const TemporaryDir dir;
  dir.File("cache", "a file where the directory should be");
  const auto trace = DecodeTrace({.path = dir.File("a.txt", "1\n2\n")});
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_EQ(trace->request_count, 2u);
}

TEST(DecodeTrace, SeesAChangedFile) {
  const TemporaryDir dir;
  EXPECT_EQ(DecodeTrace({.path = dir.File("a.txt", "1\n2\n")})->object_count, 2u);
  EXPECT_EQ(DecodeTrace({.path = dir.File("a.txt", "1\n1\n")})->object_count, 1u);
}

TEST(DecodeTrace, SaysWhatIsWrongWithAFile) {
  const TemporaryDir dir;
  const auto message = [&](const TraceSource& source) { return DecodeTrace(source).error().message; };
  EXPECT_THAT(message({.path = dir.path() / "none.txt"}), HasSubstr("none.txt: No such file"));
  EXPECT_THAT(message({.path = dir.path(), .format = "text"}), HasSubstr("is a directory"));
  EXPECT_THAT(message({.path = "/dev/null", .format = "text"}), HasSubstr("not a regular file"));
  EXPECT_THAT(message({.path = dir.File("e.txt", "")}), HasSubstr("e.txt: holds no requests"));
  EXPECT_THAT(message({.path = dir.File("t.csv", "time,id\n0,1\n99999999999,2\n")}),
              HasSubstr("time in seconds?"));
}

}  // namespace
}  // namespace gauntlet
