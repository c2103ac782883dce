// What holds for texts that nobody chose: generated parents and edits, and replies that mean harm.
#include <gtest/gtest.h>

#include "host/base/rng.h"
#include "host/reply/locate.h"
#include "host/reply/reply.h"
#include "host/reply/test_parent.h"
#include "host/reply/text.h"

namespace gauntlet::reply {
namespace {

// A line of code that stands in no other place: `number` is in it.
std::string Line(Rng& rng, int number) {
  static constexpr std::string_view kForms[] = {"double v# = 0;", "if (a < #) {", "}  // #",
                                                "f(a, #);",       "// note #",    "for (int i = #;;) break;"};
  std::string text(rng.Below(4) * 2, ' ');
  text += kForms[rng.Below(std::size(kForms))];
  return text.replace(text.find('#'), 1, "n" + std::to_string(number) + "_");
}

std::string Text(const std::vector<std::string>& lines, size_t from, size_t count) {
  std::string text;
  for (size_t i = from; i < from + count; ++i) text += lines[i] + "\n";
  return text;
}

std::vector<std::string> Some(Rng& rng, int& number, size_t most) {
  std::vector<std::string> lines;
  for (uint64_t count = rng.Below(most + 1); count > 0; --count)
    lines.push_back(rng.Chance(0.15) ? "" : Line(rng, number++));
  return lines;
}

struct Task {
  std::string parent_block, block, reply;
  uint32_t blocks = 0;
};

// Edits of real lines from the top to the bottom. `spoil` is applied to each line of a SEARCH.
template <class Spoil>
Task MakeTask(Rng& rng, Spoil spoil) {
  Task task;
  int number = 0;
  std::vector<std::string> lines = Some(rng, number, 30);
  lines.push_back(Line(rng, number++));
  task.parent_block = Text(lines, 0, lines.size());
  for (size_t at = 0; at < lines.size();) {
    at += rng.Below(6);
    const size_t count = 1 + rng.Below(4);
    if (at + count > lines.size()) break;
    const std::string search = Text(lines, at, count);
    if (IsBlank(search)) break;
    std::string spoilt;
    for (size_t i = at; i < at + count; ++i) spoilt += spoil(lines[i]) + "\n";
    const std::vector<std::string> put = Some(rng, number, 4);
    const std::string replace = Text(put, 0, put.size());
    task.reply += "Block.\n" + Edit(spoilt, replace);
    ++task.blocks;
    const auto first = lines.begin() + static_cast<ptrdiff_t>(at);
    lines.insert(lines.erase(first, first + static_cast<ptrdiff_t>(count)), put.begin(), put.end());
    at += put.size();
  }
  task.block = Text(lines, 0, lines.size());
  return task;
}

TEST(Reply, AppliesRealLinesToExactlyTheIntendedSource) {
  Rng rng(1);
  int tasks = 0;
  for (int i = 0; i < 3000; ++i) {
    const Task task = MakeTask(rng, [](const std::string& line) { return line; });
    if (task.blocks == 0) continue;
    const auto made = SourceFromReply(task.reply, Around(task.parent_block));
    ASSERT_TRUE(made) << made.error().reason << "\n" << task.parent_block << "\n" << task.reply;
    ASSERT_EQ(made->source, Around(task.block)) << task.reply;
    EXPECT_EQ(made->blocks, task.blocks);
    EXPECT_EQ(made->loosely, 0u);
    ++tasks;
  }
  EXPECT_GT(tasks, 2000);
}

TEST(Reply, AppliesLinesWithOtherWhiteSpaceToTheIntendedCode) {
  Rng rng(2);
  uint32_t loosely = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto spoil = [&](std::string line) {
      if (rng.Chance(0.3)) line += "  ";
      if (rng.Chance(0.3)) line.insert(0, "\t");
      if (const size_t at = line.find(' ', line.find_first_not_of(' ')); at < line.size() && rng.Chance(0.3))
        line.insert(at, " ");
      return line;
    };
    const Task task = MakeTask(rng, spoil);
    if (task.blocks == 0) continue;
    const auto made = SourceFromReply(task.reply, Around(task.parent_block));
    ASSERT_TRUE(made) << made.error().reason << "\n" << task.parent_block << "\n" << task.reply;
    ASSERT_EQ(KeyText(made->source), KeyText(Around(task.block))) << task.reply;
    loosely += made->loosely;
  }
  EXPECT_GT(loosely, 1000u);
}

TEST(Reply, TakesWholeProgramsAsTheyAre) {
  Rng rng(3);
  for (int i = 0; i < 1000; ++i) {
    int number = 0;
    const std::vector<std::string> lines = Some(rng, number, 30);
    std::string block = "int first;\n" + Text(lines, 0, lines.size()) + "int last;\n";
    const auto made = SourceFromReply(Fenced(Around(block)), Parent());
    ASSERT_TRUE(made) << made.error().reason;
    ASSERT_EQ(made->source, Around(block));
  }
}

// Pieces that mean something to a reader of replies, in any order.
std::string Mischief(Rng& rng) {
  static const std::string kPieces[] = {"<<<<<<< SEARCH\n",
                                        "=======\n",
                                        ">>>>>>> REPLACE\n",
                                        "```cpp\n",
                                        "```\n",
                                        "// EVOLVE-BLOCK-START\n",
                                        "// EVOLVE-BLOCK-END\n",
                                        "#include <vector>\n",
                                        "GAUNTLET_CACHE_POLICY(Seed)\n",
                                        "GAUNTLET_CACHE_POLICY(Mine)\n",
                                        "    return -age;\n",
                                        "    return 1;\n",
                                        "class A {\n",
                                        "};\n",
                                        "\n",
                                        "// x",
                                        "/*\n",
                                        "*/",
                                        "<think>\n",
                                        "</think>\n",
                                        "Some prose.\n",
                                        "\r",
                                        "  }\n",
                                        "#include <gauntlet/sdk/cache_policy.hpp>\n",
                                        std::string(kBlock),
                                        "\"",
                                        " "};
  std::string reply;
  if (rng.Chance(0.3)) reply = Edit("    return -age;\n", "    return 2;\n");
  for (uint64_t count = rng.Below(14); count > 0; --count) reply += kPieces[rng.Below(std::size(kPieces))];
  return reply;
}

TEST(Reply, NeverChangesTextOutsideOfTheEvolveBlock) {
  Rng rng(4);
  int made_some = 0, refused = 0;
  for (int i = 0; i < 30000; ++i) {
    const auto made = SourceFromReply(Mischief(rng), Parent());
    if (!made) {
      ++refused;
      ASSERT_FALSE(made.error().reason.empty());
      ASSERT_LT(made.error().reason.size(), 4096u);
      continue;
    }
    ++made_some;
    const Parts parts = PartsOf(made->source);
    ASSERT_EQ(parts.head, kHead) << made->source;
    ASSERT_EQ(parts.tail, kTail) << made->source;
    ASSERT_NE(parts.block, kBlock);
  }
  EXPECT_GT(made_some, 1000);
  EXPECT_GT(refused, 1000);
}

std::string Repeated(std::string_view text, size_t bytes) {
  std::string all;
  while (all.size() < bytes) all += text;
  return all;
}

// Where work grows with the square of the length, this test does not end.
TEST(Reply, IsReadInTimeThatGrowsWithItsLengthWhateverItIs) {
  constexpr size_t kMiB = 1 << 20;
  const std::string many = Repeated("\n", kMiB), line = std::string(200000, 'a') + "\n";
  for (const std::string& reply :
       {Repeated("<<<<<<< SEARCH\n", kMiB), Repeated("```\n", kMiB), Repeated("```cpp\n", kMiB),
        Repeated("// EVOLVE-BLOCK-START\n", kMiB), Repeated("// EVOLVE-BLOCK-END\n", kMiB),
        Repeated("<", kMiB), Repeated("<think>\n", kMiB), Repeated("/*", kMiB), Fenced(Around(many)),
        Fenced(many), Repeated("#include <vector>\n", kMiB), Repeated("=======\n", kMiB),
        Repeated("};\n", kMiB), Edit(many + "x\n", many),
        Edit(Repeated("// EVOLVE-BLOCK-START\n", kMiB), many), Edit(Repeated("};\n", kMiB), ""),
        Edit(line, line + "b\n"), Repeated(Edit("b\n", "c\n"), kMiB)})
    EXPECT_FALSE(SourceFromReply(reply, Parent()));
  const std::string parent = Around(std::string(200000, 'a') + "\n" + Repeated("a;\n", 50000));
  for (const std::string& search :
       {std::string(100000, 'a') + "b\n", std::string("a\n"), std::string(100000, 'a'),
        Repeated("a ;\n", 40000), Repeated("a;\n", 40000) + "b;\n"})
    EXPECT_FALSE(SourceFromReply(Edit(search + "\n", "x\n"), parent));
}

TEST(Occurrences, AreThoseOfAPlainSearch) {
  Rng rng(5);
  for (int i = 0; i < 5000; ++i) {
    std::string text, pattern;
    for (uint64_t n = rng.Below(30); n > 0; --n) text += rng.Chance(0.5) ? 'a' : 'b';
    for (uint64_t n = 1 + rng.Below(4); n > 0; --n) pattern += rng.Chance(0.5) ? 'a' : 'b';
    std::vector<size_t> expected;
    for (size_t at = text.find(pattern); at != std::string::npos; at = text.find(pattern, at + 1))
      expected.push_back(at);
    ASSERT_EQ(Occurrences(text, pattern, 100), expected) << text << " " << pattern;
  }
}

TEST(KeyText, KeepsWordsApartAndNothingElse) {
  EXPECT_EQ(KeyText("  return   a+ b ;\n\tint\nx"), "return a+b;int x");
  EXPECT_EQ(KeyText("a_ 1"), "a_ 1");
  EXPECT_EQ(KeyText(" \n"), "");
}

}  // namespace
}  // namespace gauntlet::reply
