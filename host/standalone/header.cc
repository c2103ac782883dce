#include "host/standalone/header.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <span>
#include <utility>

#include "host/base/file.h"
#include "host/standalone/code_text.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

// A new interface: its line here, and its shell.
struct Shell {
  std::string_view interface_name;
  std::string_view file;  // below plugin_api
  std::string_view usage;
};
constexpr std::string_view kCacheUsage =
    R"(NAME::Cache<std::string> cache(64 << 20, [&](const std::string& key, NAME::EvictReason) {
  values.erase(key);  // the cache keeps keys; values are yours
});
if (!cache.Access(key, bytes) && cache.Contains(key)) values[key] = Load(key);)";
constexpr Shell kShells[] = {
    {"gauntlet.cache.policy/1", "standalone/cache_policy.hpp", kCacheUsage},
    {"gauntlet.cache.priority/1", "standalone/cache_priority.hpp", kCacheUsage},
    {"gauntlet.spot.policy/1", "standalone/spot_policy.hpp",
     R"(NAME::Scheduler scheduler(job);  // a NAME::Config, one scheduler a job
const NAME::Decision decision = scheduler.Decide(tick);  // a NAME::Tick, filled by you, once a tick)"},
    {"gauntlet.moe.policy/1", "standalone/moe_policy.hpp",
     R"(NAME::Balancer balancer(config);  // a NAME::Config
if (balancer.Rebalance(loads, experts)) Apply(experts);  // a NAME::Loads, and experts[layer][slot])"},
};
constexpr std::string_view kPolicyHere = "// The policy stands here.\n";

// What Clang alone knows, and what a program with several threads needs.
constexpr std::pair<std::string_view, std::string_view> kReplacements[] = {
    {", clang::optnone", ""},
    {"__is_trivially_destructible(T)", "::std::is_trivially_destructible_v<T>"},
    {"__is_trivially_destructible(V)", "::std::is_trivially_destructible_v<V>"},
    {"__builtin_elementwise_", "__builtin_"},
    {" __attribute__((visibility(\"hidden\")))", ""},
    {"__attribute__((visibility(\"hidden\"))) ", ""},
    {"GAUNTLET_SDK_HIDDEN inline Lent lent", "inline thread_local Lent lent"},
    {"// Compiled in the runtime archive.\n", ""},
    {"#ifdef __cplusplus\n\n#endif\n", ""},
    {"#pragma once\n", ""},
};

std::string Replace(std::string text, std::string_view what, std::string_view by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// The path of an #include line and whether it stands in angle brackets; empty for other lines.
struct Include {
  std::string path;
  bool angled = false;
};
Include IncludeOf(std::string_view line) {
  const size_t at = line.find_first_not_of(" \t");
  if (at == std::string_view::npos || !line.substr(at).starts_with("#include")) return {};
  const size_t open = line.find_first_of("<\"", at);
  const size_t close = open == std::string_view::npos ? open : line.find_first_of(">\"", open + 1);
  if (close == std::string_view::npos) return {};
  return {std::string(line.substr(open + 1, close - open - 1)), line[open] == '<'};
}

bool IsOurs(const Include& include) {
  return include.path.starts_with("gauntlet/") || include.path.starts_with("runtime/") ||
         include.path.starts_with("standalone/");
}

template <class Line>
Result<> ForEachLine(std::string_view text, Line each) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    text.remove_prefix(line.size());
    GAUNTLET_CHECK_OK(each(line));
  }
  return {};
}

class Amalgam {
 public:
  Amalgam(const fs::path& plugin_api, const std::string& policy)
      : root_(plugin_api), words_(WordsOf(policy)) {}

  // The file with what it includes before it, each once; what stands in its place below standalone/ is taken instead. A
  // header is followed by its part of the runtime archive.
  Result<> Add(const std::string& name) {
    if (!taken_.insert(name).second) return {};
    const bool replaced = fs::exists(root_ / "standalone" / name);
    GAUNTLET_CHECK_OK(AddFile(replaced ? "standalone/" + name : name));
    const fs::path path(name);
    if (!name.starts_with("gauntlet/sdk/") || (path.stem() == "math" && !UsesMathematics())) return {};
    const std::string runtime = fmt::format("runtime/{}.cc", path.stem().string());
    return fs::exists(root_ / "standalone" / runtime) || fs::exists(root_ / runtime) ? Add(runtime)
                                                                                     : Result<>();
  }

  // `text`, its includes taken out and added before it. Returns what is left of it.
  Result<std::string> Resolve(std::string_view text, const std::string& file) {
    std::string left;
    GAUNTLET_CHECK_OK(ForEachLine(text, [&](std::string_view line) -> Result<> {
      const Include include = IncludeOf(line);
      if (include.path.empty()) {
        left += line;
        return {};
      }
      if (include.angled && !IsOurs(include)) {
        standard_.insert(include.path);
        return {};
      }
      if (!IsOurs(include))
        return Fail(ErrorKind::kInput,
                    fmt::format("{} includes \"{}\": a header of its own cannot", file, include.path));
      // A file that replaces another may take that in.
      return file == "standalone/" + include.path ? AddFile(include.path) : Add(include.path);
    }));
    return left;
  }

  const std::set<std::string>& standard() const { return standard_; }
  const std::string& text() const { return text_; }

 private:
  Result<> AddFile(const std::string& name) {
    GAUNTLET_TRY(std::string text, ReadTextFile(root_ / name));
    // Hook tables are for the host.
    if (const size_t machinery = text.find("\n// Machinery: "); machinery != std::string::npos)
      text.resize(machinery + 1);
    GAUNTLET_TRY(text, Resolve(text, name));
    text = WithoutExternTemplates(WithoutLinkage(std::move(text)));
    for (const auto& [what, by] : kReplacements) text = Replace(std::move(text), what, by);
    if (name.ends_with(".cc")) text = AsHeaderCode(std::move(text), "of_" + fs::path(name).stem().string());
    text = Replace(std::move(text), "\n\n\n", "\n\n");
    text_ += fmt::format("\n// ---- {}\n\n{}", name, text.substr(text.find_first_not_of('\n')));
    return {};
  }

  // Whether the policy names a function of mathematics, in one of its forms.
  bool UsesMathematics() const {
    for (const char* name : {"exp",  "exp2",  "expm1", "log",   "log2",  "log10", "log1p", "sinh", "cosh",
                             "tanh", "asinh", "acosh", "atanh", "sin",   "cos",   "tan",   "asin", "acos",
                             "atan", "cbrt",  "round", "pow",   "atan2", "hypot", "fmod"}) {
      for (const char* suffix : {"", "f", "l"})
        if (words_.contains(std::string(name) + suffix)) return true;
    }
    return false;
  }

  fs::path root_;
  std::set<std::string, std::less<>> words_;
  std::set<std::string> taken_;
  std::set<std::string> standard_ = {"type_traits"};
  std::string text_;
};

std::string CommentOf(std::span<const std::string> lines) {
  std::string out;
  for (const std::string& line : lines) {
    // A line that ends in a backslash would swallow the next one.
    std::string text = Replace(Replace(line, "\n", " "), "\\", "/");
    out += text.empty() ? "//\n" : "// " + text + "\n";
  }
  return out;
}

bool IsName(std::string_view name) {
  const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return !name.empty() && std::ranges::all_of(name, is_word) &&
         std::isdigit(static_cast<unsigned char>(name.front())) == 0;
}

std::string HeadOf(const StandaloneRequest& request, const Shell& shell,
                   const std::set<std::string>& standard) {
  std::string text = CommentOf(request.about);
  text += "//\n// How to use it, in C++20 with nothing but this file:\n//\n";
  const std::string usage = Replace(std::string(shell.usage), "NAME", request.name);
  (void)ForEachLine(usage + "\n", [&](std::string_view line) -> Result<> {
    text += "//   " + std::string(line);
    return {};
  });
  text +=
      "//\n// Doubles must be added and multiplied as they are written: without -ffast-math, and with\n"
      "// -ffp-contract=off where the processor can do both at once.\n#pragma once\n"
      "#pragma GCC system_header  // warnings about generated code are nobody's concern\n\n"
      "#ifdef __FAST_MATH__\n#error \"decisions would not be those that were measured: no "
      "-ffast-math\"\n#endif\n\n";
  for (const std::string& name : standard) text += fmt::format("#include <{}>\n", name);
  return text;
}

}  // namespace

