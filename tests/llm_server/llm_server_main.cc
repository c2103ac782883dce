// llm_server: a language model's endpoint on loopback, at which a file, a folder or a person answers.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "tests/llm_server/desk.h"

namespace gauntlet::llm_server {
namespace {

struct Arguments {
  std::string reply, replies, desk;
  double desk_deadline_s = 0;
  std::vector<std::string> faults, shares;
  ServerOptions options;
};

Result<Handler> HandlerOf(const Arguments& arguments) {
  if (!arguments.desk.empty()) return Desk(arguments.desk, arguments.desk_deadline_s);
  if (!arguments.replies.empty()) return FolderReplies(arguments.replies);
  if (!arguments.reply.empty()) return FileReplies(arguments.reply);
  return Fail(ErrorKind::kUsage, "one of --desk, --replies and --reply is needed");
}

// "left=right", both given.
Result<std::pair<std::string, std::string>> Halves(const std::string& text) {
  const size_t at = text.find('=');
  if (at == std::string::npos) return Fail(ErrorKind::kUsage, text + ": an equals sign is missing");
  return std::pair(text.substr(0, at), text.substr(at + 1));
}

Result<FaultScript> ScriptOf(const Arguments& arguments) {
  FaultScript script = arguments.options.faults;
  try {
    for (const std::string& text : arguments.faults) {
      GAUNTLET_TRY(const auto halves, Halves(text));
      GAUNTLET_TRY(script.at[std::stoull(halves.first)], FaultFromName(halves.second));
    }
    for (const std::string& text : arguments.shares) {
      GAUNTLET_TRY(const auto halves, Halves(text));
      GAUNTLET_TRY(const Fault fault, FaultFromName(halves.first));
      script.shares.emplace_back(fault, std::stod(halves.second));
    }
  } catch (const std::exception& exception) {
    return Fail(ErrorKind::kUsage, std::string("a number was expected: ") + exception.what());
  }
  return script;
}

Result<> Run(Arguments arguments) {
  GAUNTLET_TRY(arguments.options.handler, HandlerOf(arguments));
  GAUNTLET_TRY(arguments.options.faults, ScriptOf(arguments));
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGINT);
  ::sigaddset(&ends, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  const LlmServer server(std::move(arguments.options));
  fmt::print("{}\n", server.url());
  std::fflush(stdout);
  int signal = 0;
  ::sigwait(&ends, &signal);
  const ServerCounts counts = server.counts();
  fmt::print("{} requests, {} answered, {} tokens in ({} cached), {} out\n", counts.requests, counts.answered,
             counts.billed.input, counts.billed.cached_input, counts.billed.output);
  std::fflush(stdout);
  ::_exit(0);  // a desk may wait for ever
}

}  // namespace
}  // namespace gauntlet::llm_server

int main(int argc, char** argv) {
  using namespace gauntlet::llm_server;
  CLI::App app("An endpoint of language models on loopback. Prints its URL; Ctrl-C prints what it billed.");
  Arguments a;
  app.add_option("--port", a.options.port, "default: any that is free");
  app.add_option("--reply", a.reply, "a file: the reply to every request");
  app.add_option("--replies", a.replies, "a folder: its files are the replies, in turn");
  app.add_option("--desk", a.desk, "a folder: request N appears as N.prompt, N.reply is its answer");
  app.add_option("--desk-deadline", a.desk_deadline_s,
                 "seconds before a prompt without a reply gets a 503; 0: none");
  app.add_option("--key", a.options.key, "that requests must carry");
  app.add_option("--latency-ms", a.options.latency_ms, "before every answer");
  app.add_option("--retry-after", a.options.retry_after, "header of every 429");
  app.add_option("--fault", a.faults, "N=NAME: what request N gets; names: any wrong one lists them");
  app.add_option("--share", a.shares, "NAME=SHARE: of all other requests, at random");
  app.add_option("--seed", a.options.faults.seed, "of --share");
  CLI11_PARSE(app, argc, argv);
  if (const auto end = Run(std::move(a)); !end) {
    fmt::print(stderr, "llm_server: {}\n", end.error().message);
    return 2;
  }
  return 0;
}
