// Whole programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/reply/reply.h"
#include "host/reply/test_parent.h"
#include "host/reply/text.h"

namespace gauntlet::reply {
namespace {

const std::string kNew = R"(struct Weights {
  double age = 1;
};

class Seed : public gauntlet::cache::Policy {
 public:
  double score(Slot slot, const Request& request) { return weights_.age; }
  Weights weights_;
};
)";
constexpr std::string_view kInclude = "#include <gauntlet/sdk/cache_policy.hpp>\n";
constexpr std::string_view kExport = "GAUNTLET_CACHE_POLICY(Seed)\n";

std::string Text(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

struct Good {
  std::string name, reply, block = kNew;
};

class TakenProgram : public ::testing::TestWithParam<Good> {};

TEST_P(TakenProgram, GivesTheIntendedSource) {
  const auto made = SourceFromReply(GetParam().reply, Parent());
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->source, Around(GetParam().block));
  EXPECT_EQ(made->blocks, 0u);
  ASSERT_EQ(made->edits.size(), 1u);
  EXPECT_EQ(made->edits[0].operation, "rewrite");
}

INSTANTIATE_TEST_SUITE_P(
    Program, TakenProgram,
    ::testing::ValuesIn(std::vector<Good>{
        {"with_everything", Fenced(Around(kNew))},
        {"with_prose", "Here it is.\n\n" + Fenced(Around(kNew), "c++") + "\nIt scores by age; see above.\n"},
        {"no_tag", Fenced(Around(kNew), "")},
        {"tildes", "~~~cpp\n" + Around(kNew) + "~~~\n"},
        {"long_fence", "````cpp\n" + Around(kNew) + "````\n"},
        {"tag_with_more", Fenced(Around(kNew), "C++ title=\"seed.cc\"")},
        {"carriage_returns", "```cpp\r\n// EVOLVE-BLOCK-START\r\nint a;\r\n// EVOLVE-BLOCK-END\r\n```\r\n",
         "int a;\n"},
        {"byte_order_mark", "\xef\xbb\xbf" + Around(kNew)},
        {"between_the_markers_alone",
         Fenced(Text({"// EVOLVE-BLOCK-START\n", kNew, "// EVOLVE-BLOCK-END\n"}))},
        {"the_block_alone", Fenced(kNew)},
        {"no_markers_but_fixed_text", Fenced(Text({kInclude, "\n", kNew, "\n", kExport}))},
        {"no_end_marker", Fenced(Text({kHead, kNew, kExport}))},
        {"no_start_marker", Fenced(Text({kInclude, kNew, kTail}))},
        {"fixed_text_with_other_space", Fenced(Text({"#include  <gauntlet/sdk/cache_policy.hpp>\n\n", kNew,
                                                     "GAUNTLET_CACHE_POLICY( Seed )\n"}))},
        {"its_comments_before_the_block", Fenced(Text({"// Mine.\n/* and\n more */\n", kHead, kNew, kTail}))},
        {"a_comment_behind_the_export", Fenced(Text({kHead, kNew, kTail, "// the end\n"}))},
        {"a_comment_of_its_own_without_markers", Fenced(Text({kInclude, "\n// Mine.\n", kNew, kExport})),
         "// Mine.\n" + kNew},
        {"an_include_around_the_block",
         Fenced(Text({kInclude, "#include <gauntlet/sdk/heap.hpp>\n// EVOLVE-BLOCK-START\n", kNew, kTail})),
         "#include <gauntlet/sdk/heap.hpp>\n" + kNew},
        {"an_include_without_markers", Fenced(Text({"#include <vector>\n", kInclude, kNew, kExport})),
         "#include <vector>\n" + kNew},
        {"an_include_behind_a_comment",
         Fenced(Text({"// Mine.\n", kInclude, "#include <vector>\n", kNew, kExport})),
         "// Mine.\n#include <vector>\n" + kNew},
        {"the_last_with_markers",
         "Before:\n" + Fenced(Around("int old_and_long_enough_to_win_by_its_length;\n" + kNew)) + "After:\n" +
             Fenced(Around(kNew))},
        {"the_longest_without_markers", Fenced("int helper();\n") + Fenced(kNew) + Fenced("return 1;\n")},
        {"rather_than_other_languages",
         Fenced("print('" + std::string(2000, 'x') + "')\n", "python") + Fenced(kNew)},
        {"rather_than_prose_in_a_fence", Fenced(std::string(2000, 'x') + "\n", "") + Fenced(kNew)},
        {"by_another_tag", Fenced(kNew, "arduino")},
        {"no_fence", Around(kNew)},
        {"no_fence_and_no_markers", Text({kInclude, "\n", kNew, kExport})},
        {"markers_in_prose_without_a_fence", "Here it is.\n" + Around(kNew) + "I hope that it helps. Bye.\n"},
        {"fence_not_closed_but_markers_are", "```cpp\n" + Around(kNew)},
        {"a_fence_closed_twice", Fenced(kNew) + "```\n"},
        {"prose_behind_a_stray_fence", Fenced(kNew) + "```\nThis weighs ages.\nIt may help.\n"},
        {"a_draft_in_thought",
         "<think>" + Fenced("int draft;\n") + Fenced(Around("int a;\n")) + "</think>" + Fenced(kNew)},
        {"a_marker_in_a_string_of_one_line", Fenced(Around("const char* a = \"// EVOLVE-BLOCK-END\";\n")),
         "const char* a = \"// EVOLVE-BLOCK-END\";\n"},
        {"blank_lines_at_its_edges", Fenced(Around("\n\n" + kNew + "\n\n"))},
    }),
    [](const auto& info) { return info.param.name; });

