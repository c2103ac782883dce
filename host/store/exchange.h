// What a model was asked, for a candidate or about the search itself, and what came back. Stored when it comes back,
// before anything is made of it: what was paid for once is never asked again, however the campaign ended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/candidate/proposal.h"

namespace gauntlet {

// A piece of a prompt. Pieces of one role that follow each other are one message.
struct PromptPart {
  std::string role;  // system, user, assistant
  std::string text;
  friend bool operator==(const PromptPart&, const PromptPart&) = default;
};

// What an answer is for.
enum class Purpose {
  kProposal,     // a candidate
  kSummary,      // of what the search has learned, for the questions from its candidate on
  kInstruction,  // another variant of the prompt, for the same
};
std::string ToString(Purpose purpose);
// Throws std::runtime_error: there is no such purpose.
Purpose PurposeFromString(const std::string& name);

struct Exchange {
  Purpose purpose = Purpose::kProposal;
  int64_t candidate = 0;  // for whom it was asked
  uint32_t attempt = 0;   // from 0: the proposal, then repairs and what was asked again
  std::string model;      // as the configuration names it
  std::vector<PromptPart> prompt;
  Json settings = Json::object();  // temperature, seed, ...
  std::string outcome = "ok";      // cut_off, llm_bad_reply
  std::string reply;               // text, or what was wrong with it
  TokenUse tokens;                 // billed
  double usd = 0;
  Json measured = Json::object();  // latency_ms, tries, finish; no part of any comparison
};

}  // namespace gauntlet
