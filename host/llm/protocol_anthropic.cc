// Anthropic's POST /v1/messages. Source: the API reference at platform.claude.com/docs (messages, prompt
// caching, effort).
#include "host/llm/protocol.h"

namespace gauntlet::llm {
namespace {

constexpr const char* kVersion = "anthropic-version: 2023-06-01";

// The root is written with and without /v1.
std::string UrlOf(const std::string& root) {
  const std::string joined = JoinUrl(root, "");
  return joined.ends_with("/v1") ? joined + "/messages" : joined + "/v1/messages";
}

Json TextBlock(std::string_view text) { return {{"type", "text"}, {"text", text}}; }

// What stands up to the end of the block may be cached. Too short a prefix is not, and is no error.
Json CachedBlock(std::string_view text) {
  Json block = TextBlock(text);
  block["cache_control"] = {{"type", "ephemeral"}};
  return block;
}

// Blocks must not be empty, and none may end within a character.
Json FirstContent(const std::string& text, size_t stable_bytes) {
  size_t cut = std::min(stable_bytes, text.size());
  while (cut > 0 && cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  Json content = Json::array();
  if (cut > 0) content.push_back(CachedBlock(std::string_view(text).substr(0, cut)));
  if (cut < text.size()) content.push_back(TextBlock(std::string_view(text).substr(cut)));
  return content;
}

// input_tokens are those behind the last cached block: all of the prompt is the sum of three.
std::optional<TokenUse> UsageOf(const Json& usage) {
  if (!usage.is_object() || !usage.contains("input_tokens")) return std::nullopt;
  const auto fresh = TokensAt(usage, "input_tokens"), read = TokensAt(usage, "cache_read_input_tokens"),
             created = TokensAt(usage, "cache_creation_input_tokens"),
             output = TokensAt(usage, "output_tokens");
  if (!fresh || !read || !created || !output) return std::nullopt;
  return TokenUse{.input = *fresh + *read + *created,
                  .cached_input = *read,
                  .output = *output,
                  .written_input = *created};
}

class Anthropic : public Protocol {
 public:
  std::string_view api() const override { return "anthropic"; }

  HttpRequest Write(const ModelSpec& spec, const ChatRequest& request, std::string_view key) const override {
    Json messages = Json::array();
    for (const ChatMessage& message : request.messages) {
      Json content = messages.empty() ? FirstContent(message.text, request.stable_bytes)
                                      : Json::array({TextBlock(message.text)});
      messages.push_back({{"role", message.role}, {"content", std::move(content)}});
    }
    Json body = {{"model", spec.model}, {"max_tokens", spec.max_tokens}};
    if (!request.system.empty()) body["system"] = Json::array({CachedBlock(request.system)});
    body["messages"] = std::move(messages);
    if (request.temperature) body["temperature"] = *request.temperature;
    // There is no seed. Effort bounds thinking and text alike.
    if (!spec.reasoning_effort.empty()) body["output_config"] = {{"effort", spec.reasoning_effort}};
    HttpRequest http;
    http.url = UrlOf(spec.url);
    http.headers = {"Content-Type: application/json", kVersion};
    if (!key.empty()) http.headers.push_back("x-api-key: " + std::string(key));
    http.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return http;
  }

  WireAnswer Read(const HttpReply& http) const override {
    const Result<Json> body = ReadBody(http);
    if (!body) return {std::unexpected(body.error()), std::nullopt};
    const std::optional<TokenUse> usage = UsageOf(At(*body, "usage"));
    const Json& content = At(*body, "content");
    if (!content.is_array())
      return {
          Fail(ErrorKind::kLlmBadReply, "the reply has no `content`: is `url` the root of Anthropic's API?"),
          usage};
    std::string text;
    Hints hints;
    for (const Json& block : content) {  // blocks of type thinking are no answer
      const Json& type = At(block, "type");
      const Json& said = At(block, "text");
      if (type == "tool_use") hints.calls_tool = true;
      if (type == "text" && said.is_string()) text += said.get_ref<const std::string&>();
    }
    const Json& stop = At(*body, "stop_reason");
    const std::string finish = stop.is_string() ? stop.get<std::string>() : "";
    if (finish == "refusal") hints.refusal = "stop_reason is refusal";
    hints.was_cut = finish == "max_tokens";
    return {Usable(text, finish, hints), usage};
  }
};

}  // namespace

const Protocol& AnthropicProtocol() {
  static const Anthropic protocol;
  return protocol;
}

}  // namespace gauntlet::llm