class RefusedProgram : public ::testing::TestWithParam<Bad> {};

TEST_P(RefusedProgram, WithAReasonForTheModel) { ExpectRefused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Program, RefusedProgram,
    ::testing::ValuesIn(std::vector<Bad>{
        {"nothing", "", "no_code", "holds no program"},
        {"prose", "I am sorry, but I cannot help with that; ask me something else.\n", "no_code",
         "fenced block"},
        {"prose_that_speaks_of_code", "Use `count` and std::vector<int>;\nthen {it} works;\n", "no_code",
         "no program"},
        {"an_empty_fence", Fenced(""), "no_code", "holds no program"},
        {"another_language", Fenced("def f(x):\n  return x\n", "python"), "no_code", "holds no program"},
        {"an_empty_block", Fenced(Around("\n")), "no_code", "nothing between the markers"},
        {"cut_off", "Here:\n```cpp\n" + std::string(kHead) + "class Seed {\n  int a;\n  double sc", "cut_off",
         "cut off"},
        {"cut_off_at_once", "Here:\n```cpp\n", "cut_off", "cut off"},
        {"cut_off_behind_another_fence", Fenced(kNew) + "```cpp\nclass Seed {\n  int a;\n", "cut_off",
         "cut off"},
        {"the_parent", Fenced(Parent()), "changes_nothing", "changes nothing"},
        {"the_parent_otherwise_indented", Fenced(Around(Changed("    return -age;", "\treturn -age ;"))),
         "changes_nothing", "changes nothing"},
        {"another_export_behind_the_block",
         Fenced(Text({kHead, kNew, "// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_POLICY(Mine)\n"})), "fixed_text",
         "has `GAUNTLET_CACHE_POLICY(Mine)`, but the text outside of the evolve block is fixed, and there "
         "`GAUNTLET_CACHE_POLICY(Seed)` stands"},
        {"another_export_without_markers", Fenced(Text({kInclude, kNew, "GAUNTLET_CACHE_POLICY(Mine)\n"})),
         "fixed_text", "Keep that name"},
        {"code_before_the_block",
         Fenced(Text({kInclude, "struct A {};\n// EVOLVE-BLOCK-START\n", kNew, kTail})), "fixed_text",
         "`struct A {};` stands outside of the evolve block"},
        {"markers_within", Fenced(Around("int a;\n// EVOLVE-BLOCK-START\nint b;\n")), "markers",
         "markers stay"},
        {"two_blocks_for_one",
         Fenced(Around("int a;\n// EVOLVE-BLOCK-END\nint b;\n// EVOLVE-BLOCK-START\nint c;\n")), "markers",
         "markers"},
        {"turned_text", Fenced(Around("int a;  // \xe2\x81\xa6 b\n")), "characters", "U+2066"},
    }),
    [](const auto& info) { return info.param.name; });

