// A question about the syntax tree of one source.
#pragma once

#include <string>

namespace gauntlet {

struct TreeRequest {
  std::string source;
  std::string domain;  // whose SDK is warm: "cache"
};

}  // namespace gauntlet
