#include "tests/llm_server/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>

namespace gauntlet::llm_server {
namespace {

UniqueFd Listen(uint16_t& port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  GAUNTLET_ASSERT(fd.get() >= 0);
  const int one = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  GAUNTLET_ASSERT(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  GAUNTLET_ASSERT(::listen(fd.get(), 256) == 0);
  socklen_t size = sizeof address;
  GAUNTLET_ASSERT(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port = ntohs(address.sin_port);
  return fd;
}

std::string Head(const Answer& answer, size_t announced) {
  return fmt::format("HTTP/1.1 {} Status\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}\r\n", answer.status,
                     answer.content_type, announced, answer.extra_headers);
}

// Whether a whole reply with this fault is one that a client can use.
bool IsGood(Fault fault) {
  return fault == Fault::kNone || fault == Fault::kWrongType || fault == Fault::kAnsi ||
         fault == Fault::kInvalidUtf8 || fault == Fault::kNoUsage;
}
bool SaysUsage(Fault fault) {
  return fault != Fault::kNoUsage &&
         (IsGood(fault) || fault == Fault::kToolCall || fault == Fault::kEmpty || fault == Fault::kRefusal);
}

}  // namespace

LlmServer::LlmServer(ServerOptions options) : options_(std::move(options)), port_(options_.port) {
  listener_ = Listen(port_);
  acceptor_ = std::thread([this] { Accept(); });
}

LlmServer::~LlmServer() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
    for (Peer& peer : peers_) ::shutdown(peer.connection->fd(), SHUT_RDWR);
  }
  changed_.notify_all();
  ::shutdown(listener_.get(), SHUT_RDWR);
  acceptor_.join();
  for (Peer& peer : peers_) peer.thread.join();
}

std::string LlmServer::url() const { return fmt::format("http://127.0.0.1:{}/v1", port_); }

ServerCounts LlmServer::counts() const {
  const std::scoped_lock lock(mutex_);
  return counts_;
}

std::vector<Json> LlmServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

std::vector<std::map<std::string, std::string>> LlmServer::headers() const {
  const std::scoped_lock lock(mutex_);
  return headers_;
}

void LlmServer::SetFaults(FaultScript faults) {
  const std::scoped_lock lock(mutex_);
  options_.faults = std::move(faults);
}

void LlmServer::Reap() {
  for (auto peer = peers_.begin(); peer != peers_.end();) {
    if (!peer->done) {
      ++peer;
      continue;
    }
    peer->thread.join();
    peer = peers_.erase(peer);
  }
}

void LlmServer::Accept() {
  while (true) {
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    const std::scoped_lock lock(mutex_);
    if (ends_) return;
    if (fd.get() < 0) continue;
    const int one = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    Reap();
    Peer& peer = peers_.emplace_back();
    peer.connection = std::make_unique<Connection>(std::move(fd));
    peer.thread = std::thread([this, &peer] { Serve(peer); });
  }
}

void LlmServer::Serve(Peer& peer) {
  while (const auto request = peer.connection->Read()) {
    {
      const std::scoped_lock lock(mutex_);
      counts_.most_open = std::max(counts_.most_open, ++open_);
    }
    const bool goes_on = Answer(*peer.connection, *request);
    const std::scoped_lock lock(mutex_);
    --open_;
    if (!goes_on || ends_) break;
  }
  const std::scoped_lock lock(mutex_);
  if (peer.connection->fd() >= 0) ::shutdown(peer.connection->fd(), SHUT_RDWR);
  peer.done = true;
}

bool LlmServer::Pause(double ms) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, std::chrono::duration<double, std::milli>(ms), [&] { return ends_; });
}

bool LlmServer::Send(Connection& connection, const llm_server::Answer& answer) {
  return connection.Write(Head(answer, answer.body.size()) + answer.body);
}

