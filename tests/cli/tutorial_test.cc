// problems/TUTORIAL.md, done as it says: its files are written, its commands run, and what it prints is what comes.
#include <sstream>
#include <vector>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

struct Fence {
  std::string language, path, text;
};

// ```LANGUAGE PATH ... ```
std::vector<Fence> FencesOf(const std::string& document) {
  std::vector<Fence> out;
  bool inside = false;
  std::istringstream lines(document);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (!inside) continue;
      const size_t space = std::min(line.find(' '), line.size());
      out.push_back({line.substr(3, space - 3), space < line.size() ? line.substr(space + 1) : "", ""});
    } else if (inside) {
      out.back().text += line + '\n';
    }
  }
  EXPECT_FALSE(inside) << "a fence that does not end";
  return out;
}

class Tutorial : public Cli {
 protected:
  // "$ COMMAND    # exit code N".
  void Type(const std::string& line) {
    const std::string remark = "# exit code ";
    const size_t at = line.find(remark);
    const int expected = at == std::string::npos ? 0 : std::stoi(line.substr(at + remark.size()));
    const std::string command = line.substr(2, at == std::string::npos ? at : at - 2);
    const std::string shell =
        fmt::format("cd '{0}' && export PATH='{1}':$PATH GAUNTLET_CACHE='{0}/cache'; ( {2} ) >said 2>&1",
                    folder_.string(), fs::path(kProgram).parent_path().string(), command);
    const int status = std::system(shell.c_str());
    said_ = ReadAll(folder_ / "said");
    heard_ = 0;
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == expected) << command << "\n" << said_;
  }
  // Lines come in this order.
  void Hear(const std::string& line) {
    if (line == "...") return;
    const size_t at = said_.find(line, heard_);
    EXPECT_NE(at, std::string::npos) << "not said: " << line << "\n" << said_;
    if (at != std::string::npos) heard_ = at + line.size();
  }

 private:
  std::string said_;
  size_t heard_ = 0;
};

TEST_F(Tutorial, LeadsFromNothingToACampaign) {
  int files = 0, commands = 0;
  for (const Fence& fence : FencesOf(ReadAll(fs::path(GAUNTLET_SOURCE_DIR) / "problems" / "TUTORIAL.md"))) {
    if (fence.language != "console") {
      ASSERT_FALSE(fence.path.empty()) << fence.text;
      fs::create_directories((folder_ / fence.path).parent_path());
      std::ofstream(folder_ / fence.path) << fence.text;
      ++files;
      continue;
    }
    std::istringstream lines(fence.text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("$ ")) {
        Type(line);
        ++commands;
      } else {
        Hear(line);
      }
    }
  }
  EXPECT_EQ(files, 6);
  EXPECT_GE(commands, 10);
}

}  // namespace
}  // namespace gauntlet
