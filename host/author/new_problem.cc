#include "host/author/new_problem.h"

#include <fmt/format.h>

#include <cctype>

#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/problem/own_domain.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kExample = "example";

// The example's name in each of the ways in which it stands there.
std::string Renamed(std::string text, const std::string& name) {
  std::string upper = name, camel;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (size_t i = 0; i < name.size(); ++i) {
    const bool starts_word = i == 0 || name[i - 1] == '_';
    if (name[i] != '_') camel += starts_word ? upper[i] : name[i];
  }
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{kExample, name}, {"EXAMPLE", upper}, {"Example", camel}})
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  return text;
}

// In the new folder it is a problem like any other: nothing of what its head says of the example.
std::string WithoutHead(const std::string& yaml, const std::string& name) {
  return fmt::format("# What can be said here, and what each key means: gauntlet problems --keys.\n{}",
                     Renamed(yaml.substr(yaml.find("name:")), name));
}

Result<> CheckName(const std::string& name, const fs::path& folder) {
  if (!IsDomainName(name) || name.size() > 40)
    return Fail(
        ErrorKind::kInput,
        fmt::format("'{}' cannot be a name: it stands in C, so a-z, 0-9 and _, a letter first", name));
  std::error_code error;
  if (name == kExample || fs::exists(Layout::Current().Simulator(name), error) ||
      fs::exists(Layout::Current().Problems() / name, error))
    return Fail(ErrorKind::kInput,
                fmt::format("'{}' is a name that Gauntlet has already; take another", name));
  if (fs::exists(folder, error))
    return Fail(ErrorKind::kInput, fmt::format("{} exists; nothing was written", folder.string()));
  return {};
}

}  // namespace

Result<fs::path> WriteNewProblem(const std::string& name, const fs::path& parent) {
  const fs::path from = Layout::Current().Problems() / kExample, to = parent / name;
  GAUNTLET_CHECK_OK(CheckName(name, to));
  std::error_code error;
  for (const auto& item : fs::recursive_directory_iterator(from, error)) {
    if (!item.is_regular_file()) continue;
    const fs::path path = to / Renamed(fs::relative(item.path(), from).string(), name);
    GAUNTLET_TRY(const std::string text, ReadTextFile(item.path()));
    fs::create_directories(path.parent_path(), error);
    if (error)
      return Fail(ErrorKind::kStorageError,
                  fmt::format("{}: {}", path.parent_path().string(), error.message()));
    const bool is_yaml = path.filename() == "problem.yaml";
    GAUNTLET_CHECK_OK(WriteFile(path, is_yaml ? WithoutHead(text, name) : Renamed(text, name)));
  }
  if (error) return Fail(ErrorKind::kInternalError, fmt::format("{}: {}", from.string(), error.message()));
  return to;
}

}  // namespace gauntlet
