// A champion in production decides as it did in the simulator: headers of policies, built by the system's compilers
// without any of our include paths, against the modules that the evaluators run; every hit and every eviction.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "host/base/file.h"
#include "host/base/rng.h"
#include "host/base/tool.h"
#include "host/problem/problem.h"
#include "host/standalone/header.h"
#include "host/workload/workload.h"
#include "tests/standalone/policies.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;
using cache_simulator::OpenedWorkload;
using cache_simulator::Params;

// As the driver reads it.
struct Request {
  uint32_t object, size, time_s, ttl_s, tenant, operation;
  uint64_t block_address;
};

struct Trace {
  std::string name;
  std::vector<uint8_t> bytes;
  Params params;
  std::vector<Request> requests = {};

  uint64_t Param(const std::string& key, uint64_t otherwise) const {
    for (const auto& [name_of, text] : params)
      if (name_of == key) return std::stoull(text);
    return otherwise;
  }
  bool unit_size() const { return Param("capacity_objects", 0) != 0; }
};

void ReadRequests(Trace& trace) {
  gauntlet_cache_trace_header header;
  std::memcpy(&header, trace.bytes.data(), sizeof header);
  for (uint64_t i = 0; i < header.record_count; ++i) {
    gauntlet_cache_record_extended r = {};
    r.block_address = GAUNTLET_CACHE_NO_ADDRESS;
    std::memcpy(&r, trace.bytes.data() + sizeof header + i * header.record_bytes, header.record_bytes);
    trace.requests.push_back({r.base.object, r.base.size_bytes, r.base.time_s, r.ttl_s, r.base.tenant,
                              r.base.operation, r.block_address});
  }
}

// Sizes, deletions, times to live, few ghosts.
Trace Lively(uint64_t seed, uint32_t ghost_percent) {
  Rng rng(seed);
  std::vector<cache_simulator::RawRequest> requests;
  for (uint32_t i = 0; i < 30000; ++i) {
    const uint64_t id = rng.Below(30 + rng.Below(800));
    requests.push_back({.id = id,
                        .size_bytes = static_cast<uint32_t>(1 + id * 37 % 400),
                        .time_s = i / 20,
                        .operation = static_cast<uint8_t>(rng.Below(40) == 0 ? 2 : 0),
                        .ttl_s = static_cast<uint32_t>(rng.Below(3) == 0 ? rng.Below(200) : 0),
                        .block_address = id * 8});
  }
  return {fmt::format("lively{}", seed),
          cache_simulator::BuildTrace(requests, true),
          {{"capacity_bytes", "20000"},
           {"operations", "honour"},
           {"ttl", "honour"},
           {"ghost_percent", std::to_string(ghost_percent)}}};
}

// The train split of the cache problem: recorded traces at unit size and a store of many sizes.
Result<std::vector<Trace>> Traces() {
  std::vector<Trace> traces = {Lively(1, 100), Lively(2, 7), Lively(3, 0)};
  GAUNTLET_TRY(const Problem problem,
               LoadProblem(GAUNTLET_SOURCE_DIR "/problems/cache_miss_ratio/problem.yaml"));
  GAUNTLET_TRY(const auto workloads, LoadWorkloads("cache", OfSplits(problem.workloads, {Split::kTrain})));
  for (size_t i = 0; i < workloads.size(); i += 2) {  // one capacity of each trace, and the store
    const Workload& workload = workloads[i];
    Trace trace{fmt::format("train{}", traces.size()), std::vector<uint8_t>(workload.data_bytes),
                workload.params};
    if (pread(workload.data->get(), trace.bytes.data(), trace.bytes.size(), 0) !=
        static_cast<ssize_t>(workload.data_bytes))
      return Fail(ErrorKind::kInternalError, "the workload cannot be read");
    traces.push_back(std::move(trace));
  }
  for (Trace& trace : traces) ReadRequests(trace);
  return traces;
}

