#include "host/llm/http.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <csignal>

#include "host/base/clock.h"

namespace gauntlet::llm {
namespace {

constexpr size_t kMostHeaderBytes = 64 << 10;
constexpr int kMostPollMs = 60000;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// Programs that we start inherit no connection.
curl_socket_t OpenSocket(void*, curlsocktype, curl_sockaddr* address) {
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// At least 1: 0 is for ever to curl.
long Milliseconds(double s) { return static_cast<long>(std::clamp(s * 1000, 1.0, 2e9)); }

// https://name:port of a URL: a path may hold what is nobody's business.
std::string PlaceOf(const std::string& url) {
  const size_t host = url.find("://");
  if (host == std::string::npos) return url.substr(0, url.find('/'));
  const size_t end = std::min(url.find_first_of("/?#", host + 3), url.size());
  const size_t user = url.rfind('@', end);
  const bool has_user = user != std::string::npos && user > host;
  return url.substr(0, host + 3) +
         url.substr(has_user ? user + 1 : host + 3, end - (has_user ? user + 1 : host + 3));
}

}  // namespace

struct HttpLoop::Curl {
  Curl() : multi(curl_multi_init()) { GAUNTLET_ASSERT(multi != nullptr); }
  ~Curl() { curl_multi_cleanup(multi); }
  CURLM* multi;
};

struct HttpLoop::Transfer {
  HttpRequest request;
  Done done;
  CURL* easy = nullptr;
  CURLM* added_to = nullptr;
  curl_slist* headers = nullptr;
  char words[CURL_ERROR_SIZE] = {};
  HttpReply reply;
  size_t header_bytes = 0;
  bool is_too_long = false, is_late = false;
  double start_ms = NowMs();

  ~Transfer() {
    if (added_to != nullptr) curl_multi_remove_handle(added_to, easy);
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
  }
  bool HasFirstByte() const { return reply.status != 0 || header_bytes > 0; }
  double FirstByteDueMs() const { return start_ms + request.first_byte_timeout_s * 1000; }

  static size_t OnHeader(char* data, size_t, size_t size, void* self) {
    return static_cast<Transfer*>(self)->TakeHeader({data, size}) ? size : 0;
  }
  static size_t OnBody(char* data, size_t, size_t size, void* self) {
    return static_cast<Transfer*>(self)->TakeBody({data, size}) ? size : 0;
  }
  bool TakeHeader(std::string_view line) {
    header_bytes += line.size();
    if (header_bytes > kMostHeaderBytes) return !(is_too_long = true);
    if (line.starts_with("HTTP/")) reply.headers.clear();  // those of a 100 are behind us
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      reply.headers.emplace_back(Lower(Trim(line.substr(0, colon))), Trim(line.substr(colon + 1)));
    return true;
  }
  bool TakeBody(std::string_view piece) {
    if (reply.body.size() + piece.size() > request.body_limit_bytes) return !(is_too_long = true);
    reply.body += piece;
    return true;
  }

  void SetUp();
  Error Explain(CURLcode code) const;
};

void HttpLoop::Transfer::SetUp() {
  easy = curl_easy_init();
  GAUNTLET_ASSERT(easy != nullptr);
  for (const std::string& header : request.headers) headers = curl_slist_append(headers, header.c_str());
  headers = curl_slist_append(headers, "Expect:");  // else a second's wait for a 100 that few send
  const auto set = [this](CURLoption option, auto value) {
    GAUNTLET_ASSERT(curl_easy_setopt(easy, option, value) == CURLE_OK);
  };
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(words));
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);  // the key would go along
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // whoever is still looking for a name is not waited for
  set(CURLOPT_USERAGENT, "gauntlet");
  set(CURLOPT_HTTPHEADER, headers);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(CURLOPT_POSTFIELDS, request.body.c_str());
  set(CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(request.connect_timeout_s));
  set(CURLOPT_TIMEOUT_MS, Milliseconds(request.total_timeout_s));
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // a proxy's first byte is not the endpoint's
  set(CURLOPT_OPENSOCKETFUNCTION, &OpenSocket);
  set(CURLOPT_HEADERFUNCTION, &OnHeader);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &OnBody);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
}

