// How a model came to propose a candidate, and what asking took, over all attempts.
#pragma once

#include <cstdint>
#include <string>

#include "host/base/json.h"

namespace gauntlet {

struct TokenUse {
  uint64_t input = 0;          // all of the prompt
  uint64_t cached_input = 0;   // of `input`, read from the endpoint's cache
  uint64_t output = 0;         // reasoning included
  uint64_t written_input = 0;  // of `input`, put into the endpoint's cache, where that has a price of its own

  TokenUse& operator+=(const TokenUse& other);
  friend bool operator==(const TokenUse&, const TokenUse&) = default;
};

struct Proposal {
  std::string model;    // as the configuration names it
  std::string edit;     // what was asked for: diff, rewrite, crossover, scratch
  std::string variant;  // of the prompt
  uint32_t attempts = 0;
  TokenUse tokens;
  double usd = 0;

  friend bool operator==(const Proposal&, const Proposal&) = default;
};

Json TokenUseToJson(
    const TokenUse& tokens);  // {"input", "cached_input", "output"}, and "written_input" if any was
Json ProposalToJson(const Proposal& proposal);
// Throw what nlohmann::json throws if a field is none of its kind.
TokenUse TokenUseFromJson(const Json& json);
Proposal ProposalFromJson(const Json& json);

}  // namespace gauntlet
