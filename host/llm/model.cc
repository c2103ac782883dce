#include "host/llm/model.h"

#include "host/llm/client.h"
#include "host/llm/command_model.h"
#include "host/llm/key.h"
#include "host/llm/protocol.h"

namespace gauntlet {
namespace {

constexpr std::string_view kCommandApi = "command";

Result<> CheckHttp(const ModelSpec& spec) {
  if (!spec.url.starts_with("https://") && !spec.url.starts_with("http://"))
    return Fail(ErrorKind::kInput,
                "model " + spec.name + ": url is the API's root, as https://api.openai.com/v1");
  for (const char c : spec.url)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f)
      return Fail(ErrorKind::kInput, "model " + spec.name + ": url holds white space or control characters");
  if (spec.model.empty())
    return Fail(ErrorKind::kInput,
                "model " + spec.name + ": model is missing: the name that the endpoint knows it by");
  return {};
}

Error Named(const ModelSpec& spec, Error error) {
  error.message = "model " + spec.name + ": " + error.message;
  return error;
}

}  // namespace

double Price::Usd(const TokenUse& tokens) const {
  const uint64_t cached = std::min(tokens.cached_input, tokens.input);
  const uint64_t written = std::min(tokens.written_input, tokens.input - cached);
  return (static_cast<double>(tokens.input - cached - written) * input +
          static_cast<double>(written) * written_input.value_or(input) +
          static_cast<double>(cached) * cached_input + static_cast<double>(tokens.output) * output) /
         1e6;
}

uint64_t EstimateTokens(std::string_view text) { return (text.size() + 3) / 4; }

uint64_t EstimateTokens(const ChatRequest& request) {
  uint64_t bytes = request.system.size();
  for (const ChatMessage& message : request.messages) bytes += message.text.size();
  return (bytes + 3) / 4;
}

std::vector<std::string> ModelApis() {
  std::vector<std::string> apis;
  for (const llm::Protocol* protocol : llm::Protocols()) apis.emplace_back(protocol->api());
  apis.emplace_back(kCommandApi);
  return apis;
}

Result<std::unique_ptr<Model>> MakeModel(const ModelSpec& spec) {
  if (spec.in_flight == 0 || spec.tries == 0)
    return Fail(ErrorKind::kInput, "model " + spec.name + ": in_flight and tries are at least 1");
  if (spec.api == kCommandApi) return llm::MakeCommandModel(spec);
  const llm::Protocol* protocol = llm::FindProtocol(spec.api);
  if (protocol == nullptr) {
    std::string all;
    for (const std::string& api : ModelApis()) all += " " + api;
    return Fail(ErrorKind::kInput, "model " + spec.name + ": no such api: " + spec.api + "; there are" + all);
  }
  GAUNTLET_CHECK_OK(CheckHttp(spec));
  Result<std::string> key = llm::ReadKey(spec.api_key_env);
  if (!key) return std::unexpected(Named(spec, std::move(key.error())));
  return llm::MakeHttpModel(spec, *protocol, std::move(*key));
}

}  // namespace gauntlet