Error HttpLoop::Transfer::Explain(CURLcode code) const {
  const std::string place = PlaceOf(request.url);
  if (is_too_long)
    return {ErrorKind::kLlmBadReply,
            fmt::format("{} sends more than reply_limit_bytes ({} bytes), or headers of more than {}", place,
                        request.body_limit_bytes, kMostHeaderBytes)};
  if (is_late)
    return {ErrorKind::kLlmTransient,
            fmt::format("{} has not begun to answer within first_byte_timeout_s ({:g} s)", place,
                        request.first_byte_timeout_s)};
  const std::string why = words[0] != '\0' ? words : curl_easy_strerror(code);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      if (HasFirstByte())
        return {ErrorKind::kLlmBadReply,
                fmt::format("{} has not ended its answer within total_timeout_s ({:g} s); {} bytes had come",
                            place, request.total_timeout_s, reply.body.size())};
      return {ErrorKind::kLlmTransient, fmt::format("{}: {}", place, why)};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return {ErrorKind::kLlmPermanent,
              fmt::format("{}: {}; `url` is http:// or https:// with a host", place, why)};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return {ErrorKind::kLlmPermanent,
              fmt::format("{}: its certificate is not to be trusted: {}", place, why)};
    case CURLE_WEIRD_SERVER_REPLY:
      return {ErrorKind::kLlmBadReply, fmt::format("{} speaks no HTTP: {}", place, why)};
    default:
      return {ErrorKind::kLlmTransient, fmt::format("{}: {}", place, why)};
  }
}

std::string_view HttpReply::Header(std::string_view name) const {
  for (const auto& [its_name, value] : headers)
    if (its_name == name) return value;
  return {};
}

HttpLoop::HttpLoop() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  GAUNTLET_ASSERT(once == CURLE_OK);
  curl_ = std::make_unique<Curl>();
  thread_ = std::thread([this] { Serve(); });
}

HttpLoop::~HttpLoop() {
  GAUNTLET_ASSERT(std::this_thread::get_id() != thread_.get_id());
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  curl_multi_wakeup(curl_->multi);
  thread_.join();
}

void HttpLoop::Post(std::function<void()> work) {
  {
    const std::scoped_lock lock(mutex_);
    posted_.push_back(std::move(work));
  }
  curl_multi_wakeup(curl_->multi);
}

void HttpLoop::At(double at_ms, std::function<void()> work) { timers_.emplace(at_ms, std::move(work)); }

void HttpLoop::Start(HttpRequest request, Done done) {
  auto transfer = std::make_unique<Transfer>();
  transfer->request = std::move(request);
  transfer->done = std::move(done);
  transfer->SetUp();
  GAUNTLET_ASSERT(curl_multi_add_handle(curl_->multi, transfer->easy) == CURLM_OK);
  transfer->added_to = curl_->multi;
  Transfer* const key = transfer.get();
  transfers_.emplace(key, std::move(transfer));
}

void HttpLoop::Serve() {
  sigset_t all;  // signals are the other threads' business
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (true) {
    {
      const std::scoped_lock lock(mutex_);
      if (ends_) break;
    }
    RunPosted();
    RunTimers();
    int running = 0;
    curl_multi_perform(curl_->multi, &running);
    FinishTransfers();
    CheckFirstBytes();
    curl_multi_poll(curl_->multi, nullptr, 0, PollMs(), nullptr);
  }
  transfers_.clear();
}

void HttpLoop::RunPosted() {
  std::vector<std::function<void()>> work;
  {
    const std::scoped_lock lock(mutex_);
    work.swap(posted_);
  }
  for (const auto& piece : work) piece();
}

void HttpLoop::RunTimers() {
  while (!timers_.empty() && timers_.begin()->first <= NowMs()) {
    const auto work = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    work();
  }
}

void HttpLoop::FinishTransfers() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(curl_->multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    void* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    Finish(static_cast<Transfer*>(transfer), code);
  }
}

void HttpLoop::CheckFirstBytes() {
  std::vector<Transfer*> late;
  for (const auto& [key, transfer] : transfers_)
    if (!transfer->HasFirstByte() && transfer->FirstByteDueMs() <= NowMs()) late.push_back(key);
  for (Transfer* transfer : late) {
    transfer->is_late = true;
    Finish(transfer, CURLE_OPERATION_TIMEDOUT);
  }
}

void HttpLoop::Finish(Transfer* key, int code) {
  const auto node = transfers_.extract(key);
  Transfer& transfer = *node.mapped();
  if (code != CURLE_OK) return transfer.done(std::unexpected(transfer.Explain(static_cast<CURLcode>(code))));
  long status = 0;
  curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
  transfer.reply.status = static_cast<int>(status);
  transfer.reply.ms = NowMs() - transfer.start_ms;
  transfer.done(std::move(transfer.reply));
}

// What callbacks started or posted meanwhile is due at once.
int HttpLoop::PollMs() const {
  double due_ms = timers_.empty() ? 1e18 : timers_.begin()->first;
  for (const auto& [key, transfer] : transfers_)
    if (!transfer->HasFirstByte()) due_ms = std::min(due_ms, transfer->FirstByteDueMs());
  return static_cast<int>(std::clamp(due_ms - NowMs() + 1, 0.0, static_cast<double>(kMostPollMs)));
}

double SecondsBetweenHttpDates(const std::string& from, const std::string& to) {
  const time_t first = curl_getdate(from.c_str(), nullptr), second = curl_getdate(to.c_str(), nullptr);
  if (first == -1 || second == -1) return -1;
  return static_cast<double>(second) - static_cast<double>(first);
}

}  // namespace gauntlet::llm
