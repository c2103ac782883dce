// SEARCH/REPLACE blocks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/reply/reply.h"
#include "host/reply/test_parent.h"

namespace gauntlet::reply {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kReturn = "    return -age;\n";
constexpr std::string_view kBetter = "    return count - age;\n";

struct Good {
  std::string name, reply, block;
  uint32_t blocks = 1, loosely = 0;
};

class CarriedEdits : public ::testing::TestWithParam<Good> {};

TEST_P(CarriedEdits, GivesTheIntendedSource) {
  const Good& good = GetParam();
  const auto made = SourceFromReply(good.reply, Parent());
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->source, Around(good.block));
  EXPECT_EQ(made->blocks, good.blocks);
  EXPECT_EQ(made->loosely, good.loosely);
  EXPECT_EQ(made->edits.size(), good.blocks);
}

const std::string kImproved = Changed(kReturn, kBetter);

INSTANTIATE_TEST_SUITE_P(
    Edits, CarriedEdits,
    ::testing::ValuesIn(std::vector<Good>{
        {"exact", Edit(kReturn, kBetter), kImproved},
        {"with_prose", "I weigh the count.\n\n" + Edit(kReturn, kBetter) + "\nThat is all.\n=====\n",
         kImproved},
        {"in_a_fence", Fenced(Edit(kReturn, kBetter), "diff"), kImproved},
        {"fence_never_closed", "```\n" + Edit(kReturn, kBetter), kImproved},
        {"fences_in_both_halves", Edit(Fenced(kReturn), Fenced(kBetter, "")), kImproved},
        {"file_name_before", "seed.cc\n" + Edit(kReturn, kBetter), kImproved},
        {"file_name_behind_the_sign",
         "<<<<<<< SEARCH policies/seed.cc\n    return -age;\n=======\n    return count - age;\n>>>>>>> "
         "REPLACE\n",
         kImproved},
        {"file_name_within", Edit("seed.cc\n    return -age;\n", kBetter), kImproved},
        {"five_signs", "<<<<< SEARCH\n    return -age;\n=====\n    return count - age;\n>>>>> REPLACE",
         kImproved},
        {"many_signs",
         "<<<<<<<<<<<< SEARCH:\n    return -age;\n==========\n    return count - age;\n>>>>>>>>>>> REPLACE  "
         "\t\n",
         kImproved},
        {"small_letters",
         "<<<<<<< search\n    return -age;\n=======\n    return count - age;\n>>>>>>> replace\n", kImproved},
        {"carriage_returns",
         "<<<<<<< SEARCH\r\n    return -age;\r\n=======\r\n    return count - age;\r\n>>>>>>> REPLACE\r\n",
         kImproved},
        {"two_blocks",
         Edit(kReturn, kBetter) +
             Edit("    order_.remove(slot);\n", "    order_.remove(slot);\n    ++gone_;\n"),
         Changed("remove(slot);\n", "remove(slot);\n    ++gone_;\n", kImproved), 2},
        {"a_block_on_what_the_one_before_left", Edit(kReturn, kBetter) + Edit(kBetter, "    return count;\n"),
         Changed(kReturn, "    return count;\n"), 2},
        {"deletion", Edit("    order_.move_to_front(slot);\n", ""),
         Changed("    order_.move_to_front(slot);\n", "")},
        {"several_lines",
         Edit("    entries_[slot].count += 1;\n    order_.move_to_front(slot);\n  }\n",
              "    entries_[slot].count += 2;\n  }\n"),
         Changed("    entries_[slot].count += 1;\n    order_.move_to_front(slot);\n",
                 "    entries_[slot].count += 2;\n")},
        {"part_of_a_line", Edit("-age\n", "count - age\n"), kImproved},
        {"part_of_a_line_between_words", Edit("last_access\n", "inserted\n"),
         Changed("last_access", "inserted")},
        {"a_draft_in_thought", "<think>\n" + Edit("nowhere\n", "x\n") + "</think>\n" + Edit(kReturn, kBetter),
         kImproved},
        {"the_end_of_a_thought",
         "Perhaps\n" + Edit("nowhere\n", "x\n") + "</think>\n" + Edit(kReturn, kBetter), kImproved},
        {"no_indentation", Edit("return -age;\n", "return count - age;\n"), kImproved, 1, 1},
        {"tabs", Edit("\t\treturn -age;\n", "\t\treturn count - age;\n"), kImproved, 1, 1},
        {"trailing_space", Edit("    return -age;   \n", kBetter), kImproved, 1, 1},
        {"blank_lines_around", Edit("\n\n    return -age;\n\n", kBetter), kImproved, 1, 1},
        {"inner_space", Edit("    return - age ;\n", kBetter), kImproved, 1, 1},
        {"wrapped_otherwise",
         Edit("    const double age =\n        request.now - entries_[slot].last_access;\n",
              "    const double age = request.now;\n"),
         Changed(" - entries_[slot].last_access", ""), 1, 1},
        {"moved_out_and_in",
         Edit("void on_forget(Slot slot) {\n  order_.remove(slot);\n}\n",
              "void on_forget(Slot slot) {\n  if (slot != 0) {\n    order_.remove(slot);\n  }\n}\n"),
         Changed("    order_.remove(slot);\n", "    if (slot != 0) {\n      order_.remove(slot);\n    }\n"),
         1, 1},
        {"only_the_first_line_cut",
         Edit("const double count = entries_[slot].count;\n    return -age;\n",
              "const double count = entries_[slot].count;\n    return count - age;\n"),
         kImproved, 1, 1},
        {"start_marker_repeated",
         Edit("// EVOLVE-BLOCK-START\nclass Seed : public gauntlet::cache::Policy {\n",
              "// EVOLVE-BLOCK-START\nstruct A {};\nclass Seed : public gauntlet::cache::Policy {\n"),
         "struct A {};\n" + std::string(kBlock)},
        {"end_marker_left_out_of_the_replacement",
         Edit("    order_.remove(slot);\n  }\n};\n// EVOLVE-BLOCK-END\n", "  }\n};\n"),
         Changed("    order_.remove(slot);\n", "")},
        {"inserted_behind_the_start_marker",
         Edit("// EVOLVE-BLOCK-START\n", "// EVOLVE-BLOCK-START\nstruct A {};\n"),
         "struct A {};\n" + std::string(kBlock)},
        {"inserted_before_the_end_marker",
         Edit("// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_POLICY(Seed)\n",
              "struct A {};\n// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_POLICY(Seed)\n"),
         std::string(kBlock) + "struct A {};\n"},
    }),
    [](const auto& info) { return info.param.name; });

