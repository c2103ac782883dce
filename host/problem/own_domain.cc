#include "host/problem/own_domain.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/toolchain/include_rules.h"

namespace gauntlet {
namespace fs = std::filesystem;

bool IsDomainName(const std::string& text) {
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Result<DomainHeaders> ReadDomainHeaders(const YamlReader& in, const fs::path& folder,
                                        const std::string& domain, const std::string& interface_name) {
  std::error_code error;
  if (!IsDomainName(domain))
    return in.Wrong("domain", "expected a name of a-z, 0-9 and _, as it stands in C");
  if (fs::exists(Layout::Current().Simulator(domain), error))
    return in.Wrong("domain",
                    fmt::format("'{}' is built in; a simulator of your own needs a name of its own", domain));
  const fs::path abi = folder / (domain + "_abi.h"),
                 sdk = folder / fs::path(SdkHeaderOf(interface_name)).filename();
  DomainHeaders out{domain, interface_name, {}};
  for (const auto& [path, name] :
       {std::pair{abi, "gauntlet/" + domain + "_abi.h"}, {sdk, SdkHeaderOf(interface_name)}}) {
    if (!fs::is_regular_file(path, error))
      return in.Wrong("simulator", fmt::format("{} is missing beside it: policies include it as <{}>",
                                               path.filename().string(), name));
    GAUNTLET_TRY(std::string text, ReadTextFile(path));
    out.files.push_back({name, std::move(text)});
  }
  return out;
}

Result<OwnDomain> ReadOwnDomain(const YamlReader& in, const std::string& domain,
                                const std::string& interface_name) {
  OwnDomain out;
  std::error_code error;
  GAUNTLET_TRY(const std::string source, in.Get<std::string>("simulator"));
  out.source = in.Resolve(source);
  if (!fs::is_regular_file(out.source, error))
    return in.Wrong("simulator", fmt::format("no such file: {}", out.source.string()));
  const fs::path folder = out.source.parent_path();
  GAUNTLET_TRY(out.headers, ReadDomainHeaders(in, folder, domain, interface_name));
  std::vector<fs::path> others;
  for (const auto& item : fs::directory_iterator(folder, error)) {
    const std::string kind = item.path().extension();
    const auto is = [&](const HeaderFile& h) {
      return fs::path(h.name).filename() == item.path().filename();
    };
    if ((kind == ".h" || kind == ".hpp") && std::ranges::none_of(out.headers.files, is))
      others.push_back(item.path());
  }
  std::ranges::sort(others);
  for (const fs::path& path : others) {
    GAUNTLET_TRY(std::string text, ReadTextFile(path));
    out.private_headers.push_back({path.filename().string(), std::move(text)});
  }
  return out;
}

}  // namespace gauntlet
