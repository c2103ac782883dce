#include "host/problem/harness.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/base/tool.h"
#include "host/problem/own_domain.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

// Wall time of a call where nothing is said: it may wait now and then, and start slowly.
double WallOf(const Limits& limits) { return limits.cpu_s * 3 + 10; }

// Words that name a file of the folder are that file, whatever folder the program starts in, and may be read.
Result<> ReadCommand(const YamlReader& in, const fs::path& folder, Harness* out) {
  GAUNTLET_TRY(out->argv, in.List<std::string>("command"));
  if (out->argv.empty() || out->argv.front().empty())
    return in.Wrong("command", "missing; expected a program with its words, such as [python3, harness.py]");
  std::error_code error;
  for (std::string& word : out->argv) {
    const fs::path file = folder / word;
    if (word.empty() || !fs::is_regular_file(file, error)) continue;
    word = fs::absolute(file, error).lexically_normal().string();
    out->reads.emplace_back(word);
  }
  std::string& program = out->argv.front();
  const std::string found = FindProgram(program);
  if (found.empty() || !fs::is_regular_file(found, error))
    return in.Wrong("command", fmt::format("no such program: {}", program));
  program = found;
  out->reads.emplace_back(fs::canonical(found, error));
  return {};
}

Result<> ReadReads(const YamlReader& in, Harness* out) {
  GAUNTLET_TRY(const auto reads, in.List<std::string>("reads"));
  std::error_code error;
  for (const std::string& name : reads) {
    const fs::path path = fs::absolute(in.Resolve(name), error).lexically_normal();
    if (!fs::exists(path, error))
      return in.Wrong("reads", fmt::format("no such file or folder: {}", path.string()));
    out->reads.push_back(path);
  }
  return {};
}

}  // namespace

Result<Harness> ReadHarness(const YamlReader& top, const Problem& problem) {
  GAUNTLET_TRY(const YamlReader in, top.Map("simulator"));
  Harness out;
  GAUNTLET_CHECK_OK(ReadCommand(in, problem.folder, &out));
  GAUNTLET_CHECK_OK(ReadReads(in, &out));
  GAUNTLET_TRY(const std::string takes, in.GetOr<std::string>("takes", "source"));
  if (takes != "source" && takes != "module") return in.Wrong("takes", "expected source or module");
  out.takes_module = takes == "module";
  GAUNTLET_TRY(out.network, in.GetOr("network", out.network));
  GAUNTLET_TRY(out.references, in.GetOr("references", out.references));
  GAUNTLET_TRY(out.repeatable, in.GetOr("repeatable", out.repeatable));
  GAUNTLET_TRY(out.wall_s, in.GetOr("wall_s", WallOf(problem.limits)));
  if (!(out.wall_s > 0 && out.wall_s <= 1e6))
    return in.Wrong("wall_s", "expected more than 0 seconds, at most 10^6");
  GAUNTLET_TRY(const uint64_t processes, in.GetOr<uint64_t>("processes", out.processes));
  if (processes < 1 || processes > 10000) return in.Wrong("processes", "expected 1 to 10000");
  out.processes = static_cast<uint32_t>(processes);
  GAUNTLET_CHECK_OK(in.NoOtherKeys());
  std::error_code error;
  if (out.takes_module && !fs::exists(Layout::Current().Simulator(problem.domain), error)) {
    GAUNTLET_TRY(out.headers, ReadDomainHeaders(top, problem.folder, problem.domain, problem.interface_name));
  }
  return out;
}

Result<std::string> ContentOf(const Harness& harness) {
  std::string all;
  for (const std::string& word : harness.argv) all += word + '\0';
  for (const HeaderFile& header : harness.headers.files) all += header.name + '\0' + header.text + '\0';
  std::error_code error;
  std::vector<fs::path> files;
  for (size_t i = 0; i < harness.reads.size(); ++i) {
    const fs::path& path = harness.reads[i];
    if (!fs::is_directory(path, error)) {
      if (path != harness.argv.front() && path != fs::canonical(harness.argv.front(), error))
        files.push_back(path);
      continue;
    }
    for (const auto& item : fs::recursive_directory_iterator(path, error))
      if (item.is_regular_file(error) && item.path().extension() != ".pyc") files.push_back(item.path());
  }
  std::ranges::sort(files);
  files.erase(std::ranges::unique(files).begin(), files.end());
  for (const fs::path& file : files) {
    GAUNTLET_TRY(const std::string text, ReadTextFile(file));
    all += file.filename().string() + '\0' + text + '\0';
  }
  return all;
}

}  // namespace gauntlet
