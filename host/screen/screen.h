// Early, explainable rejection: rules on a candidate's own text and syntax tree, each finding with a place
// and a sentence that an author can act on. Screening proves nothing; what a module may do is settled by the
// artifact check and the sandbox. Plain C++.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/toolchain/diagnostic.h"
#include "sandbox/verdict.h"

namespace gauntlet {

class ParsedCandidate;

struct ScreenRule {
  std::string_view id;
  std::string_view advice;  // what to do instead
};
// The one list of all rules, for documentation and prompts.
std::span<const ScreenRule> ScreenRules();

// Rules on bytes, before anything else reads them.
std::vector<Diagnostic> ScreenText(std::string_view source);
// Rules on what the preprocessor saw and on the tree. With errors in the tree only the former. In order of
// place.
std::vector<Diagnostic> Screen(const ParsedCandidate& candidate);

// The verdict of findings: nothing if there are none.
std::optional<Failure> ScreenFailure(const std::vector<Diagnostic>& findings);

}  // namespace gauntlet
