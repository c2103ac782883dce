#include "tests/hostile/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace gauntlet::hostile {
namespace {

namespace fs = std::filesystem;

fs::path Folder() { return fs::path(GAUNTLET_SOURCE_DIR) / "tests" / "hostile"; }

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every `#include "FILE"` of a file in support/ becomes its text.
std::string WithSupport(const std::string& text) {
  static const std::regex include("#include \"([a-z_]+\\.h)\"\n");
  std::string out;
  std::smatch found;
  std::string rest = text;
  while (std::regex_search(rest, found, include)) {
    out += found.prefix().str() + WithSupport(ReadFile(Folder() / "support" / found[1].str()));
    rest = found.suffix().str();
  }
  return out + rest;
}

void ReadExpectations(Program& program, const std::string& words) {
  std::istringstream in(words);
  for (std::string word; in >> word;) {
    const size_t equals = word.find('='), colon = std::min(word.find(':'), word.size());
    GAUNTLET_ASSERT(equals != std::string::npos);
    Expected expected{word.substr(equals + 1, colon - equals - 1), ""};
    if (colon < word.size()) expected.rule = word.substr(colon + 1);
    program.expected[word.substr(0, equals)] = expected;
  }
}

std::string Quoted(const std::string& text) {
  const size_t open = text.find('"'), close = text.rfind('"');
  GAUNTLET_ASSERT(open < close);
  return text.substr(open + 1, close - open - 1);
}

Program ReadProgram(const fs::path& path) {
  Program program;
  program.family = path.parent_path().filename();
  program.name = program.family + "/" + path.stem().string();
  program.interface_name = "gauntlet.cache.policy/1";
  program.source = ReadFile(path);
  std::string generated;
  std::istringstream in(program.source);
  for (std::string line; std::getline(in, line) && line.starts_with("// ");) {
    const size_t colon = std::min(line.find(": "), line.size() - 1);
    const std::string key = line.substr(3, colon - 3), value = line.substr(colon + 1);
    if (key == "expect") ReadExpectations(program, value);
    if (key == "shows") program.shows[value.substr(1, value.find('"') - 2)] = Quoted(value);
    if (key == "never") program.never.push_back(Quoted(value));
    if (key == "interface") program.interface_name = "gauntlet.cache." + value.substr(1) + "/1";
    if (key == "generate") generated = Generated(value.substr(1));
  }
  GAUNTLET_ASSERT(!program.expected.empty());
  program.source = generated + WithSupport(program.source);
  return program;
}

}  // namespace

std::vector<Program> AllPrograms() {
  std::vector<Program> programs;
  for (const auto& entry : fs::recursive_directory_iterator(Folder() / "programs"))
    if (entry.path().extension() == ".cc") programs.push_back(ReadProgram(entry.path()));
  std::ranges::sort(programs, {}, &Program::name);
  return programs;
}

std::vector<KnownGap> KnownGaps() {
  std::vector<KnownGap> gaps;
  std::istringstream in(ReadFile(Folder() / "known_gaps.txt"));
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    KnownGap gap;
    words >> gap.program >> gap.way >> std::ws;
    std::getline(words, gap.why);
    gaps.push_back(gap);
  }
  return gaps;
}

}  // namespace gauntlet::hostile