bool LlmServer::Answer(Connection& connection, const HttpRequest& request) {
  const auto api = ApiOf(request.path);
  const Json json = Json::parse(request.body, nullptr, false);
  if (!api || request.method != "POST" || json.is_discarded()) {
    return Send(connection, MakeError(Api::kOpenAi, api ? 400 : 404, "invalid_request_error",
                                      "no such path, or no JSON: " + request.path));
  }
  std::string auth;
  for (const char* name : {"authorization", "x-api-key"})
    if (const auto found = request.headers.find(name); found != request.headers.end()) auth = found->second;
  Fault fault;
  {
    const std::scoped_lock lock(mutex_);
    fault = options_.faults.Of(++counts_.requests);
    ++counts_.faults[std::string(NameOf(fault))];
    requests_.push_back(json);
    headers_.push_back(request.headers);
  }
  if (options_.latency_ms > 0 && !Pause(options_.latency_ms)) return false;
  const bool has_key = auth == options_.key || auth == "Bearer " + options_.key;
  if (!options_.key.empty() && !has_key) fault = Fault::kUnauthorized;
  return AnswerWith(connection, *api, json, fault, auth);
}

bool LlmServer::AnswerWith(Connection& connection, Api api, const Json& json, Fault fault,
                           const std::string& auth) {
  llm_server::Answer error;
  switch (fault) {
    case Fault::kRateLimit:
      error = MakeError(api, 429, "rate_limit_error", "slow down");
      error.extra_headers = "Retry-After: " + options_.retry_after + "\r\n";
      return Send(connection, error);
    case Fault::kNoQuota:
      return Send(connection, MakeError(api, 429, "insufficient_quota", "you exceeded your current quota"));
    case Fault::kBadRequest:
      return Send(connection, MakeError(api, 400, "invalid_request_error", "temperature: not supported"));
    case Fault::kUnauthorized:
      return Send(connection, MakeError(api, 401, "authentication_error", "incorrect key: " + auth));
    case Fault::kNotFound:
      return Send(connection, MakeError(api, 404, "not_found_error", "no model of this name"));
    case Fault::kError500:
      return Send(connection, MakeError(api, 500, "api_error", "internal error"));
    case Fault::kError503:
      return Send(connection, MakeError(api, 503, "overloaded_error", "overloaded"));
    case Fault::kRedirect:
      error = MakeError(api, 302, "moved", "it is elsewhere");
      error.extra_headers = "Location: " + url() + "/elsewhere\r\n";
      return Send(connection, error);
    case Fault::kReset:
    case Fault::kClose:
    case Fault::kEndless:
    case Fault::kSilence:
    case Fault::kHeaders:
      return Misbehave(connection, fault);
    default:
      break;
  }
  const Result<std::string> text = options_.handler(json);
  if (!text) return Send(connection, MakeError(api, 503, "overloaded_error", text.error().message));
  bool cached;
  {
    const std::scoped_lock lock(mutex_);
    const std::string system = SystemText(json);
    cached = !system.empty() && !systems_.insert(system).second;
  }
  const TokenUse tokens = CountTokens(json, *text, cached);
  const llm_server::Answer answer = MakeAnswer(api, json, *text, tokens, fault);
  if (fault == Fault::kCut) {
    connection.Write(Head(answer, answer.body.size()) + answer.body.substr(0, answer.body.size() / 2));
    return false;
  }
  if (fault == Fault::kDrip) {
    if (!connection.Write(Head(answer, answer.body.size()))) return false;
    for (const char c : answer.body)
      if (!Pause(options_.drip_ms) || !connection.Write({&c, 1})) return false;
    return true;
  }
  {  // before it is sent: whoever has the reply finds it counted
    const std::scoped_lock lock(mutex_);
    counts_.answered += IsGood(fault) ? 1 : 0;
    if (SaysUsage(fault)) counts_.billed += tokens;
  }
  return Send(connection, answer);
}

bool LlmServer::Misbehave(Connection& connection, Fault fault) {
  if (fault == Fault::kReset) {
    const std::scoped_lock lock(mutex_);
    connection.Reset();
  }
  if (fault == Fault::kSilence) connection.WaitForItsEnd();
  if (fault == Fault::kEndless) {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"choices\":\"";
    const std::string piece(1 << 16, 'x');
    bool goes_on = connection.Write(head);
    for (uint64_t sent = 0; goes_on && sent < options_.endless_bytes; sent += piece.size())
      goes_on = connection.Write(piece);
  }
  if (fault == Fault::kHeaders) {
    bool goes_on = connection.Write("HTTP/1.1 200 OK\r\n");
    for (uint64_t i = 0; goes_on && i < options_.endless_bytes / 16; ++i)
      goes_on = connection.Write(fmt::format("X-{}: {}\r\n", i, std::string(200, 'x')));
  }
  return false;
}

}  // namespace gauntlet::llm_server
