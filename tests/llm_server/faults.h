// How a server misbehaves: at given requests, or at random by a seed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.h"

namespace gauntlet::llm_server {

enum class Fault {
  kNone,
  // Instead of an answer: a status, and words in the protocol's own form.
  kRateLimit,     // 429 with Retry-After
  kNoQuota,       // 429 that no waiting mends
  kBadRequest,    // 400
  kUnauthorized,  // 401, with the key that was sent in its words
  kNotFound,      // 404
  kError500,
  kError503,
  kRedirect,  // 302 to a path that answers like this one
  // On the connection.
  kReset,    // RST before the first byte
  kClose,    // end of the stream before the first byte
  kCut,      // half of the announced body, then the end of the stream
  kEndless,  // a body that does not end for a gigabyte
  kDrip,     // a byte now and then
  kSilence,  // nothing, until the other side gives up
  kHeaders,  // header lines without end
  // In a whole reply with status 200.
  kHalfJson,     // half of the JSON, announced as such
  kHtml,         // an error page
  kWrongType,    // a good answer as text/plain
  kErrorIn200,   // the protocol's error object
  kToolCall,     // a call of a tool in place of text
  kEmpty,        // no text
  kRefusal,      // the model will not
  kAnsi,         // escapes and control characters within the text
  kInvalidUtf8,  // bytes that are no UTF-8 within the text
  kNoUsage,      // a good answer that says nothing of tokens
};

Result<Fault> FaultFromName(std::string_view name);  // "rate_limit", "error_500", ...
std::string_view NameOf(Fault fault);
std::vector<std::string> FaultNames();

struct FaultScript {
  std::map<uint64_t, Fault> at;                  // by the number of the request, from 1
  std::vector<std::pair<Fault, double>> shares;  // of all other requests, together at most 1
  uint64_t seed = 1;

  Fault Of(uint64_t request) const;
};

}  // namespace gauntlet::llm_server
