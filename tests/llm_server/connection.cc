#include "tests/llm_server/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <sstream>

namespace gauntlet::llm_server {
namespace {

constexpr size_t kMostBytes = 64 << 20;

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

HttpRequest ParseHead(const std::string& head) {
  HttpRequest request;
  std::istringstream lines(head);
  lines >> request.method >> request.path;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    if (line.ends_with('\r')) line.pop_back();
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const size_t value = line.find_first_not_of(' ', colon + 1);
    request.headers[Lower(line.substr(0, colon))] = value == std::string::npos ? "" : line.substr(value);
  }
  return request;
}

}  // namespace

bool Connection::ReadMore() {
  char bytes[1 << 14];
  const ssize_t count = ::recv(fd_.get(), bytes, sizeof bytes, 0);
  if (count <= 0 || got_.size() > kMostBytes) return false;
  got_.append(bytes, static_cast<size_t>(count));
  return true;
}

std::optional<HttpRequest> Connection::Read() {
  size_t end = 0;
  while ((end = got_.find("\r\n\r\n")) == std::string::npos)
    if (!ReadMore()) return std::nullopt;
  HttpRequest request = ParseHead(got_.substr(0, end));
  got_.erase(0, end + 4);
  const std::string& length = request.headers["content-length"];
  size_t bytes = 0;
  std::from_chars(length.data(), length.data() + length.size(), bytes);
  if (bytes > kMostBytes) return std::nullopt;
  if (Lower(request.headers["expect"]) == "100-continue" && !Write("HTTP/1.1 100 Continue\r\n\r\n"))
    return std::nullopt;
  while (got_.size() < bytes)
    if (!ReadMore()) return std::nullopt;
  request.body = got_.substr(0, bytes);
  got_.erase(0, bytes);
  return request;
}

bool Connection::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

void Connection::WaitForItsEnd() {
  while (ReadMore()) {
  }
}

void Connection::Reset() {
  const linger now = {1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  fd_.Reset();
}

}  // namespace gauntlet::llm_server
