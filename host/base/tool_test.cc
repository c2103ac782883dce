#include "host/base/tool.h"

#include <gtest/gtest.h>
#include <sys/types.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include "host/base/unique_fd.h"

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

Result<FilterEnd> Filter(const std::string& script, std::string_view input, uint64_t limit = 1 << 20,
                         double deadline_ms = 120000, int cancel_fd = -1) {
  return RunFilter({{"sh", "-c", script}, {}}, input, limit, Deadline::After(deadline_ms), cancel_fd);
}

TEST(Filter, SaysWhatItMakesOfItsInput) {
  const std::string input(3 << 20, 'x');  // more than a pipe holds
  const auto end = Filter("cat; echo end; echo hm >&2; exit 3", input, 4 << 20);
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->output, input + "end\n");
  EXPECT_EQ(end->complaint, "hm\n");
  EXPECT_EQ(end->status, 3);
  EXPECT_EQ(end->stop, FilterEnd::Stop::kItself);
}

TEST(Filter, NeedNotReadItsInput) {
  const auto end = Filter("echo said", std::string(3 << 20, 'x'));
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->output, "said\n");
}

TEST(Filter, IsStoppedWhenItSaysTooMuch) {
  const auto exact = Filter("printf 0123456789", "", 10);
  ASSERT_TRUE(exact);
  EXPECT_EQ(exact->stop, FilterEnd::Stop::kItself);
  const auto more = Filter("printf 0123456789a; sleep 1000", "", 10);
  ASSERT_TRUE(more);
  EXPECT_EQ(more->stop, FilterEnd::Stop::kTooLong);
  const auto endless = Filter("yes", "", 100000);
  ASSERT_TRUE(endless);
  EXPECT_EQ(endless->stop, FilterEnd::Stop::kTooLong);
}

TEST(Filter, IsStoppedAtTheDeadlineAndWhenItIsCancelled) {
  const auto late = Filter("echo begun; sleep 1000 & wait", "", 100, 300);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->stop, FilterEnd::Stop::kDeadline);
  EXPECT_EQ(late->status, 128 + 9);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const UniqueFd reads(ends[0]), writes(ends[1]);
  ASSERT_EQ(::write(writes.get(), "x", 1), 1);
  const auto cancelled = Filter("sleep 1000", "", 100, 120000, reads.get());
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->stop, FilterEnd::Stop::kCancelled);
}

TEST(Filter, EndsThoughWhatItStartedHoldsItsOutput) {
  const auto end = Filter("sleep 1000 & echo $!", "");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->stop, FilterEnd::Stop::kItself);
  const pid_t left = std::stoi(end->output);
  // Killed with the group; whoever adopts it may take a while to reap it.
  for (int i = 0; i < 60000 && ::kill(left, 0) == 0; ++i) {
    std::ifstream stat("/proc/" + std::to_string(left) + "/stat");
    if (std::string text; std::getline(stat, text) && text.find(") Z") != std::string::npos) break;
    ASSERT_LT(i, 59999);
    ::usleep(1000);
  }
}

TEST(Filter, DoesNotGetVariablesThatAreHidden) {
  ::setenv("TOOL_TEST_HIDDEN", "not for everybody", 1);
  ::setenv("TOOL_TEST_SHOWN", "shown", 1);
  const ToolRun run = {{"env"}, {}, [](std::string_view name) { return name.ends_with("_HIDDEN"); }};
  const auto end = RunFilter(run, "", 1 << 20, Deadline::After(120000), -1);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->output.find("not for everybody"), std::string::npos);
  EXPECT_NE(end->output.find("TOOL_TEST_SHOWN=shown"), std::string::npos);
}

TEST(Tool, ThatIsNotThereIsAnInputError) {
  const auto end = RunProgram({{"gauntlet-no-such-program"}, {}});
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().kind, ErrorKind::kInput);
  EXPECT_EQ(end.error().message, "cannot start gauntlet-no-such-program: No such file or directory");
}

}  // namespace
}  // namespace gauntlet
