#include <gtest/gtest.h>

#include "host/reply/reply.h"

namespace gauntlet {
namespace {

constexpr char kParent[] =
    "import math\n\ndef choose(item):\n    # EVOLVE-BLOCK-START\n    return 1\n    # EVOLVE-BLOCK-END\n";

std::expected<Made, Unusable> From(std::string_view reply) {
  return SourceFromReply(reply, kParent, {.any_language = true});
}

TEST(AnyLanguage, WhatStandsBetweenTheMarkersIsTheNewBlock) {
  const auto made = From(
      "Two it is.\n```python\nimport os\n\ndef choose(item):\n    # EVOLVE-BLOCK-START\n    x = 2\n    "
      "return x\n"
      "    # EVOLVE-BLOCK-END\n```\n");
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->source,
            "import math\n\ndef choose(item):\n    # EVOLVE-BLOCK-START\n    x = 2\n    return x\n"
            "    # EVOLVE-BLOCK-END\n");
}

TEST(AnyLanguage, WithoutMarkersLinesThatRepeatTheFixedTextAreLeftOut) {
  const auto made = From("```\nimport math\ndef choose(item):\n    return 3\n```");
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_TRUE(made->source.contains("START\n    return 3\n    # EVOLVE")) << made->source;
}

TEST(AnyLanguage, EditsWorkAsInAnyLanguage) {
  const auto made = From("<<<<<<< SEARCH\n    return 1\n=======\n    return 4\n>>>>>>> REPLACE\n");
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_TRUE(made->source.contains("    return 4\n"));
}

TEST(AnyLanguage, TalkAndWhatIsCutOffAreRefused) {
  EXPECT_FALSE(From("I would rather not."));
  EXPECT_FALSE(From("```python\ndef choose(item):\n    return"));
  EXPECT_FALSE(From("```python\n    # EVOLVE-BLOCK-START\n\n    # EVOLVE-BLOCK-END\n```"));
}

}  // namespace
}  // namespace gauntlet
