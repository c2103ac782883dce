// Whoever answers a prompt: an endpoint of a service, or a program of the user's. Asked from one thread,
// answers on another; many questions may be open at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/candidate/proposal.h"

namespace gauntlet {

// USD per million tokens.
struct Price {
  double input = 0;
  double cached_input = 0;  // of the input's tokens that the endpoint had in its cache
  double output = 0;
  std::optional<double> written_input =
      std::nullopt;  // of those that it put into its cache; as `input` if not said

  double Usd(const TokenUse& tokens) const;
};

struct ModelSpec {
  std::string name;                  // in the campaign: unique
  std::string api;                   // openai, anthropic, command
  std::string url;                   // of the API's root: https://api.openai.com/v1
  std::string model;                 // as the endpoint calls it
  std::string api_key_env;           // variable that holds the key; empty: none is sent
  std::vector<std::string> command;  // of api command: argv
  double weight = 1;                 // in the ensemble
  std::vector<double> temperatures;  // one is drawn for each question; empty: the endpoint's own
  std::string reasoning_effort;      // low, medium, high, or as the endpoint has it; empty: its own
  uint32_t max_tokens = 8192;        // of a reply
  Price price;
  uint32_t in_flight = 16;         // most questions open at once
  double requests_per_minute = 0;  // 0: no limit
  double tokens_per_minute = 0;    // of input and of max_tokens; 0: no limit
  double connect_timeout_s = 10, first_byte_timeout_s = 180, total_timeout_s = 600;
  uint32_t tries = 6;                    // of one question, over 429, 5xx and the network
  uint64_t reply_limit_bytes = 4 << 20;  // of an HTTP body, or of a program's output
};

struct ChatMessage {
  std::string role;  // user, assistant
  std::string text;
  friend bool operator==(const ChatMessage&, const ChatMessage&) = default;
};

// One question. What stays the same from question to question comes first: `system`, then the first
// `stable_bytes` of the first message; endpoints that want it are told that it may be cached.
struct ChatRequest {
  std::string system;
  std::vector<ChatMessage> messages;  // user first, then in turns
  size_t stable_bytes = 0;
  std::optional<double> temperature;
  uint64_t seed = 0;  // 0: none is sent
};

struct ChatReply {
  std::string text;    // valid UTF-8, without control characters but tab and newline
  std::string finish;  // stop, length, ... as the endpoint says; empty: it says nothing
  TokenUse tokens;     // as the endpoint counts them; a program's: estimated
  double usd = 0;
  double latency_ms = 0;  // of the last try
  uint32_t tries = 1;
};

class Model {
 public:
  // On a thread of the model's; must not block. Errors: llm_transient (all tries failed, or the circuit is
  // open), llm_permanent (400, 401, 403, 404, a missing key or program), llm_bad_reply (nothing usable; with
  // the start of what came), and what was billed for it, if the endpoint said.
  struct Answer {
    Result<ChatReply> reply;
    TokenUse billed;  // of a bad reply too
    double usd = 0;
  };
  using Done = std::function<void(Answer)>;

  virtual ~Model() = default;  // forgets what is open: its Done is never called afterwards
  virtual void Ask(ChatRequest request, Done done) = 0;
  virtual const ModelSpec& spec() const = 0;
};

// llm_permanent or kInput if it can never work: no such api, no key in the environment, no such program.
Result<std::unique_ptr<Model>> MakeModel(const ModelSpec& spec);
std::vector<std::string> ModelApis();

// Four bytes a token, rounded up: for budgets before the endpoint has counted.
uint64_t EstimateTokens(std::string_view text);
uint64_t EstimateTokens(const ChatRequest& request);

}  // namespace gauntlet
