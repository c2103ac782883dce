// An endpoint of language models on loopback: a real HTTP/1.1 server that speaks OpenAI's and Anthropic's
// protocols, counts what it is asked and what it bills, and misbehaves as told.
//
//   LlmServer server({.handler = [](const Json&) { return std::string("hello"); }});
//   spec.url = server.url();                 // http://127.0.0.1:PORT/v1, for both protocols
//   ... server.counts().requests ...
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/base/unique_fd.h"
#include "host/candidate/proposal.h"
#include "tests/llm_server/answers.h"
#include "tests/llm_server/connection.h"
#include "tests/llm_server/faults.h"

namespace gauntlet::llm_server {

// The text that answers a request, which is the protocol's JSON. Called by the connections' threads, many at
// once. An error becomes a 503 with its words.
using Handler = std::function<Result<std::string>(const Json& request)>;

struct ServerOptions {
  Handler handler;
  FaultScript faults;
  uint16_t port = 0;              // 0: any
  std::string key;                // that a request must carry; empty: none
  std::string retry_after = "0";  // header of 429
  double latency_ms = 0;          // of every answer
  double drip_ms = 50;            // between two bytes
  uint64_t endless_bytes = uint64_t{1} << 30;
};

struct ServerCounts {
  uint64_t requests = 0;
  uint64_t answered = 0;                   // with a whole good reply
  uint64_t most_open = 0;                  // at one time
  TokenUse billed;                         // of whole replies that say what they used
  std::map<std::string, uint64_t> faults;  // by name
};

class LlmServer {
 public:
  // Aborts if the port cannot be had.
  explicit LlmServer(ServerOptions options);
  ~LlmServer();  // cuts all connections

  uint16_t port() const { return port_; }
  std::string url() const;
  ServerCounts counts() const;
  std::vector<Json> requests() const;  // all, as they came
  std::vector<std::map<std::string, std::string>> headers() const;
  void SetFaults(FaultScript faults);  // of the requests to come; their numbers go on

 private:
  struct Peer {
    std::unique_ptr<Connection> connection;
    std::thread thread;
    bool done = false;
  };
  void Accept();
  void Serve(Peer& peer);
  // False: the connection is to be closed.
  bool Answer(Connection& connection, const HttpRequest& request);
  bool AnswerWith(Connection& connection, Api api, const Json& json, Fault fault, const std::string& auth);
  bool Misbehave(Connection& connection, Fault fault);
  bool Send(Connection& connection, const llm_server::Answer& answer);
  bool Pause(double ms);  // false: the server ends
  void Reap();            // REQUIRES: mutex_

  ServerOptions options_;
  UniqueFd listener_;
  uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool ends_ = false;
  std::list<Peer> peers_;
  ServerCounts counts_;
  uint64_t open_ = 0;
  std::vector<Json> requests_;
  std::vector<std::map<std::string, std::string>> headers_;
  std::set<std::string> systems_;  // texts that are cached
  std::thread acceptor_;
};

}  // namespace gauntlet::llm_server