class Decisions : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("gauntlet-headers-{}", getpid());
    fs::create_directories(folder_);
    auto compiler = Compiler::Start({});
    ASSERT_TRUE(compiler) << compiler.error().message;
    auto policies = CachePolicies(**compiler, folder_.string());
    ASSERT_TRUE(policies) << policies.error().message;
    policies_ = std::move(*policies);
    WriteHeaders();
    auto traces = Traces();
    ASSERT_TRUE(traces) << traces.error().message;
    traces_ = std::move(*traces);
    WriteTraces();
  }
  void TearDown() override { fs::remove_all(folder_); }

  void WriteHeaders() {
    std::string headers, players;
    for (const NamedPolicy& policy : policies_) {
      const auto header =
          MakeStandaloneHeader(GAUNTLET_SOURCE_DIR "/plugin_api",
                               {policy.source, policy.interface_name, policy.name, {"A test."}});
      ASSERT_TRUE(header) << policy.name << ": " << header.error().message;
      ASSERT_TRUE(WriteFile(folder_ / (policy.name + ".hpp"), header->text));
      headers += fmt::format("#include \"{}.hpp\"\n", policy.name);
      players += fmt::format(
          "{{\"{0}\", &Play<{0}::Cache<uint64_t, Number>, {0}::Settings, {0}::Details, "
          "{0}::EvictReason>}},\n",
          policy.name);
    }
    // Twice in one file, and in two files of one program.
    ASSERT_TRUE(WriteFile(folder_ / "headers.inc", headers + headers));
    ASSERT_TRUE(WriteFile(folder_ / "players.inc", players));
    ASSERT_TRUE(WriteFile(folder_ / "other.cc",
                          "#include \"headers.inc\"\n#include <cmath>\n"
                          "double Other(double x) { return std::exp(x); }\n"));
  }

  void WriteTraces() {
    std::string list;
    for (const Trace& trace : traces_) {
      list += fmt::format("{} {} {} {}\n", trace.name,
                          trace.Param("capacity_objects", 0) + trace.Param("capacity_bytes", 0),
                          trace.unit_size() ? 1 : 0, trace.Param("ghost_percent", 100));
      ASSERT_TRUE(WriteFile(
          folder_ / (trace.name + ".trace"),
          {reinterpret_cast<const char*>(trace.requests.data()), trace.requests.size() * sizeof(Request)}));
    }
    ASSERT_TRUE(WriteFile(folder_ / "traces", list));
  }

  void Tool(const std::vector<std::string>& argv) {
    const auto end = RunCollected({.argv = argv}, Deadline::After(600'000));
    ASSERT_TRUE(end) << end.error().message;
    ASSERT_EQ(end->status, 0) << argv.front() << ":\n" << end->output.substr(0, 4000);
  }

  // Of the driver.
  std::vector<Step> StepsOf(const NamedPolicy& policy, const Trace& trace) const {
    std::ifstream in(folder_ / fmt::format("{}-{}.steps", policy.name, trace.name), std::ios::binary);
    std::vector<Step> steps(trace.requests.size());
    for (Step& step : steps) {
      char head[9] = {};
      uint32_t count = 0;
      in.read(head, sizeof head);
      std::memcpy(&count, head + 1, 4);
      step.hit = head[0] != 0;
      step.evicted.resize(in ? count : 0);
    }
    for (Step& step : steps)
      in.read(reinterpret_cast<char*>(step.evicted.data()),
              static_cast<std::streamsize>(4 * step.evicted.size()));
    EXPECT_TRUE(in) << "the driver wrote too little for " << policy.name << " on " << trace.name;
    // The simulator shows a priority function the last one only, and of deletions nothing.
    if (policy.interface_name == GAUNTLET_CACHE_PRIORITY_INTERFACE) {
      for (Step& step : steps)
        for (size_t i = 0; i + 1 < step.evicted.size(); ++i) step.evicted[i] = 0;
    }
    return steps;
  }

  void Compare(const NamedPolicy& policy, const Trace& trace) {
    SCOPED_TRACE(policy.name + " on " + trace.name);
    std::vector<uint32_t> objects;
    for (const Request& r : trace.requests) objects.push_back(r.object);
    const auto workload = OpenedWorkload::Open(trace.bytes, trace.params);
    ASSERT_TRUE(workload) << workload.error().message;
    const std::vector<Step> simulated = SimulatedSteps(policy, *workload, objects);
    ASSERT_EQ(simulated.size(), trace.requests.size()) << "the simulator's run failed";
    const std::vector<Step> steps = StepsOf(policy, trace);
    const bool lively = trace.name.starts_with("lively");
    for (size_t i = 0; i < steps.size(); ++i) {
      ASSERT_EQ(steps[i].hit, simulated[i].hit) << "request " << i;
      if (policy.interface_name == GAUNTLET_CACHE_PRIORITY_INTERFACE && lively) continue;
      ASSERT_EQ(steps[i].evicted, simulated[i].evicted) << "request " << i;
      evictions_ += steps[i].evicted.size();
    }
    requests_ += steps.size();
  }

  void BuildAndCompare(const std::string& cxx, const std::string& standard) {
    if (FindProgram(cxx).empty()) GTEST_SKIP() << "no " << cxx << " here";
    const std::string at = folder_.string();
    const std::vector<std::string> build = {cxx,
                                            "-std=" + standard,
                                            "-O1",
                                            "-Wall",
                                            "-Wextra",
                                            "-Werror",
                                            "-I" + at,
                                            "-DHEADERS=\"headers.inc\"",
                                            "-DPLAYERS=\"players.inc\"",
                                            GAUNTLET_SOURCE_DIR "/tests/standalone/driver.cc",
                                            at + "/other.cc",
                                            "-o",
                                            at + "/driver"};
    ASSERT_NO_FATAL_FAILURE(Tool(build));
    ASSERT_NO_FATAL_FAILURE(Tool(std::vector{at + "/driver", at}));
    for (const Trace& trace : traces_) {
      for (const NamedPolicy& policy : policies_) {
        Compare(policy, trace);
        if (HasFatalFailure()) return;
      }
    }
    std::printf("%s: %zu policies, %zu traces, %llu requests and %llu evictions compared\n", cxx.c_str(),
                policies_.size(), traces_.size(), static_cast<unsigned long long>(requests_),
                static_cast<unsigned long long>(evictions_));
    EXPECT_GT(evictions_, requests_ / 20);
  }

  fs::path folder_;
  std::vector<NamedPolicy> policies_;
  std::vector<Trace> traces_;
  uint64_t requests_ = 0, evictions_ = 0;
};

TEST_F(Decisions, OfHeadersBuiltByClangAreThoseOfTheSimulator) { BuildAndCompare("clang++-19", "c++20"); }
TEST_F(Decisions, OfHeadersBuiltByGccAreThoseOfTheSimulator) { BuildAndCompare("g++", "c++23"); }

}  // namespace
}  // namespace gauntlet
