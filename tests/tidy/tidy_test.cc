// A test that reads the repository itself: floors, libraries in their rooms, sizes of files.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

// Rooms include only rooms of lower floors, and their own files.
const std::map<std::string, int> kFloors = {
    {"plugin_api", 0},     {"host/base", 1},     {"sandbox", 2},         {"host/candidate", 2},
    {"host/toolchain", 2}, {"host/screen", 3},   {"host/compile", 3},    {"host/load", 3},
    {"host/mutate", 3},    {"host/astdiff", 3},  {"host/score", 3},      {"host/store", 3},
    {"host/select", 3},    {"host/problem", 3},  {"host/trace", 3},      {"host/compiler", 4},
    {"host/evaluate", 4},  {"host/workload", 5}, {"host/harness", 5},    {"host/author", 6},
    {"host/verify", 6},    {"host/ledger", 6},   {"host/standalone", 3}, {"host/llm", 3},
    {"host/reply", 3},     {"host/ensemble", 3}, {"host/prompt", 7},     {"host/tune", 7},
    {"host/campaign", 8},  {"host/check", 9},    {"host/explain", 9},    {"host/bundle", 9},
    {"host/report", 9},    {"host/cli", 10},
};
// sandbox holds the verdict that a candidate carries; candidate is the record of floor 2 that all others pass
// around.
const std::set<std::pair<std::string, std::string>> kSameFloor = {
    {"host/candidate", "sandbox"}, {"host/toolchain", "host/candidate"}, {"host/toolchain", "sandbox"}};

struct Line {
  fs::path file;
  int number;
  std::string text;
};

std::vector<fs::path> Sources() {
  std::vector<fs::path> out;
  for (const char* top : {"host", "sandbox", "plugin_api", "simulators", "tests", "problems"}) {
    for (const auto& item : fs::recursive_directory_iterator(fs::path(GAUNTLET_SOURCE_DIR) / top)) {
      const std::string kind = item.path().extension();
      if (kind == ".cc" || kind == ".h" || kind == ".hpp" || kind == ".c")
        out.push_back(fs::relative(item.path(), GAUNTLET_SOURCE_DIR));
    }
  }
  return out;
}

std::vector<Line> LinesOf(const fs::path& file) {
  std::ifstream in(fs::path(GAUNTLET_SOURCE_DIR) / file);
  std::vector<Line> out;
  int number = 0;
  for (std::string text; std::getline(in, text);) out.push_back({file, ++number, text});
  return out;
}

std::string RoomOf(const fs::path& path) {
  std::string best;
  for (const auto& [room, floor] : kFloors)
    if (path.string().starts_with(room + "/") && room.size() > best.size()) best = room;
  return best;
}

// The path between the quotes or brackets of an #include; empty for other lines.
std::string Included(const std::string& line) {
  if (!line.starts_with("#include")) return "";
  const size_t open = line.find_first_of("<\"");
  const size_t close = line.find_first_of(">\"", open + 1);
  return open == std::string::npos || close == std::string::npos ? ""
                                                                 : line.substr(open + 1, close - open - 1);
}

bool IsTest(const fs::path& file) {
  const std::string name = file.stem();
  return name.ends_with("_test") || file.string().find("testdata") != std::string::npos ||
         file.string().starts_with("tests/");
}

template <class Check>
void ForEachInclude(Check check) {
  for (const fs::path& file : Sources())
    for (const Line& line : LinesOf(file))
      if (const std::string what = Included(line.text); !what.empty()) check(line, what);
}

TEST(Tidy, RoomsIncludeOnlyDownwards) {
  ForEachInclude([](const Line& line, const std::string& what) {
    const std::string from = RoomOf(line.file), to = RoomOf(what);
    if (from.empty() || to.empty() || from == to || IsTest(line.file)) return;
    if (kSameFloor.contains({from, to})) return;
    EXPECT_LT(kFloors.at(to), kFloors.at(from))
        << line.file.string() << ":" << line.number << ": " << from << " may not include " << what;
  });
}

