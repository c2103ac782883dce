#include "host/trace/formats.h"

#include <gauntlet/cache.h>
#include <gmock/gmock.h>

#include "host/trace/test_support.h"

namespace gauntlet {
namespace {

using testing::AllOf;
using testing::HasSubstr;

template <class T>
void Put(std::string& out, T value, bool big = false) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  if (big) std::reverse(bytes, bytes + sizeof value);
  out.append(bytes, sizeof value);
}

std::string OracleGeneral(std::initializer_list<std::array<uint64_t, 3>> rows) {
  std::string out;
  for (const auto& [time, id, size] : rows) {
    Put(out, static_cast<uint32_t>(time));
    Put(out, id);
    Put(out, static_cast<uint32_t>(size));
    Put(out, int64_t{-1});
  }
  return out;
}

std::vector<uint64_t> Ids(const std::vector<TraceRequest>& requests) {
  std::vector<uint64_t> ids;
  for (const TraceRequest& request : requests) ids.push_back(request.id);
  return ids;
}

TEST(OracleGeneral, ReadsTimeIdAndSize) {
  const auto requests = RequestsOf(OracleGeneral({{5, 1ull << 40, 512}, {6, 7, 4096}}), "oracle_general");
  ASSERT_TRUE(requests) << requests.error().message;
  ASSERT_EQ(requests->size(), 2u);
  EXPECT_EQ((*requests)[0].id, 1ull << 40);
  EXPECT_EQ((*requests)[1].time_s, 6u);
  EXPECT_EQ((*requests)[1].size_bytes, 4096u);
}

TEST(OracleGeneral, NamesOffsetAndRecordOfACut) {
  const auto requests =
      RequestsOf(OracleGeneral({{5, 1, 2}, {6, 7, 8}}).substr(0, 44), "oracle_general", {}, "cloud.bin");
  ASSERT_FALSE(requests);
  EXPECT_EQ(requests.error().kind, ErrorKind::kInput);
  EXPECT_EQ(requests.error().message, "cloud.bin: offset 44: record 1 is cut: 20 of 24 bytes");
}

TEST(BigEndian, ReadsUnsignedAndSignedKeys) {
  const std::string bytes("\x00\x00\x01\x02\xff\xff\xff\xfe", 8);
  EXPECT_THAT(Ids(*RequestsOf(bytes, "caffeine_u32be")), testing::ElementsAre(0x102, 0xfffffffe));
  EXPECT_THAT(Ids(*RequestsOf(bytes, "i32be")), testing::ElementsAre(0x102, ~0ull - 1));
  EXPECT_THAT(Ids(*RequestsOf(bytes, "i64be")), testing::ElementsAre(0x00000102fffffffe));
}

TEST(Text, ReadsOneIdALine) {
  EXPECT_THAT(Ids(*RequestsOf("3\n1\r\n\n 2 \n3", "text")), testing::ElementsAre(3, 1, 2, 3));
}

TEST(Text, NamesLineColumnOffsetAndRecordOfAWord) {
  const auto requests = RequestsOf("3\n\n  x7\n", "text");
  ASSERT_FALSE(requests);
  EXPECT_EQ(requests.error().message,
            "t: line 3, column 3 (offset 5): record 1: id 'x7' is not a whole number");
}

TEST(Text, RefusesNegativeAndHugeIds) {
  EXPECT_THAT(RequestsOf("-4\n", "text").error().message, HasSubstr("'-4' is negative"));
  EXPECT_THAT(RequestsOf("18446744073709551616\n", "text").error().message, HasSubstr("is too large"));
  EXPECT_TRUE(RequestsOf("18446744073709551615\n", "text"));
}

TEST(Text, RefusesALineWithoutAnEnd) {
  EXPECT_THAT(RequestsOf(std::string(100000, '7'), "text").error().message, HasSubstr("is longer than"));
}

TEST(LirsText, IgnoresStars) {
  EXPECT_THAT(Ids(*RequestsOf("0\n*\n5\n* \n", "lirs_text")), testing::ElementsAre(0, 5));
  EXPECT_FALSE(RequestsOf("0\n*\n", "text"));
}

TEST(AdaptSize, TellsObjectsApartByIdAndSize) {
  const auto requests = RequestsOf("1 7 100\n2 7 200\n3\t7 100\n4 99999999999 5\n", "adapt_size");
  ASSERT_TRUE(requests) << requests.error().message;
  EXPECT_EQ((*requests)[0].id, (*requests)[2].id);
  EXPECT_NE((*requests)[0].id, (*requests)[1].id);
  EXPECT_EQ((*requests)[1].size_bytes, 200u);
  EXPECT_EQ((*requests)[2].time_s, 3u);
}

TEST(AdaptSize, NamesWhatALineLacks) {
  EXPECT_THAT(RequestsOf("1 7\n", "adapt_size").error().message,
              AllOf(HasSubstr("line 1"), HasSubstr("size '' is empty")));
  EXPECT_THAT(RequestsOf("1 7 8 9\n", "adapt_size").error().message, HasSubstr("column 7"));
  EXPECT_THAT(RequestsOf("1 7 4294967296\n", "adapt_size").error().message,
              HasSubstr("larger than 4294967295"));
}

TEST(Vscsi, ReadsBothVersions) {
  std::string v1, v2;
  for (uint32_t i = 0; i < 2; ++i) {
    for (const uint32_t word : {uint32_t{9}, 4096 + i, uint32_t{1}}) Put(v1, word);
    for (const uint16_t half : {uint16_t{0x2a}, uint16_t{0x100}}) Put(v1, half);
    for (const uint64_t word : {77ull + i, 5'000'000ull + i * 999'999}) Put(v1, word);
    for (const uint16_t half : {uint16_t{0x28}, uint16_t{0x200}}) Put(v2, half);
    for (const uint32_t word : {uint32_t{9}, 4096 + i, uint32_t{1}}) Put(v2, word);
    for (const uint64_t word : {77ull + i, 5'000'000ull, 3ull}) Put(v2, word);
  }
  const auto first = RequestsOf(v1, "vscsi"), second = RequestsOf(v2, "vscsi");
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_THAT(Ids(*first), testing::ElementsAre(77, 78));
  EXPECT_THAT(Ids(*second), testing::ElementsAre(77, 78));
  EXPECT_EQ((*first)[1].address, 78u);
  EXPECT_EQ((*first)[1].time_s, 5u);
  EXPECT_EQ((*second)[1].size_bytes, 4097u);
  EXPECT_EQ((*first)[0].operation, GAUNTLET_CACHE_WRITE);
  EXPECT_EQ((*second)[0].operation, GAUNTLET_CACHE_READ);
  v1[32 + 15] = 7;
  EXPECT_EQ(RequestsOf(v1, "vscsi").error().message, "t: offset 32: record 1 does not carry version 1");
  EXPECT_THAT(RequestsOf(std::string(64, 'a'), "vscsi").error().message, HasSubstr("not a vscsi trace?"));
}

TEST(Csv, FindsItsColumnsByTheHeader) {
  const auto requests = RequestsOf("version,time,op,size,lbn\n1,50,2a,512,9\n1,51,28,1024,10\n", "csv");
  ASSERT_TRUE(requests) << requests.error().message;
  EXPECT_THAT(Ids(*requests), testing::ElementsAre(9, 10));
  EXPECT_EQ((*requests)[1].size_bytes, 1024u);
  EXPECT_EQ((*requests)[0].operation, GAUNTLET_CACHE_WRITE);
}

TEST(Csv, MapsColumnsFromOneWithAnyDelimiter) {
  const Json columns = {{"time", 2}, {"id", 1}, {"size", 3}, {"time_unit", "ms"}};
  const auto requests = RequestsOf("5;1500;10\n6;2500.25;20\n", "csv", columns);
  ASSERT_TRUE(requests) << requests.error().message;
  EXPECT_THAT(Ids(*requests), testing::ElementsAre(5, 6));
  EXPECT_EQ((*requests)[1].time_s, 2u);
}

TEST(Csv, SkipsAHeaderOverMappedColumns) {
  EXPECT_THAT(Ids(*RequestsOf("object,when\n4,1\n", "csv", {{"id", 1}})), testing::ElementsAre(4));
  EXPECT_THAT(Ids(*RequestsOf("4,1\n5,1\n", "csv", {{"id", 1}})), testing::ElementsAre(4, 5));
}

TEST(Csv, ReadsQuotedTextIds) {
  const Json columns = {{"id", 1}, {"text_ids", true}};
  const auto requests = RequestsOf("\"a,b\",1\nc,1\n\"a,b\",2\n", "csv", columns);
  ASSERT_TRUE(requests) << requests.error().message;
  EXPECT_EQ((*requests)[0].id, (*requests)[2].id);
  EXPECT_NE((*requests)[0].id, (*requests)[1].id);
}

TEST(Csv, NamesLineAndColumnOfBadFields) {
  const Json columns = {{"time", 1}, {"id", 2}, {"size", 3}};
  EXPECT_EQ(RequestsOf("1,2,3\n4,x,6\n", "csv", columns).error().message,
            "t: line 2, column 3 (offset 8): record 1: id 'x' is not a whole number below 2^64 (ids that are "
            "text need "
            "`text_ids: true`)");
  EXPECT_THAT(RequestsOf("1,2,3\n4,-5,6\n", "csv", columns).error().message,
              HasSubstr("id '-5' is negative"));
  EXPECT_THAT(RequestsOf("1,2,3\n4,5,4294967296\n", "csv", columns).error().message,
              HasSubstr("is larger than 4294967295"));
  EXPECT_THAT(RequestsOf("1,2,3\n4,5\n", "csv", columns).error().message,
              HasSubstr("has 2 columns, column 3 is needed"));
}

TEST(Csv, NamesWhatIsWrongWithItsColumns) {
  EXPECT_THAT(RequestsOf("1,2\n", "csv", {{"time", 1}}).error().message, HasSubstr("columns: id is missing"));
  EXPECT_THAT(RequestsOf("1,2\n", "csv", {{"id", 0}}).error().message, HasSubstr("column number from 1"));
  EXPECT_THAT(RequestsOf("1,2\n", "csv", {{"idd", 1}}).error().message, HasSubstr("unknown key 'idd'"));
  EXPECT_THAT(RequestsOf("1,2\n", "csv").error().message, HasSubstr("does not tell which column is the id"));
  EXPECT_THAT(RequestsOf("1,2\n", "text", {{"id", 1}}).error().message, HasSubstr("`columns:` is for csv"));
}

TEST(Formats, AreGuessedFromNames) {
  EXPECT_EQ(*GuessTraceFormat("x/w.oracleGeneral.zst"), &kOracleGeneralFormat);
  EXPECT_EQ(*GuessTraceFormat("cloudPhysicsIO.oracleGeneral.bin"), &kOracleGeneralFormat);
  EXPECT_EQ(*GuessTraceFormat("a.CSV.gz"), &kCsvFormat);
  EXPECT_EQ(*GuessTraceFormat("a.vscsi"), &kVscsiFormat);
  EXPECT_EQ(*GuessTraceFormat("a.gct"), &kGctFormat);
  const auto none = GuessTraceFormat("w106.trace.xz");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message,
              AllOf(HasSubstr("w106.trace.xz"), HasSubstr("lirs_text"), HasSubstr("u32be")));
}

TEST(Formats, NamesThoseThereAre) {
  EXPECT_THAT(RequestsOf("", "parquet").error().message,
              AllOf(HasSubstr("'parquet'"), HasSubstr("oracle_general")));
}

}  // namespace
}  // namespace gauntlet
