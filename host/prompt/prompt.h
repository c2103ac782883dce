// From facts to the words that a model reads. Facts are JSON, words are Mustache templates: system, problem (the part
// that stays the same in a campaign, so that an endpoint may cache it), question, repair, variant (what a question adds
// to what it asks for), summary and instruction (questions about the search itself). A problem folder may bring its own
// as prompt/NAME.mustache.
//
// In a template {{name}} is a fact's text as it is. {{#list}} .. {{/list}} repeats for each item; {{#has_list}} is
// there if there are any. {{#one_of}} a || b || c {{/one_of}} is one of these texts, drawn anew for each question by
// its fact `phrasing`; where there is none, always the first. Nothing that a candidate wrote is ever read as a
// template.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

struct PromptTemplates {
  std::string system, problem, question, repair, variant, summary, instruction;

  // kInput: one of the folder's does not parse; with its name and what is wrong.
  // `text_language`: the tag of fences around policies that are not C++, "py"; empty: C++.
  static Result<PromptTemplates> Load(const std::filesystem::path& problem_folder,
                                      const std::string& text_language = "");
};

struct Prompt {
  std::string system;
  std::string stable;    // beginning of the user's message: the same for all questions of a campaign
  std::string question;  // the rest of it
  int dropped = 0;       // facts that had no room

  friend bool operator==(const Prompt&, const Prompt&) = default;
};

// The lists of a question that are cut when there is no room for all, in this order, each from its end: diverse,
// ancestors, failures, edits, top, worse, workloads. What is left then stays, however long it is.
// `question`: the template of the last part, one of `templates`.
Prompt MakePrompt(const PromptTemplates& templates, const std::string& question, const Json& problem,
                  const Json& facts, uint64_t max_tokens);

std::string RenderTemplate(const std::string& text, const Json& facts);

// More backticks than any run of them in `text`, three at least: what stands between is data.
std::string FenceFor(const std::string& text);

}  // namespace gauntlet