class RefusedEdits : public ::testing::TestWithParam<Bad> {};

TEST_P(RefusedEdits, WithAReasonForTheModel) { ExpectRefused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Edits, RefusedEdits,
    ::testing::ValuesIn(std::vector<Bad>{
        {"twice", Edit("  }\n", "  };\n"), "ambiguous",
         "occurs more than once in the evolve block, at lines 10, 16, 20"},
        {"twice_loosely", Edit("}\n", "};\n"), "ambiguous", "up to white space, at lines 10, 16, 20"},
        {"twice_in_parts", Edit("age\n", "old\n"), "ambiguous", "at lines 13, 15"},
        {"nowhere", Edit("    return -ages;\n", kBetter), "not_found", "line 15:\n    return -age;"},
        {"one_line_wrong",
         Edit("    const double count = entries_[slot].counts;\n    return -age;\n", kBetter), "not_found",
         "Line 14 reads `const double count = entries_[slot].count;` where SEARCH has `const double count = "
         "entries_[slot].counts;`"},
        {"the_second_of_two", Edit(kReturn, kBetter) + Edit(kReturn, "    return 0;\n"), "not_found",
         "Block 2: "},
        {"part_of_a_word", Edit("ag\n", "old\n"), "not_found", "does not occur"},
        {"outside_before", Edit("#include <gauntlet/sdk/cache_policy.hpp>\n", "#include <vector>\n"),
         "fixed_text", "at line 2: that text is fixed"},
        {"outside_behind", Edit("GAUNTLET_CACHE_POLICY(Seed)\n", "GAUNTLET_CACHE_POLICY(Mine)\n"),
         "fixed_text", "at line 23: that text is fixed"},
        {"included_behind_fixed_text",
         Edit("#include <gauntlet/sdk/cache_policy.hpp>\n",
              "#include <gauntlet/sdk/cache_policy.hpp>\n#include <vector>\n"),
         "fixed_text", "at line 2"},
        {"across_the_marker",
         Edit("  }\n};\n// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_POLICY(Seed)\n", "GAUNTLET_CACHE_POLICY(Mine)\n"),
         "fixed_text", "begins or ends outside"},
        {"the_same", Edit(kReturn, kReturn), "changes_nothing", "Block 1: its REPLACE is its SEARCH"},
        {"the_same_in_fences", Edit(Fenced(kReturn), Fenced(kReturn)), "changes_nothing", "changes nothing"},
        {"there_and_back", Edit(kReturn, kBetter) + Edit(kBetter, kReturn), "changes_nothing",
         "changes nothing"},
        {"white_space_alone", Edit(kReturn, "      return -age;\n"), "changes_nothing", "but white space"},
        {"nothing_but_the_markers", Edit("// EVOLVE-BLOCK-START\n", "// EVOLVE-BLOCK-START\n"),
         "changes_nothing", "changes nothing"},
        {"empty_search", Edit("", kBetter), "empty_search", "SEARCH is empty"},
        {"blank_search", Edit("\n  \n", kBetter), "empty_search", "search for a line beside"},
        {"cut_off", "<<<<<<< SEARCH\n    return -age;\n=======\n    return co", "cut_off",
         "Block 1: the reply was cut off"},
        {"cut_off_in_the_second", Edit(kReturn, kBetter) + "<<<<<<< SEARCH\n  x", "cut_off", "Block 2: "},
        {"cut_off_in_thought", "<think>\n" + Edit(kReturn, kBetter), "cut_off", "before the answer began"},
        {"no_divider", "<<<<<<< SEARCH\n    return -age;\n>>>>>>> REPLACE\n", "malformed", "no ======="},
        {"two_dividers", "<<<<<<< SEARCH\na\n=======\nb\n=======\nc\n>>>>>>> REPLACE\n", "malformed",
         "two lines"},
        {"search_in_search", "<<<<<<< SEARCH\na\n<<<<<<< SEARCH\n", "malformed", "another SEARCH begins"},
        {"replace_alone", Edit(kReturn, kBetter) + ">>>>>>> REPLACE\n", "malformed",
         "Block 2: a >>>>>>> REPLACE"},
        {"an_end_marker_put_in", Edit(kReturn, "    return 0;\n// EVOLVE-BLOCK-END\n"), "markers",
         "markers stay"},
        {"a_start_marker_put_in", Edit(kReturn, "  //EVOLVE-BLOCK-START\n"), "markers", "markers stay"},
        {"a_marker_in_a_string", Edit(kReturn, "    note(R\"(\n// EVOLVE-BLOCK-END\n)\");\n"), "markers",
         "markers"},
        {"turned_text", Edit(kReturn, "    return 0;  // \xe2\x80\xae x\n"), "characters", "U+202E"},
        {"no_utf8", Edit(kReturn, "    return \xff;\n"), "characters", "not UTF-8 in line 4"},
        {"a_control_character", Edit(kReturn, "    return \x1b[0m;\n"), "characters", "U+001B in line 4"},
        {"a_zero", Edit(kReturn, std::string("    return 0;\0\n", 16)), "characters", "U+0000"},
    }),
    [](const auto& info) { return info.param.name; });