std::vector<std::string> StandaloneInterfaces() {
  std::vector<std::string> names;
  for (const Shell& shell : kShells) names.emplace_back(shell.interface_name);
  return names;
}

std::string NamespaceFrom(std::string_view text) {
  std::string name;
  for (const unsigned char c : text) name += std::isalnum(c) != 0 ? static_cast<char>(c) : '_';
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0) name = "policy_" + name;
  return name;
}

Result<StandaloneHeader> MakeStandaloneHeader(const fs::path& plugin_api, const StandaloneRequest& request) {
  const auto shell = std::ranges::find(kShells, request.interface_name, &Shell::interface_name);
  if (shell == std::end(kShells))
    return Fail(ErrorKind::kInput,
                fmt::format("no header can be made of a policy for {}: there are shells for {}",
                            request.interface_name, fmt::join(StandaloneInterfaces(), ", ")));
  if (!IsName(request.name))
    return Fail(ErrorKind::kInput, fmt::format("'{}' cannot name a namespace", request.name));

  Amalgam amalgam(plugin_api, request.source);
  GAUNTLET_TRY(std::string policy, amalgam.Resolve(request.source, "the policy"));
  policy = AsHeaderCode(std::move(policy), "of_policy");
  GAUNTLET_CHECK_OK(amalgam.Add(std::string(shell->file)));
  const std::string& pieces = amalgam.text();
  const size_t here = pieces.find(kPolicyHere);
  if (here == std::string::npos)
    return Fail(ErrorKind::kInternalError, fmt::format("{} has no place for a policy", shell->file));

  StandaloneHeader header;
  header.text = HeadOf(request, *shell, amalgam.standard()) +
                fmt::format("\nnamespace {} {{\n{}", request.name, pieces.substr(0, here)) +
                "// ---- the policy\n\nnamespace policy {\n\n";
  header.policy_line = 1 + static_cast<size_t>(std::ranges::count(header.text, '\n'));
  header.text += policy + "\n}  // namespace policy\n" + pieces.substr(here + kPolicyHere.size()) +
                 fmt::format("\n}}  // namespace {}\n\n", request.name);
  for (const std::string& macro : MacrosOf(header.text)) header.text += fmt::format("#undef {}\n", macro);
  return header;
}

}  // namespace gauntlet
