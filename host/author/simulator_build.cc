#include "host/author/simulator_build.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>

#include "host/base/file.h"
#include "host/base/layout.h"
#include "host/compiler/compiler.h"
#include "host/evaluate/worker_client.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

// Of a simulator: generators and readers may use all of the allowed standard headers at once.
constexpr double kCpuMs = 120000;

DomainHeaders HeadersOfSimulator(const OwnDomain& own) {
  DomainHeaders out{own.headers.domain, "", own.headers.files};
  out.files.insert(out.files.end(), own.private_headers.begin(), own.private_headers.end());
  return out;
}

// All that the module depends on.
Result<Hash128> KeyOf(const std::string& source, const DomainHeaders& headers) {
  std::string all = source;
  for (const HeaderFile& header : headers.files) all += '\0' + header.name + '\0' + header.text;
  const Layout& layout = Layout::Current();
  std::vector<fs::path> ours = {layout.root / "lib" / "gauntlet" / "libgauntlet_rt.a"};
  std::error_code error;
  for (const auto& item : fs::recursive_directory_iterator(layout.PluginApi() / "gauntlet", error))
    if (item.is_regular_file()) ours.push_back(item.path());
  std::ranges::sort(ours);
  for (const fs::path& path : ours) {
    GAUNTLET_TRY(const std::string text, ReadTextFile(path));
    all += '\0' + path.filename().string() + '\0' + text;
  }
  const fs::path compiler = layout.Program("gauntlet-compiler");
  all += fmt::format("\n{} {}", fs::file_size(compiler, error),
                     fs::last_write_time(compiler, error).time_since_epoch().count());
  return HashText(all);
}

// "simulator.cc:12: what", a line each, in the author's file where it can be said.
std::string TextOf(const fs::path& source, const CompileOutcome& outcome) {
  std::string out;
  for (const Diagnostic& d : outcome.diagnostics) {
    if (d.severity == "warning" || (d.severity == "note" && d.line == 0)) continue;
    const std::string place =
        d.line == 0 ? source.parent_path().string() : fmt::format("{}:{}", source.string(), d.line);
    out += fmt::format("{}{}: {}{}", out.empty() ? "" : "\n", place, d.severity == "note" ? "note: " : "",
                       d.message);
  }
  return out.empty() ? fmt::format("{}: {}", source.string(), outcome.failure->reason) : out;
}

Result<> WriteModule(const Module& module, const fs::path& path) {
  std::string bytes(module.size_bytes(), '\0');
  if (::pread(module.fd(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return FailErrno(ErrorKind::kInternalError, "reading a module");
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const fs::path temporary = fmt::format("{}.{}", path.string(), ::getpid());
  GAUNTLET_CHECK_OK(WriteFile(temporary, bytes));
  fs::rename(temporary, path, error);
  if (error) return Fail(ErrorKind::kStorageError, fmt::format("{}: {}", path.string(), error.message()));
  return {};
}

// A worker that loads it says on which rung it stands.
Result<> Try(const Problem& problem, const fs::path& module) {
  WorkerClient worker({.role = WorkerRole::kVerifier,
                       .simulator_path = module.string(),
                       .domain = problem.domain,
                       .interface_name = problem.interface_name});
  const auto ready = worker.Facts();
  if (ready || ready.error().kind == ErrorKind::kWorkerLost) return {};
  return Fail(ErrorKind::kInput, fmt::format("{}: {}", problem.own->source.string(), ready.error().message));
}

Result<> Build(const Problem& problem, const std::string& source, const DomainHeaders& headers,
               const fs::path& path) {
  spdlog::info("compiling {}", problem.own->source.string());
  CompilerLimits limits;
  limits.cpu_ms = kCpuMs;
  GAUNTLET_TRY(const auto compiler, Compiler::Start(limits, headers));
  GAUNTLET_TRY(const CompileOutcome outcome, compiler->CompileSimulator(source));
  if (outcome.failure) return Fail(ErrorKind::kInput, TextOf(problem.own->source, outcome));
  if (!outcome.module) return Fail(ErrorKind::kInternalError, "the compiler gave no module");
  GAUNTLET_CHECK_OK(WriteModule(*outcome.module, path));
  spdlog::info("{} compiled in {:.1f} s", problem.own->source.string(), outcome.compile_ms / 1000);
  if (auto tried = Try(problem, path); !tried) {
    std::error_code error;
    fs::remove(path, error);
    return tried;
  }
  return {};
}

}  // namespace

Result<> BuildSimulator(Problem* problem) {
  if (!problem->own) return {};
  const DomainHeaders headers = HeadersOfSimulator(*problem->own);
  GAUNTLET_TRY(const std::string source, ReadTextFile(problem->own->source));
  GAUNTLET_TRY(const Hash128 key, KeyOf(source, headers));
  const fs::path path = CacheDir() / "simulators" / (key.Hex() + ".so");
  std::error_code error;
  if (!fs::is_regular_file(path, error)) GAUNTLET_CHECK_OK(Build(*problem, source, headers, path));
  problem->simulator = path;
  return {};
}

Result<Problem> OpenProblem(const fs::path& path) {
  GAUNTLET_TRY(Problem problem, LoadProblem(path));
  GAUNTLET_CHECK_OK(BuildSimulator(&problem));
  return problem;
}

}  // namespace gauntlet