TEST(Edits, FillAnEmptyEvolveBlock) {
  const auto made = SourceFromReply(Edit("", "struct Seed {};\n"), Around("\n"));
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->source, Around("struct Seed {};\n"));
  EXPECT_EQ(made->edits.front().operation, "insert");
}

TEST(Edits, ReachTheWholeOfASourceWithoutMarkers) {
  const auto made = SourceFromReply(Edit("int b;\n", "int c;\n"), "int a;\nint b;");
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->source, "int a;\nint c;");
}

TEST(Edits, AreToldWithTheirLinesInTheParent) {
  const auto made = SourceFromReply(Edit("    entries_[slot].count += 1;\n",
                                         "    ++hits_;\n    ++all_;\n    entries_[slot].count += 1;\n") +
                                        Edit(kReturn, kBetter) + Edit("    order_.remove(slot);\n", "") +
                                        Edit("    ++hits_;\n", "    hits_ += 2;\n"),
                                    Parent());
  ASSERT_TRUE(made) << made.error().reason;
  ASSERT_EQ(made->edits.size(), 4u);
  const auto& edits = made->edits;
  EXPECT_EQ(edits[0].line, 8u);
  EXPECT_EQ(edits[1].line, 15u);
  EXPECT_EQ(edits[1].operation, "replace");
  EXPECT_EQ(edits[1].before, kReturn);
  EXPECT_EQ(edits[1].after, kBetter);
  EXPECT_EQ(edits[2].line, 19u);
  EXPECT_EQ(edits[2].operation, "delete");
  EXPECT_EQ(edits[3].line, 8u);
}

TEST(Edits, ChangeMarkersWithinTheBlockForNobody) {
  const std::string block = "int a;\n// EVOLVE-BLOCK-END\nint b;\n// EVOLVE-BLOCK-START\nint c;\n";
  const auto made = SourceFromReply(Edit("int c;\n", "int d;\n"), Around(block));
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->source, Around(Changed("int c;", "int d;", block)));
  EXPECT_FALSE(SourceFromReply(Edit("int b;\n// EVOLVE-BLOCK-START\nint c;\n", "int d;\n"), Around(block)));
}

TEST(Edits, AreNoMoreAndNoLongerThanTheRulesAllow) {
  std::string reply;
  for (int i = 0; i < 3; ++i) reply += Edit("    return -age;\n", "    return -age;\n    return -age;\n");
  const auto more = SourceFromReply(reply, Parent(), {.blocks = 2});
  ASSERT_FALSE(more);
  EXPECT_THAT(more.error().reason, HasSubstr("more than 2 SEARCH/REPLACE blocks"));

  const std::string grown = Around(kImproved), edit = Edit(kReturn, kBetter);
  EXPECT_TRUE(SourceFromReply(edit, Parent(), {.source_bytes = grown.size()}));
  const auto longer = SourceFromReply(edit, Parent(), {.source_bytes = grown.size() - 1});
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().detail.at("kind"), "too_long");

  EXPECT_TRUE(SourceFromReply(edit, Parent(), {.reply_bytes = edit.size()}));
  EXPECT_FALSE(SourceFromReply(edit, Parent(), {.reply_bytes = edit.size() - 1}));
}

}  // namespace
}  // namespace gauntlet::reply
