#include "tests/llm_server/answers.h"

namespace gauntlet::llm_server {
namespace {

std::string TextOf(const Json& content) {
  if (content.is_string()) return content;
  std::string text;
  if (content.is_array())
    for (const Json& block : content) text += block.value("text", "");
  return text;
}

Json MessagesOf(const Json& request) {
  return request.contains("messages") ? request.at("messages") : Json::array();
}

uint64_t Count(const std::string& text) { return (text.size() + 2) / 3; }

std::string ErrorBody(Api api, const std::string& type, const std::string& words) {
  if (api == Api::kAnthropic)
    return Json{{"type", "error"}, {"error", {{"type", type}, {"message", words}}}}.dump();
  return Json{{"error", {{"message", words}, {"type", type}, {"param", nullptr}, {"code", type}}}}.dump();
}

Json OpenAiAnswer(const Json& request, const std::string& text, const TokenUse& tokens, Fault fault) {
  Json message = {{"role", "assistant"}, {"content", text}, {"refusal", nullptr}};
  std::string finish = "stop";
  if (fault == Fault::kEmpty) message["content"] = "";
  if (fault == Fault::kRefusal) {
    message["content"] = nullptr;
    message["refusal"] = "I cannot help with that.";
  }
  if (fault == Fault::kToolCall) {
    finish = "tool_calls";
    message["content"] = nullptr;
    message["tool_calls"] = Json::array(
        {{{"id", "call_1"}, {"type", "function"}, {"function", {{"name", "write"}, {"arguments", "{}"}}}}});
  }
  return {{"id", "chatcmpl-1"},
          {"object", "chat.completion"},
          {"model", request.value("model", "")},
          {"choices", Json::array({{{"index", 0}, {"message", message}, {"finish_reason", finish}}})},
          {"usage",
           {{"prompt_tokens", tokens.input},
            {"completion_tokens", tokens.output},
            {"total_tokens", tokens.input + tokens.output},
            {"prompt_tokens_details", {{"cached_tokens", tokens.cached_input}}},
            {"completion_tokens_details", {{"reasoning_tokens", 0}}}}}};
}

Json AnthropicAnswer(const Json& request, const std::string& text, const TokenUse& tokens, Fault fault) {
  Json content = Json::array({{{"type", "text"}, {"text", text}}});
  std::string stop = "end_turn";
  if (fault == Fault::kEmpty) content = Json::array();
  if (fault == Fault::kRefusal) {
    content = Json::array();
    stop = "refusal";
  }
  if (fault == Fault::kToolCall) {
    stop = "tool_use";
    content =
        Json::array({{{"type", "tool_use"}, {"id", "t1"}, {"name", "write"}, {"input", Json::object()}}});
  }
  return {{"id", "msg_1"},
          {"type", "message"},
          {"role", "assistant"},
          {"model", request.value("model", "")},
          {"content", content},
          {"stop_reason", stop},
          {"stop_sequence", nullptr},
          {"usage",
           {{"input_tokens", tokens.input - tokens.cached_input - tokens.written_input},
            {"cache_creation_input_tokens", tokens.written_input},
            {"cache_read_input_tokens", tokens.cached_input},
            {"output_tokens", tokens.output}}}};
}

void Replace(std::string& text, const std::string& what, const std::string& with) {
  if (const size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), with);
}

}  // namespace

std::optional<Api> ApiOf(const std::string& path) {
  if (path.ends_with("/chat/completions")) return Api::kOpenAi;
  if (path.ends_with("/v1/messages")) return Api::kAnthropic;
  return std::nullopt;
}

std::string SystemText(const Json& request) {
  if (request.contains("system")) return TextOf(request.at("system"));
  std::string text;
  for (const Json& message : MessagesOf(request))
    if (message.value("role", "") == "system") text += TextOf(message.at("content"));
  return text;
}

std::string ReadableText(const Json& request) {
  std::string text = SystemText(request);
  if (!text.empty()) text = "===== system =====\n" + text + "\n";
  for (const Json& message : MessagesOf(request))
    if (message.value("role", "") != "system")
      text += "===== " + message.value("role", "") + " =====\n" + TextOf(message.at("content")) + "\n";
  return text;
}

TokenUse CountTokens(const Json& request, const std::string& reply, bool system_is_cached) {
  TokenUse tokens;
  const uint64_t system = Count(SystemText(request));
  tokens.input = system;
  for (const Json& message : MessagesOf(request))
    if (message.value("role", "") != "system") tokens.input += Count(TextOf(message.at("content")));
  tokens.cached_input = system_is_cached ? system : 0;
  tokens.output = Count(reply);
  const bool is_told_to_write = request.contains("system");  // Anthropic's protocol
  tokens.written_input = is_told_to_write && !system_is_cached ? system : 0;
  return tokens;
}

Answer MakeAnswer(Api api, const Json& request, const std::string& text, const TokenUse& tokens,
                  Fault fault) {
  // Marks that are put in place of the bytes that no JSON library would write.
  const std::string mark = "<<here>>";
  std::string said = text;
  if (fault == Fault::kAnsi) said = "\x1b[31m\x1b]0;title\x07" + text + "\x1b[0m\b\x01\r\n";
  if (fault == Fault::kInvalidUtf8) said += mark;
  Json json = api == Api::kOpenAi ? OpenAiAnswer(request, said, tokens, fault)
                                  : AnthropicAnswer(request, said, tokens, fault);
  if (fault == Fault::kNoUsage) json.erase("usage");
  Answer answer;
  answer.body = json.dump();
  if (fault == Fault::kInvalidUtf8) Replace(answer.body, mark, "\xff\xc3(\xed\xa0\x80");
  if (fault == Fault::kErrorIn200) answer.body = ErrorBody(api, "server_error", "the engine is overloaded");
  if (fault == Fault::kHalfJson) answer.body.resize(answer.body.size() / 2);
  if (fault == Fault::kWrongType) answer.content_type = "text/plain";
  if (fault == Fault::kHtml) {
    answer.content_type = "text/html";
    answer.body = "<!DOCTYPE html><html><title>Gateway</title><body><h1>Sign in to go on</h1></body></html>";
  }
  return answer;
}

Answer MakeError(Api api, int status, const std::string& type, const std::string& words) {
  return {.status = status, .extra_headers = "", .body = ErrorBody(api, type, words)};
}

}  // namespace gauntlet::llm_server
