// One connection of the server: requests are read from it, and bytes written, until somebody stops.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/unique_fd.h"

namespace gauntlet::llm_server {

struct HttpRequest {
  std::string method, path;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class Connection {
 public:
  explicit Connection(UniqueFd fd) : fd_(std::move(fd)) {}

  int fd() const { return fd_.get(); }
  // Nothing at the end of the stream, and for what is no HTTP/1.1 of a size that tests send.
  std::optional<HttpRequest> Read();
  // False if the other side is gone.
  bool Write(std::string_view bytes);
  void WaitForItsEnd();
  void Reset();  // with RST

 private:
  bool ReadMore();
  UniqueFd fd_;
  std::string got_;
};

}  // namespace gauntlet::llm_server
