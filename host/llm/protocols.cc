// The APIs that there are, and what their replies have in common.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "host/base/brief.h"
#include "host/base/foreign_json.h"
#include "host/llm/protocol.h"
#include "host/llm/text.h"

namespace gauntlet::llm {
namespace {

// More than any model reads or writes: a count beyond this is a mistake, or somebody plays with our budget.
constexpr uint64_t kMostTokens = 1'000'000'000;

std::string StringAt(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) return "";
  if (found->is_string()) return *found;
  return found->is_number_integer() ? found->dump() : "";
}

struct Complaint {
  std::string type, code, words;
};

// The error that a body holds, in any of the forms that servers write.
std::optional<Complaint> ComplaintOf(const Json& body) {
  if (!body.is_object()) return std::nullopt;
  const auto error = body.find("error");
  if (error != body.end() && error->is_object())
    return Complaint{StringAt(*error, "type"), StringAt(*error, "code"), StringAt(*error, "message")};
  if (error != body.end() && error->is_string()) return Complaint{"", "", *error};
  for (const char* name : {"detail", "message"})
    if (const auto words = body.find(name); words != body.end())
      return Complaint{"", "", words->is_string() ? words->get<std::string>() : words->dump()};
  return std::nullopt;
}

// OpenAI answers 429 both to who asks too fast and to who has not paid: only the first is mended by waiting.
bool IsOutOfMoney(const Complaint& complaint) {
  for (const std::string& word : {complaint.type, complaint.code})
    if (word == "insufficient_quota" || word == "billing_error" || word == "billing_hard_limit_reached")
      return true;
  return false;
}

ErrorKind KindOfStatus(int status, const Complaint& complaint) {
  const bool passes = status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
  if (!passes) return ErrorKind::kLlmPermanent;
  const bool never = status == 501 || status == 505 || IsOutOfMoney(complaint);
  return never ? ErrorKind::kLlmPermanent : ErrorKind::kLlmTransient;
}

// Gateways that sent their 200 too early write the status that they meant into the code.
ErrorKind KindOfErrorIn200(const Complaint& complaint) {
  int status = 0;
  std::from_chars(complaint.code.data(), complaint.code.data() + complaint.code.size(), status);
  return status >= 400 && status < 600 ? KindOfStatus(status, complaint) : ErrorKind::kLlmBadReply;
}

std::string_view Advice(int status, const Complaint& complaint) {
  if (IsOutOfMoney(complaint)) return "; the account has no credit left";
  switch (status) {
    case 400:
    case 422:
      return "; it does not take what we ask: see model, max_tokens, temperatures and reasoning_effort";
    case 401:
    case 403:
      return "; see the key in the variable that api_key_env names";
    case 404:
      return "; see url and model";
    case 413:
      return "; the prompt is too long for it";
    default:
      return status >= 300 && status < 400
                 ? "; it redirects, and the key goes nowhere else: set url to that place"
                 : "";
  }
}

Error ErrorOfStatus(const HttpReply& reply, const std::optional<Complaint>& complaint) {
  const Complaint known = complaint.value_or(Complaint{});
  std::string words = known.words.empty() ? reply.body : known.words;
  const std::string place(reply.Header("location"));
  if (reply.status >= 300 && reply.status < 400 && !place.empty()) words = "to " + place;
  return {KindOfStatus(reply.status, known),
          fmt::format("HTTP status {}: {}{}", reply.status, StartOf(words), Advice(reply.status, known))};
}

// Nothing if the text is no JSON that we may hold.
std::optional<Json> ParseForeign(const std::string& body) {
  try {
    CheckJsonDepth(body);
    return Json::parse(ValidUtf8(body));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string WhatItIs(const HttpReply& reply) {
  const std::string_view type = reply.Header("content-type");
  const std::string start = StartOf(reply.body);
  if (reply.body.empty()) return "an empty body";
  if (type.starts_with("text/html") || start.starts_with("<")) return "a web page and no JSON: " + start;
  if (type.starts_with("text/event-stream") || start.starts_with("data:"))
    return "a stream of events, which was not asked for: " + start;
  return "no whole JSON: " + start;
}

}  // namespace

std::span<const Protocol* const> Protocols() {
  static const std::array kAll = {&OpenAiProtocol(), &AnthropicProtocol()};
  return kAll;
}

const Protocol* FindProtocol(std::string_view api) {
  for (const Protocol* protocol : Protocols())
    if (protocol->api() == api) return protocol;
  return nullptr;
}

Result<Json> ReadBody(const HttpReply& reply) {
  std::optional<Json> body = ParseForeign(reply.body);
  const std::optional<Complaint> complaint = body ? ComplaintOf(*body) : std::nullopt;
  if (reply.status < 200 || reply.status >= 300) return std::unexpected(ErrorOfStatus(reply, complaint));
  if (!body || !body->is_object())
    return Fail(ErrorKind::kLlmBadReply,
                "the endpoint sends " + WhatItIs(reply) + "; is `url` the API's root?");
  const auto error = body->find("error");
  if (error != body->end() && !error->is_null()) {
    const Complaint known = complaint.value_or(Complaint{"", "", error->dump()});
    return Fail(KindOfErrorIn200(known),
                "the endpoint sends an error with status 200: " + StartOf(known.words));
  }
  return std::move(*body);
}

const Json& At(const Json& json, const char* name) {
  static const Json kNull;
  if (!json.is_object()) return kNull;
  const auto found = json.find(name);
  return found == json.end() ? kNull : *found;
}

std::optional<uint64_t> TokensAt(const Json& usage, const char* name) {
  const Json& count = At(usage, name);
  if (count.is_null()) return 0;
  if (!count.is_number_integer() || (!count.is_number_unsigned() && count.get<int64_t>() < 0))
    return std::nullopt;
  const auto tokens = count.get<uint64_t>();
  return tokens <= kMostTokens ? std::optional(tokens) : std::nullopt;
}

Result<WireReply> Usable(const std::string& text, const std::string& finish, const Hints& hints) {
  WireReply reply{CleanText(text), Brief(CleanText(finish))};
  if (reply.text.find_first_not_of(" \t\n") != std::string::npos) return reply;
  std::string why = "the reply has no text";
  if (hints.calls_tool) why = "the model calls a tool, and none was offered";
  if (!hints.refusal.empty()) why = "the model refuses: " + StartOf(hints.refusal);
  if (hints.was_cut)
    why =
        "the reply has no text: all of max_tokens went into reasoning; raise max_tokens or lower "
        "reasoning_effort";
  if (!reply.finish.empty()) why += fmt::format(" (finish: {})", StartOf(reply.finish));
  return Fail(ErrorKind::kLlmBadReply, why);
}

std::string JoinUrl(std::string_view root, std::string_view path) {
  while (root.ends_with('/')) root.remove_suffix(1);
  return std::string(root) + std::string(path);
}

}  // namespace gauntlet::llm
