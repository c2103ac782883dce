#include "host/problem/yaml_bounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/problem/yaml_reader.h"

namespace gauntlet {
namespace {
using ::testing::HasSubstr;

std::string ErrorOf(const std::string& text) {
  const auto checked = CheckYamlBounds(text, "f.yaml");
  return checked ? "" : checked.error().message;
}

TEST(YamlBounds, AnAliasWithinWhatItNamesIsAnError) {
  EXPECT_EQ(ErrorOf("x: 1\na: &a [1, *a]\n"), "f.yaml:2: an alias within what it names");
  EXPECT_EQ(ErrorOf("a: &a [1]\nb: *a\n"), "");
}

// Nine lines that would be 10^9 values.
TEST(YamlBounds, AliasesCountAsWhatTheyName) {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) laughs += (k ? ", *a" : "*a") + std::to_string(i - 1);
    laughs += "]\n";
  }
  EXPECT_THAT(ErrorOf(laughs), HasSubstr("f.yaml:5: more than 50000 values"));
}

TEST(YamlBounds, CountsEachValueOnce) {
  std::string just = "a: [";  // the map, its key, the list
  for (int i = 0; i < 50000 - 3; ++i) just += "1,";
  EXPECT_EQ(ErrorOf(just + "]"), "");
  EXPECT_THAT(ErrorOf(just + "1]"), HasSubstr("more than 50000 values"));
}

TEST(YamlBounds, NestingEndsAt64WithAliasesWrittenOut) {
  const auto nested = [](int lists) { return std::string(lists, '[') + std::string(lists, ']'); };
  EXPECT_EQ(ErrorOf("a: " + nested(63)), "");
  EXPECT_EQ(ErrorOf("a: " + nested(64)), "f.yaml:1: nested more than 64 deep");
  EXPECT_EQ(ErrorOf("a: &a " + nested(40) + "\nb: " + std::string(23, '[') + "*a" + std::string(23, ']')),
            "");
  EXPECT_THAT(ErrorOf("a: &a " + nested(40) + "\nb: " + std::string(24, '[') + "*a" + std::string(24, ']')),
              HasSubstr("f.yaml:2: nested"));
}

TEST(YamlBounds, TextIsUtf8) {
  EXPECT_EQ(ErrorOf("a: gr\xc3\xb6\xc3\x9f"
                    "e \xf0\x9f\x8d\x80\n"),
            "");
  for (const std::string bad : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"})
    EXPECT_EQ(ErrorOf("x: 1\na: " + bad + "\n"), "f.yaml:2: not UTF-8 text");
  EXPECT_EQ(ErrorOf(std::string("a: \0b", 5)), "f.yaml:1: not UTF-8 text");
}

TEST(YamlBounds, AFileHasAMegabyteAtMost) {
  EXPECT_EQ(ErrorOf("a: " + std::string((1 << 20) - 3, 'x')), "");
  EXPECT_THAT(ErrorOf("a: " + std::string((1 << 20) - 2, 'x')), HasSubstr("at most 1048576 are read"));
}

TEST(YamlBounds, AMergeKeyTakesMapsOnly) {
  const auto reader =
      YamlReader::Parse("a: {<<: 5, k: 1}\nb: {<<: [{k: 1, l: 2}, {k: 3, m: 4}, 7], n: 5}\n", "f.yaml");
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(reader->Value("a").value(), (Json{{"k", 1}}));
  EXPECT_EQ(reader->Value("b")->at("k"), 1);
  EXPECT_EQ(reader->Value("b")->at("m"), 4);
}

TEST(YamlBounds, AMergedKeyIsReadWhereItIsNotSaidAnewAndIsNoUnknownOne) {
  const auto reader = YamlReader::Parse(
      "a: &a {k: 1, l: {x: 2}}\nb: &b {k: 3, m: 4}\nc:\n  <<: [*a, *b]\n  n: 5\n"
      "d: {<<: *b, k: 6}\ne: {<<: 7}\n",
      "f.yaml");
  ASSERT_TRUE(reader) << reader.error().message;
  const auto c = reader->Map("c"), d = reader->Map("d"), e = reader->Map("e");
  ASSERT_TRUE(c && d && e);
  EXPECT_EQ(c->Get<int64_t>("k").value(), 1) << "the first one that says it counts";
  EXPECT_EQ(c->Get<int64_t>("m").value(), 4);
  EXPECT_EQ(c->Map("l")->Get<int64_t>("x").value(), 2);
  EXPECT_THAT(c->NoOtherKeys().error().message, HasSubstr("n: unknown key"));
  EXPECT_EQ(c->Get<int64_t>("n").value(), 5);
  EXPECT_TRUE(c->NoOtherKeys());
  EXPECT_EQ(d->Get<int64_t>("k").value(), 6);
  EXPECT_THAT(d->NoOtherKeys().error().message, HasSubstr("f.yaml:2: d.m: unknown key"));
  EXPECT_THAT(e->NoOtherKeys().error().message, HasSubstr("<<: unknown key"));
}

}  // namespace
}  // namespace gauntlet
