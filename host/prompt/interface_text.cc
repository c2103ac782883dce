#include "host/prompt/interface_text.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "host/base/brief.h"
#include "host/base/file.h"
#include "host/prompt/prompt.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

constexpr char kContainers[] = "gauntlet/sdk/containers.hpp";  // includes all that a policy may want

// The names between < and > of #include lines that begin with gauntlet/.
std::vector<std::string> OwnIncludes(const std::string& source) {
  std::vector<std::string> out;
  std::istringstream lines(source);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("#include <gauntlet/")) continue;
    const size_t end = line.find('>');
    if (end != std::string::npos) out.push_back(line.substr(10, end - 10));
  }
  return out;
}

// Without include guards, includes and what is behind the mark; one blank line at most.
std::string ForReaders(const std::string& header) {
  std::istringstream lines(header);
  std::string out, line;
  bool blank = true, for_cplusplus = false;
  while (std::getline(lines, line) && !line.starts_with(kMachinery)) {
    if (line.starts_with("#ifdef __cplusplus")) for_cplusplus = true;
    const bool guard = for_cplusplus || line.starts_with("#include") || line.starts_with("#pragma") ||
                       (line.starts_with("#ifndef ") && line.ends_with("_H")) || line.starts_with("#endif") ||
                       (line.starts_with("#define ") && line.ends_with("_H"));
    if (line.starts_with("#endif")) for_cplusplus = false;
    if (guard) continue;
    if (line.empty() && blank) continue;
    blank = line.empty();
    out += line + '\n';
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

// The first sentence of the comment at the head of a header.
std::string About(const std::string& header) {
  std::istringstream lines(header);
  std::string comment;
  for (std::string line; std::getline(lines, line) && line.starts_with("//");)
    comment += line.substr(std::min<size_t>(3, line.size())) + ' ';
  const size_t end = comment.find(". ");
  return OneLine(end == std::string::npos ? comment : comment.substr(0, end));
}

}  // namespace

Result<Json> InterfaceText(const fs::path& include, const std::string& seed_source, const std::string& domain,
                           const std::vector<HeaderFile>& own) {
  std::vector<std::string> shown = OwnIncludes(seed_source);
  shown.push_back("gauntlet/" + domain + (own.empty() ? ".h" : "_abi.h"));
  Json out = {{"headers", Json::array()}, {"more_headers", Json::array()}};
  for (const std::string& name : shown) {
    const auto brought = std::ranges::find(own, name, &HeaderFile::name);
    if (brought == own.end() && !fs::exists(include / name)) continue;
    std::string text = brought == own.end() ? "" : brought->text;
    if (brought == own.end()) {
      GAUNTLET_TRY(text, ReadTextFile(include / name));
    }
    out["headers"].push_back({{"name", name}, {"text", ForReaders(text)}, {"fence", FenceFor(text)}});
  }
  GAUNTLET_TRY(const std::string containers, ReadTextFile(include / kContainers));
  for (const std::string& name : OwnIncludes(containers)) {
    if (std::ranges::count(shown, name) > 0 || !fs::exists(include / name)) continue;
    GAUNTLET_TRY(const std::string text, ReadTextFile(include / name));
    out["more_headers"].push_back({{"name", name}, {"about", About(text)}});
  }
  return out;
}

}  // namespace gauntlet