TEST(Program, ReplacesTheWholeOfASourceWithoutMarkers) {
  const auto made = SourceFromReply(Fenced(Around(kNew)), "int a;\n");
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->source, Text({Changed("// EVOLVE-BLOCK-START\n", "", kHead), kNew, kExport}));
}

TEST(Program, IsToldByTheLinesThatDiffer) {
  const auto made = SourceFromReply(Fenced(Around(Changed("-age", "count - age"))), Parent());
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->edits[0].line, 15u);
  EXPECT_EQ(made->edits[0].before, "    return -age;\n");
  EXPECT_EQ(made->edits[0].after, "    return count - age;\n");
}

TEST(Program, StandsBehindAStartMarkerThatEndsTheFile) {
  const auto made = SourceFromReply(Fenced("int a;\n"), "int b;\n// EVOLVE-BLOCK-START");
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->source, "int b;\n// EVOLVE-BLOCK-START\nint a;\n");
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Programs as they are written for our problems: with comments in front and other includes than the seed.
TEST(Program, MayBeAnyBaselineThatExportsTheNameOfTheSeed) {
  int baselines = 0;
  for (const auto& problem : std::filesystem::directory_iterator(GAUNTLET_SOURCE_DIR "/problems")) {
    if (!problem.is_directory()) continue;
    const std::string seed = ReadFile(problem.path() / "seed.cc");
    const Parts parts = PartsOf(seed);
    ASSERT_TRUE(parts.marked) << problem.path();
    for (const auto& item : std::filesystem::directory_iterator(problem.path() / "baselines")) {
      if (item.path().extension() != ".cc") continue;
      std::string source = ReadFile(item.path());
      const size_t at = source.find_last_of('\n', source.size() - 2) + 1;  // the export, in the last line
      const auto renamed = SourceFromReply(Fenced(source), seed);
      EXPECT_EQ(renamed.has_value(), parts.tail.ends_with(source.substr(at))) << item.path();
      source = source.substr(0, at) + std::string(LinesOf(parts.tail).back()) + "\n";
      const auto made = SourceFromReply("A known policy.\n" + Fenced(source), seed);
      ASSERT_TRUE(made) << item.path() << made.error().reason;
      const Parts child = PartsOf(made->source);
      EXPECT_EQ(child.head, parts.head);
      EXPECT_EQ(child.tail, parts.tail);
      // Every line of code is there, fixed or in the block; the export in the fixed text alone.
      for (const std::string_view line : LinesOf(source))
        EXPECT_TRUE(line.starts_with("//") || made->source.contains(line)) << item.path() << line;
      EXPECT_FALSE(child.block.contains("\nGAUNTLET_")) << item.path();
      ++baselines;
    }
  }
  EXPECT_GT(baselines, 10);
}

TEST(ProposalEdit, HasNamesThatAreReadBack) {
  for (const auto edit :
       {ProposalEdit::kDiff, ProposalEdit::kRewrite, ProposalEdit::kCrossover, ProposalEdit::kScratch})
    EXPECT_EQ(ProposalEditFrom(ToString(edit)), edit);
  EXPECT_EQ(ProposalEditFrom("difference"), std::nullopt);
}

}  // namespace
}  // namespace gauntlet::reply
