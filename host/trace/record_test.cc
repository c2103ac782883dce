#include "host/trace/record.h"

#include <gauntlet/cache.h>
#include <gmock/gmock.h>

#include "host/trace/convert.h"
#include "host/trace/decoded_view.h"
#include "host/trace/test_support.h"

namespace gauntlet {
namespace {

using testing::HasSubstr;

// "5 6 w4": pages in order, writes marked.
std::string Pages(const DecodedTrace& trace) {
  const auto view = DecodedView::Open(trace);
  std::string out;
  for (uint64_t i = 0; i < view->size(); ++i) {
    const auto record = (*view)[i];
    if (i > 0) out += ' ';
    if (record.base.operation == GAUNTLET_CACHE_WRITE) out += 'w';
    out += std::to_string(record.block_address & 0xffffffff);
  }
  return out;
}

TEST(Record, SeesThePagesOfCallsMapsAndChildren) {
  const TemporaryDir dir;
  const auto file = dir.File("data", std::string(100 * 4096, 'x'));
  const auto recording = RecordProgram({GAUNTLET_BUILD_DIR "/tests/gauntlet_record_probe", file.string()},
                                       {.under = {dir.path()}});
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->exit_status, 7)
      << "the program's own handler takes faults that are not the recorder's";
  std::string expected = "5 6 7 8 9 3 w4 10 11 50";
  for (int page = 55; page < 95; ++page) expected += ' ' + std::to_string(page);
  EXPECT_EQ(Pages(recording->trace), expected + " 50 20 w31 40");
}

TEST(Record, LeavesOutFilesThatLieElsewhere) {
  const TemporaryDir dir;
  const auto file = dir.File("data", std::string(100 * 4096, 'x'));
  std::filesystem::create_directory(dir.path() / "elsewhere");
  const auto recording = RecordProgram({GAUNTLET_BUILD_DIR "/tests/gauntlet_record_probe", file.string()},
                                       {.under = {dir.path() / "elsewhere"}});
  ASSERT_FALSE(recording);
  EXPECT_THAT(recording.error().message, HasSubstr("holds no requests"));
}

TEST(Record, SaysWhenALogIsTooSmall) {
  const TemporaryDir dir;
  const auto file = dir.File("data", std::string(100 * 4096, 'x'));
  const auto recording = RecordProgram({GAUNTLET_BUILD_DIR "/tests/gauntlet_record_probe", file.string()},
                                       {.under = {dir.path()}, .most_events = 20});
  ASSERT_FALSE(recording);
  EXPECT_THAT(recording.error().message, HasSubstr("more than the 20"));
}

TEST(Record, NamesAProgramThatIsNotThere) {
  const auto recording = RecordProgram({"gauntlet-no-such-program"});
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().kind, ErrorKind::kInput);
  EXPECT_EQ(recording.error().message, "cannot start gauntlet-no-such-program: No such file or directory");
}

}  // namespace
}  // namespace gauntlet
