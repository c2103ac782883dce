// Questions to models about the search itself, and what came of them: now and then a summary of what was learned, for
// the questions that follow, and an instruction that joins the variants of the prompt.
//
//   applied rows   0 ......... every ........ every + W + 1
//                              asked          candidate every + 2 W is proposed: its question has the answer
//
// So a model has as long as W rows take; then the search waits for it. Both follow from the rows alone.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/campaign/llm_config.h"
#include "host/prompt/prompt.h"
#include "host/store/exchange.h"

namespace gauntlet {

struct Reflection {
  Purpose purpose = Purpose::kSummary;
  int64_t from = 0;  // the first candidate whose question has what comes of it
  Prompt prompt;
  uint64_t seed = 0;
};

class Reflections {
 public:
  Reflections(const LlmConfig& config, int64_t window);

  // What is to be asked once `applied` rows are, and has no answer yet.
  std::vector<std::pair<Purpose, int64_t>> DueAt(int64_t applied) const;  // with its `from`
  // An answer; no text: nothing came of it.
  void Put(Purpose purpose, int64_t from, std::string text);
  // Whether every answer that candidate `number`'s question needs is there.
  bool ReadyFor(int64_t number) const;

  // The latest summary for a question; empty: there is none.
  std::string SummaryFor(int64_t number) const;
  // Instructions up to candidate `number`'s question that were not taken yet, in their order.
  std::vector<std::string> TakeInstructions(int64_t number);

 private:
  std::map<Purpose, int64_t> every_;  // those that are on
  int64_t window_;
  std::map<std::pair<Purpose, int64_t>, std::string> texts_;
  int64_t instructions_taken_ = -1;  // up to this candidate
};

// Its text; empty if nothing came that could be used.
std::string ReplyOf(const Exchange& exchange);
// What a reply is worth keeping as: for a summary its text, at most 8 KB of it; for an instruction a text that could be
// one. Empty: nothing.
std::string TextOfReflection(Purpose purpose, const std::string& reply);

}  // namespace gauntlet
