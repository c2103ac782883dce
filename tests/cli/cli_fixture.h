// The program as a user meets it: real processes, real files, a small problem of its own for each test.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "host/base/json.h"
#include "host/base/under_sanitizers.h"

namespace gauntlet {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

inline const std::string kProgram = std::string(GAUNTLET_BUILD_DIR) + "/bin/gauntlet";

struct Output {
  int code = -1;
  std::string out, err;
  Json json() const { return Json::parse(out, nullptr, false); }
};

inline std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A small problem of two generated workloads: a campaign on it takes a second.
class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    static int count = 0;
    folder_ = fs::temp_directory_path() / fmt::format("gauntlet-cli-{}-{}", ::getpid(), count++);
    fs::create_directories(folder_ / "toy");
    std::ofstream(folder_ / "toy" / "problem.yaml") << R"(name: toy
domain: cache
interface: priority
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction,
            bound: belady_misses, bound_holds: belady_is_bound}
features:
  - {name: nodes, low: 5, high: 500, bins: 8, scale: log}
baselines:
  - {name: lfu, source: lfu.cc}
search: {candidates: 60}
workloads:
  - {name: a, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 1},
     object_size: unit, capacity: {objects: 200}}
  - {name: b, split: validation, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 2},
     object_size: unit, capacity: {objects: 200}}
  - {name: c, split: test, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 3},
     object_size: unit, capacity: {objects: 200}}
)";
    Source("toy/seed.cc", "double(object.now)");
    Source("toy/lfu.cc", "double(object.count)");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Put(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  // What stands in a file of the folder, changed.
  void Replace(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = ReadAll(folder_ / name);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << name << " has no " << from;
    Put(name, text.replace(at, from.size(), to));
  }
  void Source(const std::string& name, const std::string& expression) {
    std::ofstream(folder_ / name) << "#include <gauntlet/sdk/cache_priority.hpp>\n// EVOLVE-BLOCK-START\n"
                                     "double priority(const gauntlet::cache::Object& object,\n"
                                     "                const gauntlet::cache::Pressure& cache) {\n  return "
                                  << expression
                                  << ";\n}\n// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_PRIORITY(priority)\n";
  }

  std::string CommandLine(const std::string& arguments) const {
    return fmt::format("cd '{0}' && GAUNTLET_CACHE='{0}/cache' '{1}' {2}", folder_.string(), kProgram,
                       arguments);
  }

  Output Run(const std::string& arguments) const {
    const fs::path out = folder_ / "stdout", err = folder_ / "stderr";
    const int status = std::system(
        fmt::format("( {} ) >'{}' 2>'{}' </dev/null", CommandLine(arguments), out.string(), err.string())
            .c_str());
    const Output output = {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ReadAll(out),
                           ReadAll(err)};
    ExpectNoSanitizerReport(output.err);
    return output;
  }

  fs::path folder_;
};

}  // namespace gauntlet
