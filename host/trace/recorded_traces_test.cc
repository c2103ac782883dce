// The traces that come with cache_miss_ratio are what their README says.
#include <gmock/gmock.h>

#include <sstream>

#include "host/trace/test_support.h"

namespace gauntlet {
namespace {

const std::filesystem::path kTraces = GAUNTLET_SOURCE_DIR "/problems/cache_miss_ratio/traces";

struct Row {
  std::string name;
  uint64_t requests = 0, objects = 0;
};

// Rows of the README's table: | `name` | family | requests | pages | ...
std::vector<Row> RowsOfTheReadme() {
  std::vector<Row> rows;
  std::ifstream in(kTraces / "README.md");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| `")) continue;
    std::istringstream cells(line);
    std::string bar, name, family;
    Row row;
    cells >> bar >> name >> bar >> family >> bar >> row.requests >> bar >> row.objects;
    row.name = name.substr(1, name.size() - 2);
    rows.push_back(row);
  }
  return rows;
}

TEST(RecordedTraces, AreWhatTheirReadmeSays) {
  const TemporaryDir dir;
  const auto rows = RowsOfTheReadme();
  EXPECT_GE(rows.size(), 9u);
  uint64_t bytes = 0;
  for (const Row& row : rows) {
    const auto path = kTraces / (row.name + ".csv.zst");
    const auto trace = DecodeTrace({.path = path});
    ASSERT_TRUE(trace) << trace.error().message;
    EXPECT_EQ(trace->request_count, row.requests) << row.name;
    EXPECT_EQ(trace->object_count, row.objects) << row.name;
    EXPECT_GE(trace->request_count, 200'000u) << row.name;
    bytes += std::filesystem::file_size(path);
  }
  EXPECT_LT(bytes, 6'000'000u);
}

TEST(RecordedTraces, AreAllInTheReadme) {
  std::vector<std::string> files, named;
  for (const auto& entry : std::filesystem::directory_iterator(kTraces)) {
    if (entry.path().extension() == ".zst") files.push_back(entry.path().filename().string());
  }
  for (const Row& row : RowsOfTheReadme()) named.push_back(row.name + ".csv.zst");
  EXPECT_THAT(named, testing::UnorderedElementsAreArray(files));
}

}  // namespace
}  // namespace gauntlet
