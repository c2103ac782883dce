// What an API's requests and replies look like on the wire. A new API is one file, and one line in
// protocols.cc.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/base/json.h"
#include "host/llm/http.h"
#include "host/llm/model.h"

namespace gauntlet::llm {

// What a body with status 200 says. `text` is cleaned (text.h).
struct WireReply {
  std::string text, finish;
};

struct WireAnswer {
  Result<WireReply> reply;        // else llm_transient, llm_permanent or llm_bad_reply
  std::optional<TokenUse> usage;  // as the endpoint counts, of a bad reply too; nothing: it does not say
};

class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual std::string_view api() const = 0;
  // The timeouts and the limit are the caller's to fill in. `key` may be empty.
  virtual HttpRequest Write(const ModelSpec& spec, const ChatRequest& request,
                            std::string_view key) const = 0;
  // Whatever the bytes are.
  virtual WireAnswer Read(const HttpReply& reply) const = 0;
};

const Protocol& OpenAiProtocol();
const Protocol& AnthropicProtocol();
std::span<const Protocol* const> Protocols();
const Protocol* FindProtocol(std::string_view api);  // nullptr: there is none

// For protocols.

// The JSON object that a reply with status 200 holds, or the error that another status, or the error object
// within the body, means: both APIs write {"error": {"type", "message", "code"}}, and servers that imitate
// them write less.
Result<Json> ReadBody(const HttpReply& reply);
const Json& At(const Json& json, const char* name);  // null: there is none
// The number of tokens below `name`, 0 if it is missing; nothing if no endpoint can mean it.
std::optional<uint64_t> TokensAt(const Json& usage, const char* name);
// `text` if there is some to use, else llm_bad_reply, which says why as well as `finish` and the hints tell.
struct Hints {
  std::string refusal;  // the model's words
  bool calls_tool = false;
  bool was_cut = false;  // it had used all of max_tokens
};
Result<WireReply> Usable(const std::string& text, const std::string& finish, const Hints& hints);
std::string JoinUrl(std::string_view root, std::string_view path);  // with one slash between them

}  // namespace gauntlet::llm
