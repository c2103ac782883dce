// What the server says in the two protocols: OpenAI's /chat/completions and Anthropic's /v1/messages.
#pragma once

#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/candidate/proposal.h"
#include "tests/llm_server/faults.h"

namespace gauntlet::llm_server {

enum class Api { kOpenAi, kAnthropic };

std::optional<Api> ApiOf(const std::string& path);

// A request as a person reads it: the system's text, then each message below a line with its role.
std::string ReadableText(const Json& request);
std::string SystemText(const Json& request);

// The server's count: a token for each three bytes of text, rounded up, piece by piece. What it has seen as
// system text before is cached; Anthropic's protocol tells it to keep what it has not.
TokenUse CountTokens(const Json& request, const std::string& reply, bool system_is_cached);

struct Answer {
  int status = 200;
  std::string content_type = "application/json";
  std::string extra_headers;  // each with its end of line
  std::string body;
};

// The answer to `request`, changed as `fault` says. Faults of the connection are left to the caller.
Answer MakeAnswer(Api api, const Json& request, const std::string& text, const TokenUse& tokens, Fault fault);
// An answer with an error status, and the protocol's error object.
Answer MakeError(Api api, int status, const std::string& type, const std::string& words);

}  // namespace gauntlet::llm_server
