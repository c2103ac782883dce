// POST requests of which many are open at once, on one thread that also keeps the time for whoever uses them.
//
// The thread waits in curl_multi_poll until a socket is ready, a timer is due or somebody posts work. All
// that a user of the loop does (Start, At, and what their callbacks touch) happens on it, so it needs no
// locks.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "host/base/result.h"

namespace gauntlet::llm {

struct HttpRequest {
  std::string url;                   // http or https; its certificate is verified, a redirect is not followed
  std::vector<std::string> headers;  // "Name: value"; one may hold a key: they appear in no error and no log
  std::string body;
  double connect_timeout_s = 10;
  double first_byte_timeout_s = 180;  // from the start
  double total_timeout_s = 600;
  uint64_t body_limit_bytes = 4 << 20;
};

struct HttpReply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // of the last status line; names in lower case
  std::string body;
  double ms = 0;

  // Empty: there is none.
  std::string_view Header(std::string_view name) const;
};

class HttpLoop {
 public:
  // Errors: llm_transient (network: asking again may do), llm_permanent (no such scheme, a certificate that
  // is not to be trusted), llm_bad_reply (more than body_limit_bytes, a body that has not ended at
  // total_timeout_s, no HTTP).
  using Done = std::function<void(Result<HttpReply>)>;

  HttpLoop();
  // Forgets what is open and posted: nothing is called afterwards. REQUIRES: not on the loop's thread.
  ~HttpLoop();
  HttpLoop(const HttpLoop&) = delete;

  // From any thread: runs `work` on the loop's thread, in the order of the calls.
  void Post(std::function<void()> work);

  // REQUIRES: on the loop's thread.
  void Start(HttpRequest request, Done done);
  void At(double at_ms, std::function<void()> work);  // by NowMs()

 private:
  struct Curl;
  struct Transfer;

  void Serve();
  void RunPosted();
  void RunTimers();
  void FinishTransfers();
  void CheckFirstBytes();
  void Finish(Transfer* transfer, int code);
  int PollMs() const;

  std::unique_ptr<Curl> curl_;
  std::map<Transfer*, std::unique_ptr<Transfer>> transfers_;
  std::multimap<double, std::function<void()>> timers_;
  std::mutex mutex_;  // guards the two below
  std::vector<std::function<void()>> posted_;
  bool ends_ = false;
  std::thread thread_;
};

// The time between two dates as HTTP headers have them ("Sun, 06 Nov 1994 08:49:37 GMT"), in seconds; below 0
// if either is none.
double SecondsBetweenHttpDates(const std::string& from, const std::string& to);

}  // namespace gauntlet::llm
