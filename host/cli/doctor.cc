// gauntlet doctor: can this machine run it safely?
#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <thread>

#include "host/base/layout.h"
#include "host/campaign/workbench.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/load/interfaces.h"
#include "sandbox/lockdown.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

struct Check {
  std::string name;
  bool fine = false;
  bool needed = true;
  std::string says;
};

Check FileCheck(const std::string& name, const fs::path& path) {
  std::error_code error;
  const bool there = fs::exists(path, error);
  return {name, there, true, there ? path.string() : path.string() + " is missing: build or install again"};
}

Check CompilerCheck() {
  const auto compiler = Compiler::Start({});
  if (!compiler) return {"compiler", false, true, compiler.error().message};
  const CompileRequest request{
      .source =
          "#include <gauntlet/sdk/cache_priority.hpp>\n"
          "double p(const gauntlet::cache::Object& o, const gauntlet::cache::Pressure&) {\n"
          "  return double(o.now);\n}\nGAUNTLET_CACHE_PRIORITY(p)\n",
      .domain = "cache",
      .interface_name = "gauntlet.cache.priority/1"};
  const auto outcome = (*compiler)->Compile(request, [](const NormalForm&) { return true; });
  if (!outcome) return {"compiler", false, true, outcome.error().message};
  if (outcome->failure) return {"compiler", false, true, outcome->failure->reason};
  return {"compiler", true, true,
          fmt::format("a priority function in {:.0f} ms",
                      outcome->screen_ms + outcome->compile_ms + outcome->link_ms)};
}

std::vector<Check> AllChecks(const Capabilities& c) {
  const Layout& layout = Layout::Current();
  std::vector<Check> out;
  out.push_back({"seccomp", c.seccomp, true,
                 c.seccomp ? "filters install and kill"
                           : "no system-call filter can be installed: candidates would run free; "
                             "only --isolation trusted is left"});
  out.push_back(
      {"pidfd", c.pidfd, true, c.pidfd ? "deaths of children are seen at once" : "needs Linux 5.3 or newer"});
  out.push_back({"memory seals", c.memory_seals, true,
                 c.memory_seals ? "workloads cannot be rewritten" : "needs Linux 5.1 or newer"});
  out.push_back({"landlock", c.landlock_abi > 0, false,
                 c.landlock_abi > 0 ? fmt::format("ABI {}", c.landlock_abi)
                                    : "not in this kernel; the filter denies files by itself"});
  out.push_back({"namespaces", c.namespaces, false,
                 c.namespaces ? "evaluators get their own network: none" : "not allowed here"});
  out.push_back(
      {"root", c.root, false, c.root ? "workers drop to another user" : "not root: workers stay this user"});
  out.push_back({"timestamp trap", c.timestamp_trap, false,
                 c.timestamp_trap ? "rdtsc faults in children" : "rdtsc cannot be trapped here"});
  std::set<std::string_view> domains;
  for (const std::string_view name : PolicyInterfaces()) domains.insert(DomainOf(name));
  for (const std::string_view domain : domains)
    out.push_back(FileCheck(fmt::format("simulator {}", domain), layout.Simulator(std::string(domain))));
  out.push_back(FileCheck("evaluator", layout.Program("gauntlet-evaluator")));
  out.push_back(FileCheck("verifier", layout.Program("gauntlet-verifier")));
  out.push_back(FileCheck("plugin headers", layout.PluginApi() / "gauntlet" / "abi.h"));
  out.push_back(CompilerCheck());
  out.push_back({"cores", true, false, std::to_string(std::thread::hardware_concurrency())});
  out.push_back({"cache folder", true, false, CacheDir().string()});
  for (const auto& [name, value] : c.limits) out.push_back({"limit " + name, true, false, value});
  return out;
}

Result<int> Examine(const Globals& globals) {
  const std::vector<Check> checks = AllChecks(ProbeCapabilities());
  bool safe = true;
  Json json = Json::array();
  Table table({"", "check", "says"});
  for (const Check& check : checks) {
    safe = safe && (check.fine || !check.needed);
    json.push_back(
        {{"name", check.name}, {"fine", check.fine}, {"needed", check.needed}, {"says", check.says}});
    table.Row({check.fine ? "ok" : check.needed ? "FAIL" : "-", check.name, check.says});
  }
  if (globals.json) {
    PrintJson({{"safe", safe}, {"checks", json}});
  } else {
    Print(table.Text());
    Print(safe ? "This machine can run candidates safely."
               : "This machine cannot run candidates safely: see FAIL above.");
  }
  return safe ? kExitFine : kExitVerdict;
}

}  // namespace

void AddDoctor(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("doctor", "Can this machine run candidates safely?");
  command->callback([&] { action = [&] { return Examine(globals); }; });
}

}  // namespace gauntlet
