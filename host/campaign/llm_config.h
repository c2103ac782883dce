// `llm:` of a campaign's configuration: which models are asked, for what, and with how many words.
//
//   models:                     # a list; defaults in llm/model.h
//     - {name, api, url, model, api_key_env, command, weight, temperatures, reasoning_effort, max_tokens, in_flight,
//        tries, price: {input, cached_input, written_input, output}, rate: {requests_per_minute, tokens_per_minute},
//        timeouts_s: {connect, first_byte, total}}
//   choice: weights             # of model, edit and variant: weights, ucb1 or thompson (ensemble/ensemble.h)
//   decay: 0.99  cost_exponent: 0  exploration: 1    # of the last two
//   gain_scale: 0.01            # the gain over the parent that is worth 1/2 to them
//   edits: {diff: 0.6, rewrite: 0.2, crossover: 0.1, scratch: 0.1}           # weights
//   variants: {plain: 1, critic: 0.5, bold: 0.5, simple: 0.25}               # of the prompt
//   repair_attempts: 2          # how often a proposal that fails goes back to its model, with the reason
//   offline_share: 0            # of candidates that are mutated instead, without a model
//   stagnation: 100             # candidates without a better one after which the question asks for another idea
//   summary: {every: 0, words: 300}       # of what was learned, asked of a model after so many rows, for the questions
//                                         # that follow; 0: never
//   instructions: {every: 0, words: 80, weight: 0.5, most: 4}   # new variants, likewise; the `most` best stay
//   reflect_with: NAME          # of the models: who is asked for these; otherwise the first
//   prompt: {tokens: 24000, top: 2, diverse: 1, ancestors: 6, edits: 12, failures: 4}
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/ensemble/ensemble.h"
#include "host/llm/model.h"

namespace gauntlet {

using Weights = std::vector<std::pair<std::string, double>>;

struct PromptRoom {
  uint64_t tokens = 24000;
  int64_t top = 2, diverse = 1, ancestors = 6, edits = 12, failures = 4;  // most of each
};

struct SummaryConfig {
  int64_t every = 0, words = 300;
};

struct InstructionConfig {
  int64_t every = 0, words = 80, most = 4;
  double weight = 0.5;
};

struct LlmConfig {
  std::vector<ModelSpec> models;
  std::string choice = "weights";
  double decay = 0.99, cost_exponent = 0, exploration = 1, gain_scale = 0.01;
  Weights edits = {{"diff", 0.6}, {"rewrite", 0.2}, {"crossover", 0.1}, {"scratch", 0.1}};
  Weights variants = {{"plain", 1}, {"critic", 0.5}, {"bold", 0.5}, {"simple", 0.25}};
  uint32_t repair_attempts = 2;
  double offline_share = 0;
  int64_t stagnation = 100;
  PromptRoom prompt;
  SummaryConfig summary;
  InstructionConfig instructions;
  std::string reflect_with;

  size_t ReflectWith() const;  // index of a model
  EnsembleConfig Arms() const;

  // kInput, naming the key.
  static Result<LlmConfig> From(const Json& json);
};

}  // namespace gauntlet
