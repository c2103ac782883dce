// OpenAI's POST /chat/completions, and what other servers make of it (vLLM, llama.cpp, Ollama, OpenRouter,
// DeepSeek, Mistral, ...). Source: platform.openai.com/docs/api-reference/chat; vLLM's and llama.cpp's server
// documentation.
#include "host/llm/protocol.h"

namespace gauntlet::llm {
namespace {

// OpenAI's own reasoning models refuse max_tokens; most servers that imitate the API know nothing else. The
// newer name goes where it is known to be read: to OpenAI and Azure, and with a reasoning_effort, which has
// the same age.
const char* NameOfMaxTokens(const ModelSpec& spec) {
  const bool is_new = spec.url.find("//api.openai.com") != std::string::npos ||
                      spec.url.find(".azure.com") != std::string::npos || !spec.reasoning_effort.empty();
  return is_new ? "max_completion_tokens" : "max_tokens";
}

// Servers read a seed as a signed number of 32 or 64 bits, and some as a double.
uint32_t NarrowSeed(uint64_t seed) {
  const auto narrow = static_cast<uint32_t>((seed ^ (seed >> 32)) & 0x7fffffff);
  return narrow == 0 ? 1 : narrow;
}

// A string, or a list of parts {"type": "text", "text": ...}; parts of other types (reasoning) are no answer.
std::string TextOf(const Json& content) {
  if (content.is_string()) return content;
  std::string text;
  if (!content.is_array()) return text;
  for (const Json& part : content) {
    if (!part.is_object()) continue;
    const auto type = part.find("type"), said = part.find("text");
    const bool is_text = type == part.end() || *type == "text" || *type == "output_text";
    if (is_text && said != part.end() && said->is_string()) text += said->get_ref<const std::string&>();
  }
  return text;
}

std::string StringOr(const Json& json, std::string otherwise) {
  return json.is_string() ? json.get<std::string>() : std::move(otherwise);
}

// Servers that do not know a model's way to think leave its thoughts in front of the answer, within tags. Thoughts
// that do not end have no answer behind them.
std::string WithoutThoughts(std::string text) {
  constexpr std::string_view kBegin = "<think>", kEnd = "</think>";
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos || text.compare(begin, kBegin.size(), kBegin) != 0) return text;
  const size_t end = text.find(kEnd, begin);
  return end == std::string::npos ? "" : text.substr(end + kEnd.size());
}

// prompt_tokens is all of the prompt, cached or not; completion_tokens holds the reasoning.
std::optional<TokenUse> UsageOf(const Json& usage) {
  if (!usage.is_object() || !usage.contains("prompt_tokens")) return std::nullopt;
  const auto input = TokensAt(usage, "prompt_tokens"), output = TokensAt(usage, "completion_tokens");
  const Json& details = At(usage, "prompt_tokens_details");
  auto cached = details.is_object() ? TokensAt(details, "cached_tokens") : std::optional<uint64_t>(0);
  if (!details.is_object()) cached = TokensAt(usage, "prompt_cache_hit_tokens");  // DeepSeek
  if (!input || !output || !cached) return std::nullopt;
  return TokenUse{.input = *input, .cached_input = std::min(*cached, *input), .output = *output};
}

class OpenAi : public Protocol {
 public:
  std::string_view api() const override { return "openai"; }

  HttpRequest Write(const ModelSpec& spec, const ChatRequest& request, std::string_view key) const override {
    Json messages = Json::array();
    if (!request.system.empty()) messages.push_back({{"role", "system"}, {"content", request.system}});
    for (const ChatMessage& message : request.messages)
      messages.push_back({{"role", message.role}, {"content", message.text}});
    // What is cached is found by the endpoint itself: the stable part stands in front.
    Json body = {{"model", spec.model}, {"messages", std::move(messages)}};
    body[NameOfMaxTokens(spec)] = spec.max_tokens;
    if (request.temperature) body["temperature"] = *request.temperature;
    if (!spec.reasoning_effort.empty()) body["reasoning_effort"] = spec.reasoning_effort;
    if (request.seed != 0) body["seed"] = NarrowSeed(request.seed);
    HttpRequest http;
    http.url = JoinUrl(spec.url, "/chat/completions");
    http.headers = {"Content-Type: application/json", "Accept: application/json"};
    if (!key.empty()) http.headers.push_back("Authorization: Bearer " + std::string(key));
    http.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return http;
  }

  WireAnswer Read(const HttpReply& http) const override {
    const Result<Json> body = ReadBody(http);
    if (!body) return {std::unexpected(body.error()), std::nullopt};
    const std::optional<TokenUse> usage = UsageOf(At(*body, "usage"));
    const Json& choices = At(*body, "choices");
    if (!choices.is_array() || choices.empty())
      return {
          Fail(ErrorKind::kLlmBadReply, "the reply has no `choices`: is `url` the root of an OpenAI API?"),
          usage};
    const Json& message = At(choices[0], "message");
    const std::string finish = StringOr(At(choices[0], "finish_reason"), "");
    const Json& calls = At(message, "tool_calls");
    const Hints hints = {.refusal = StringOr(At(message, "refusal"), ""),
                         .calls_tool = (calls.is_array() && !calls.empty()) || finish == "tool_calls",
                         .was_cut = finish == "length"};
    return {Usable(WithoutThoughts(TextOf(At(message, "content"))), finish, hints), usage};
  }
};

}  // namespace

const Protocol& OpenAiProtocol() {
  static const OpenAi protocol;
  return protocol;
}

}  // namespace gauntlet::llm
