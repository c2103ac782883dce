// One hostile program: a source with a head of comments that says what must become of it.
//
//   // expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation trusted=ok
//   // shows: trusted "opened"          its note where nothing stops it: proof that it is real
//   // never: "opened"                  in no note of tiers fork and hot
//   // interface: priority              of gauntlet.cache.priority/1; otherwise the full policy
//   // generate: nested_parentheses     the text is made by generated.cc; what follows is appended to
//
// What is expected, by way:
//
//   source     of the compiler process, rules of the screen included (":rule" names the rule); ok: a module
//   fork, hot  of that module, or of one built with the screen left out, in the evaluator of that tier
//   trusted    the same where nothing is locked down: shows that the program does what it is here for
//   open       tier fork without the artifact check: what the filter does alone
//   confirm    of the confirmation that follows upon fork=ok
//
// "a|b": two limits or checks may meet it, and chance or the load of the machine decides which is first.
//
// A way that is not named is not gone. `#include "FILE"` of a file in support/ is replaced by its text, because
// a candidate is one file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.h"

namespace gauntlet::hostile {

struct Expected {
  std::string kind;  // or several, with | between them
  std::string rule;  // empty: any
};

struct Program {
  std::string family;  // its folder
  std::string name;    // family/file
  std::string source;
  std::string interface_name;
  std::map<std::string, Expected> expected;  // by way
  std::map<std::string, std::string> shows;  // by way: part of the note
  std::vector<std::string> never;

  const Expected* Of(const std::string& way) const {
    const auto found = expected.find(way);
    return found == expected.end() ? nullptr : &found->second;
  }
};

// All of tests/hostile/programs, sorted by name. Asserts that heads are well formed.
std::vector<Program> AllPrograms();

// Texts too large or too strange to lie in the repository.
std::string Generated(const std::string& what);

// A gap that is known: the program is not given what it should be, and why. tests/hostile/known_gaps.txt
struct KnownGap {
  std::string program;
  std::string way;
  std::string why;
};
std::vector<KnownGap> KnownGaps();

}  // namespace gauntlet::hostile