TEST(Tidy, EveryRoomOfTheHostHasAFloor) {
  for (const auto& item : fs::directory_iterator(fs::path(GAUNTLET_SOURCE_DIR) / "host"))
    if (item.is_directory() && !fs::is_empty(item.path()))
      EXPECT_TRUE(kFloors.contains("host/" + item.path().filename().string())) << item.path();
}

// A library appears in its rooms only.
TEST(Tidy, LibrariesStayInTheirRooms) {
  const std::vector<std::pair<std::string, std::set<std::string>>> kHomes = {
      {"clang/",
       {"host/toolchain", "host/screen", "host/compile", "host/mutate", "host/astdiff", "host/compiler"}},
      {"llvm/", {"host/toolchain", "host/screen", "host/compile", "host/mutate", "host/compiler"}},
      {"lld/", {"host/toolchain", "host/compile"}},
      {"SQLiteCpp/", {"host/store"}},
      {"sqlite3.h", {"host/store"}},
      {"curl/", {"host/llm"}},
      {"boost/dll", {"host/load"}},
      {"boost/process", {"host/base", "host/trace"}},
      {"yaml-cpp/", {"host/problem"}},
      {"seccomp.h", {"sandbox"}},
      {"nlopt.h", {"host/tune"}},
      {"kainjow/", {"host/prompt"}},
      {"CLI/", {"host/cli"}},
  };
  ForEachInclude([&](const Line& line, const std::string& what) {
    if (IsTest(line.file)) return;
    for (const auto& [prefix, rooms] : kHomes)
      if (what.starts_with(prefix))
        EXPECT_TRUE(rooms.contains(RoomOf(line.file)))
            << line.file.string() << ":" << line.number << ": " << what << " belongs to other rooms";
  });
}

TEST(Tidy, FilesStayBelow450Lines) {
  for (const fs::path& file : Sources()) EXPECT_LE(LinesOf(file).size(), 450u) << file;
}

TEST(Tidy, LinesStayBelow120Columns) {
  for (const fs::path& file : Sources())
    for (const Line& line : LinesOf(file))
      EXPECT_LE(line.text.size(), 120u) << line.file.string() << ":" << line.number;
}

TEST(Tidy, OnlyMainsExit) {
  for (const fs::path& file : Sources()) {
    const std::string room = RoomOf(file);
    if (!room.starts_with("host/") || IsTest(file) || file.stem().string().ends_with("_main")) continue;
    for (const Line& line : LinesOf(file))
      EXPECT_EQ(line.text.find(" exit("), std::string::npos) << line.file.string() << ":" << line.number;
  }
}

// Deadlines and measurements go by the monotonic clock: somebody may set the other one at any moment. It is asked for
// timestamps, and for the age of a file, which carries one.
TEST(Tidy, OnlyTimestampsAskTheWallClock) {
  const std::set<std::string> timestamps = {"host/store/campaign_file.cc", "host/trace/trace_cache.cc"};
  std::set<std::string> asking;
  for (const fs::path& file : Sources()) {
    if (RoomOf(file).empty() && !file.string().starts_with("simulators/")) continue;
    if (IsTest(file)) continue;
    for (const Line& line : LinesOf(file))
      for (const char* clock :
           {"system_clock::", "high_resolution_clock::", "::time(", "gettimeofday(", "CLOCK_REALTIME"})
        if (line.text.find(clock) != std::string::npos) asking.insert(file.string());
  }
  EXPECT_EQ(asking, timestamps);
}

TEST(Tidy, HeadersOpenWithWhatTheyAre) {
  for (const fs::path& file : Sources()) {
    if (file.extension() != ".h" && file.extension() != ".hpp") continue;
    const auto lines = LinesOf(file);
    ASSERT_FALSE(lines.empty()) << file;
    EXPECT_TRUE(lines[0].text.starts_with("//") || lines[0].text.starts_with("/*")) << file;
  }
}

}  // namespace
}  // namespace gauntlet
