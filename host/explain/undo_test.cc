#include "host/explain/undo.h"

#include <gtest/gtest.h>

#include "host/explain/significant_text.h"
#include "host/ledger/edits.h"

namespace gauntlet {
namespace {

std::string Priority(const std::string& body) {
  return "#include <gauntlet/sdk/cache_priority.hpp>\n"
         "double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) "
         "{\n" +
         body + "\n}\nGAUNTLET_CACHE_PRIORITY(priority)\n";
}

SourceDiff Diff(const std::string& a, const std::string& b) {
  const auto diff = DiffOf(a, b);
  EXPECT_TRUE(diff) << diff.error().message;
  EXPECT_FALSE(diff->failure) << diff->failure->reason;
  return *diff;
}

// What is left of `now` without the one edit from `parent` to `child`.
std::optional<std::string> Undone(const std::string& parent, const std::string& child,
                                  const std::string& now) {
  const SourceDiff step = Diff(parent, child);
  EXPECT_EQ(step.named.size(), 1u) << parent << child;
  return UndoEdit(step, step.named.front(), child, Diff(child, now), now);
}

bool SameTokens(const std::string& a, const std::string& b) { return Diff(a, b).same_tree; }

TEST(UndoEdit, InTheChildItselfGivesTheParent) {
  const std::string parent = Priority("return object.now;"),
                    child = Priority("return object.now + 2.0 * double(object.count);");
  const auto undone = Undone(parent, child, child);
  ASSERT_TRUE(undone);
  EXPECT_TRUE(SameTokens(*undone, parent)) << *undone;
}

TEST(UndoEdit, KeepsWhatOtherStepsBroughtAroundIt) {
  const std::string parent = Priority("return object.now;"),
                    child = Priority("if (object.count > 3) return 1e9;\n  return object.now;"),
                    now = Priority(
                        "/* later: count > 3 */\nif (object.count >\n  3) return 1e9;\n"
                        "  return object.now + 4.0 * object.size;");
  const auto undone = Undone(parent, child, now);
  ASSERT_TRUE(undone);
  EXPECT_TRUE(SameTokens(*undone, Priority("return object.now + 4.0 * object.size;"))) << *undone;
  EXPECT_TRUE(undone->contains("later: count > 3")) << "comments stay";
}

TEST(UndoEdit, TakesWhatWasChangedWithinItAlong) {
  const std::string parent = Priority("return object.now;"),
                    child = Priority("if (object.count > 3) return 1e9;\n  return object.now;"),
                    now = Priority(
                        "if (object.count > 3 + object.past_count) return 1e9;\n  return object.now;");
  const auto undone = Undone(parent, child, now);
  ASSERT_TRUE(undone);
  EXPECT_TRUE(SameTokens(*undone, parent)) << *undone;
}

TEST(UndoEdit, BringsBackWhatADeletionTook) {
  const std::string parent = Priority("if (object.count > 3) return 1e9;\n  return object.now;"),
                    child = Priority("return object.now;"), now = Priority("return object.now - 5.0;");
  const auto undone = Undone(parent, child, now);
  ASSERT_TRUE(undone);
  EXPECT_TRUE(SameTokens(*undone, Priority("if (object.count > 3) return 1e9;\n  return object.now - 5.0;")))
      << *undone;
}

TEST(UndoEdit, IsNothingWhereALaterStepChangedItAgain) {
  const std::string parent = Priority("return 2.0 * object.now;"),
                    child = Priority("return 3.0 * object.now;"), now = Priority("return 4.0 * object.now;");
  EXPECT_FALSE(Undone(parent, child, now));
}

TEST(SignificantCharacters, AreThoseOutsideOfCommentsAndSpace) {
  const auto text_of = [](std::string_view text) {
    std::string out;
    for (const uint32_t i : SignificantCharacters(text)) out += text[i];
    return out;
  };
  EXPECT_EQ(text_of("a  + b // c\n /* d\n */ e"), "a+be");
  EXPECT_EQ(text_of("x = \"a // b\"; '/' 1'000 / 2 '\\'' y"), "x=\"a // b\";'/'1'000/2'\\''y");
  EXPECT_EQ(text_of("/* never ends"), "");
  EXPECT_EQ(text_of("\"nor this"), "\"nor this");
  EXPECT_EQ(text_of(""), "");
}

}  // namespace
}  // namespace gauntlet
