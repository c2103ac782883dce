// For tests of campaigns that ask models: the program against a real HTTP server that misbehaves on demand.
#pragma once

#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "tests/cli/cli_fixture.h"
#include "tests/llm_server/server.h"

namespace gauntlet {

using llm_server::Fault;
using llm_server::LlmServer;
using llm_server::ServerOptions;
using ::testing::Not;

inline std::string TextOf(const Json& request) {
  std::string text;
  for (const Json& message : request.at("messages"))
    text += message.at("content").is_string() ? message.at("content").get<std::string>()
                                              : message.at("content").dump();
  return text;
}

// A policy of its own for every question, in one piece.
inline std::string Rewrite(const std::string& question) {
  const uint64_t number = std::hash<std::string>{}(question) % 100000;
  return fmt::format(
      "Older objects wait longer.\n```cpp\n#include <gauntlet/sdk/cache_priority.hpp>\n// "
      "EVOLVE-BLOCK-START\n"
      "double priority(const gauntlet::cache::Object& object,\n                const "
      "gauntlet::cache::Pressure& cache) {{\n"
      "  return double(object.now) + {}.0 * object.count;\n}}\n// EVOLVE-BLOCK-END\n"
      "GAUNTLET_CACHE_PRIORITY(priority)\n```\n",
      number);
}

class Llm : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    ::setenv("KEY_OF_THE_TESTED_MODEL", "sk-not-to-be-seen", 1);
  }
  void TearDown() override {
    ::unsetenv("KEY_OF_THE_TESTED_MODEL");
    Cli::TearDown();
  }

  static ServerOptions Answering(std::function<std::string(const std::string& question)> answer) {
    ServerOptions options;
    options.handler = [answer](const Json& request) { return answer(TextOf(request)); };
    return options;
  }

  void Configure(const LlmServer& server, const std::string& more = "") {
    std::ofstream(folder_ / "llm.yaml")
        << "window: 4\ncandidates: 12\nllm:\n  models:\n"
        << fmt::format(
               "    - {{name: m, url: \"{}\", model: small, api_key_env: KEY_OF_THE_TESTED_MODEL, tries: 8,\n"
               "       price: {{input: 3, cached_input: 0.5, output: 15}}, max_tokens: 500}}\n",
               server.url())
        << more;
  }

  // Starts the program and kills it with SIGKILL once `until` holds, or after a minute.
  void RunAndKill(const std::string& arguments, const std::function<bool()>& until) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      const std::string command = "exec " + kProgram + " " + arguments;
      if (::chdir(folder_.c_str()) == 0 && ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1) == 0)
        ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
      ::_exit(127);
    }
    for (int i = 0; i < 6000 && !until(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_EQ(::kill(pid, SIGKILL), 0);
    ::waitpid(pid, nullptr, 0);
  }

  // What does not depend on clocks.
  Json Rows(const std::string& campaign) const {
    Json rows = Run("list " + campaign + " --json").json();
    for (Json& row : rows["candidates"]) row.erase("timing_ms");
    return rows["candidates"];
  }
  Json Exchanges(const std::string& campaign, int candidate) const {
    return Run(fmt::format("prompt {}:{} --json", campaign, candidate)).json()["exchanges"];
  }
};

}  // namespace gauntlet
