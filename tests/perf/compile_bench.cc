// Source to loaded module, medians: our warm compiler process against `clang++-19 -O2 -shared` as a process,
// both followed by dlopen, in the same run. Also where the time goes, and what a unit costs when only its
// form is asked for.

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "host/base/clock.h"
#include "host/base/layout.h"
#include "host/compiler/compiler.h"

extern char** environ;

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

struct Unit {
  const char* name;
  const char* interface_name;
  const char* source;
};

constexpr Unit kUnits[] = {
    {"ten lines", "gauntlet.cache.priority/1", R"(#include <gauntlet/sdk/cache_priority.hpp>
double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  double age = double(object.now - object.last_access);
  double score = double(object.now);
  if (object.count > 3) score += 0.25 * age;
  if (object.size > 4096) score -= 10.0 * double(object.size) / 4096.0;
  return score;
}
GAUNTLET_CACHE_PRIORITY(priority)
)"},
    {"LRU class", "gauntlet.cache.policy/1", R"(#include <gauntlet/sdk/cache_policy.hpp>
class Lru : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Lru)
)"},
    {"std::list + std::unordered_map", "gauntlet.cache.policy/1", R"(#include <gauntlet/sdk/cache_policy.hpp>
#include <list>
#include <unordered_map>
class Lru : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.splice(order_.begin(), order_, where_[slot]); }
  void on_insert(Slot slot, const Request&) {
    order_.push_front(slot);
    where_[slot] = order_.begin();
  }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) {
    order_.erase(where_[slot]);
    where_.erase(slot);
  }

 private:
  std::list<Slot> order_;
  std::unordered_map<Slot, std::list<Slot>::iterator> where_;
};
GAUNTLET_CACHE_POLICY(Lru)
)"},
};

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

// Another text each time, so that nothing is remembered, and the same code.
std::string Variant(const Unit& unit, int round) { return fmt::format("{}// {}\n", unit.source, round); }

bool OpenAndClose(const std::string& path) {
  void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) fmt::print(stderr, "{}\n", ::dlerror());
  if (handle) ::dlclose(handle);
  return handle != nullptr;
}

double CompileAsProcess(const Unit& unit, int round, const fs::path& folder) {
  const std::string source = folder / "unit.cc", module = folder / fmt::format("unit{}.so", round),
                    include = "-I" + Layout::Current().PluginApi().string();
  std::ofstream(source) << Variant(unit, round);
  const double start_ms = NowMs();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execlp("clang++-19", "clang++-19", "-std=c++20", "-O2", "-shared", "-fPIC", "-march=x86-64-v2",
             "-fvisibility=hidden", include.c_str(), source.c_str(),
             (Layout::Current().root / "lib" / "gauntlet" / "libgauntlet_rt.a").c_str(), "-o", module.c_str(),
             nullptr);
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (status != 0 || !OpenAndClose(module)) return -1;
  return NowMs() - start_ms;
}

struct Parts {
  std::vector<double> total, screen, compile, link, form_only;
};

bool CompileWarm(Compiler& compiler, const Unit& unit, int round, Parts& parts) {
  const CompileRequest request = {Variant(unit, round), "cache", unit.interface_name, false, false};
  const double start_ms = NowMs();
  const auto outcome = compiler.Compile(request, [](const NormalForm&) { return true; });
  if (!outcome || !outcome->module) {
    fmt::print(stderr, "{}\n", outcome ? outcome->failure->reason : outcome.error().message);
    return false;
  }
  if (!OpenAndClose(fmt::format("/proc/self/fd/{}", outcome->module->fd()))) return false;
  parts.total.push_back(NowMs() - start_ms);
  parts.screen.push_back(outcome->screen_ms);
  parts.compile.push_back(outcome->compile_ms);
  parts.link.push_back(outcome->link_ms);
  const double again_ms = NowMs();
  if (!compiler.Compile(request, [](const NormalForm&) { return false; })) return false;
  parts.form_only.push_back(NowMs() - again_ms);
  return true;
}

int Run(int rounds) {
  const double start_ms = NowMs();
  auto compiler = Compiler::Start({});
  if (!compiler) {
    fmt::print(stderr, "{}\n", compiler.error().message);
    return 3;
  }
  fmt::print("compiler process ready after {:.0f} ms\n", NowMs() - start_ms);
  const fs::path folder = fs::temp_directory_path() / fmt::format("gauntlet-bench-{}", ::getpid());
  fs::create_directories(folder);
  fmt::print("{:32} {:>9} {:>8} {:>8} {:>8} {:>10} {:>12} {:>7}\n", "source to loaded, ms (median)",
             "gauntlet", "screen", "compile", "link", "form only", "clang++ -O2", "ratio");
  for (const Unit& unit : kUnits) {
    Parts parts, warm_up;
    std::vector<double> process;
    if (!CompileWarm(**compiler, unit, -1, warm_up)) return 1;
    for (int round = 0; round < rounds; ++round) {
      if (!CompileWarm(**compiler, unit, round, parts)) return 1;
      if (round % 4 == 0) process.push_back(CompileAsProcess(unit, round, folder));
    }
    fmt::print("{:32} {:9.1f} {:8.1f} {:8.1f} {:8.1f} {:10.1f} {:12.1f} {:6.1f}x\n", unit.name,
               Median(parts.total), Median(parts.screen), Median(parts.compile), Median(parts.link),
               Median(parts.form_only), Median(process), Median(process) / Median(parts.total));
  }
  std::error_code error;
  fs::remove_all(folder, error);
  return 0;
}

}  // namespace
}  // namespace gauntlet

int main(int argc, char** argv) { return gauntlet::Run(argc > 1 ? std::max(1, std::atoi(argv[1])) : 41); }
