#include "host/llm/text.h"

#include <gtest/gtest.h>

namespace gauntlet::llm {
namespace {

using namespace std::string_view_literals;

TEST(Text, LosesEscapesAndControlCharacters) {
  EXPECT_EQ(CleanText("a\x1b[1;31mb\x1b[0mc"), "abc");
  EXPECT_EQ(CleanText("a\x1b]8;;http://x\x07link\x1b]8;;\x1b\\b"), "alinkb");
  EXPECT_EQ(CleanText("a\x1b(Bb\x1b"
                      "7c\x1b"sv),
            "abc");
  EXPECT_EQ(CleanText("a\x1b[12"), "a");
  EXPECT_EQ(CleanText("a\0b\x01"
                      "c\x7f"
                      "d\b"sv),
            "abcd");
  EXPECT_EQ(CleanText("a\xc2\x9b"
                      "1mb"),
            "a1mb");  // C1's CSI is gone, what it would have eaten is not
  EXPECT_EQ(CleanText("tab\tline\ncr\r\nmac\rend"), "tab\tline\ncr\nmac\nend");
}

TEST(Text, KeepsWhatStandsBehindAnEscapeThatDoesNotEnd) {
  EXPECT_EQ(CleanText("a\x1b]code that goes on"), "acode that goes on");
  EXPECT_EQ(CleanText("a\x1b]" + std::string(5000, 'x') + "\x07"), "a" + std::string(5000, 'x'));
}

TEST(Text, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(CleanText("\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80"), "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
  EXPECT_EQ(ValidUtf8("a\xff\xc3("), "a\xef\xbf\xbd\xef\xbf\xbd(");
  EXPECT_EQ(ValidUtf8("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(Text, ShowsTheStartOnOneLine) {
  EXPECT_EQ(StartOf(" a\n b\t\n"), "a b");
  EXPECT_EQ(StartOf(""), "nothing");
  EXPECT_EQ(StartOf("\n \x01"), "nothing");
  EXPECT_EQ(StartOf(std::string(300, 'x')), std::string(300, 'x'));
  EXPECT_EQ(StartOf(std::string(301, 'x')), std::string(300, 'x') + "...");
}

TEST(Text, LosesAKeyWhereverItStands) {
  EXPECT_EQ(WithoutKey("sk1 and sk1", "sk1"), "[key] and [key]");
  EXPECT_EQ(WithoutKey("key", "key"), "[key]");
  EXPECT_EQ(WithoutKey("text", ""), "text");
}

}  // namespace
}  // namespace gauntlet::llm
