#include "host/base/tool.h"

#include <gtest/gtest.h>

namespace gauntlet {
namespace {

TEST(Tool, EndsWithItsExitCodeOrItsSignal) {
  const auto code = RunProgram({{"sh", "-c", "exit 7"}, {}});
  ASSERT_TRUE(code) << code.error().message;
  EXPECT_EQ(*code, 7);
  const auto signal = RunProgram({{"sh", "-c", "kill -TERM $$"}, {}});
  ASSERT_TRUE(signal) << signal.error().message;
  EXPECT_EQ(*signal, 128 + 15);
}

TEST(Tool, FindsItsEnvironmentInTheTakenPlace) {
  const auto end =
      RunCollected({{"sh", "-c", "echo $LANG; echo gone >&2"}, {{"LANG", "xx"}}}, Deadline::After(20000));
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->output, "xx\ngone\n");
  EXPECT_EQ(end->status, 0);
  EXPECT_FALSE(end->killed);
}

TEST(Tool, IsKilledWithAllThatItStartedAtTheDeadline) {
  const auto end = RunCollected({{"sh", "-c", "sleep 1000 & echo begun; wait"}, {}}, Deadline::After(300));
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_TRUE(end->killed);
  EXPECT_EQ(end->status, 128 + 9);
}

TEST(Tool, ThatIsNotThereIsAnInputError) {
  const auto end = RunProgram({{"gauntlet-no-such-program"}, {}});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().kind, ErrorKind::kInput);
  EXPECT_EQ(end.error().message, "cannot start gauntlet-no-such-program: No such file or directory");
}

}  // namespace
}  // namespace gauntlet
