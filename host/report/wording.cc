#include "host/report/wording.h"

#include <fmt/format.h>

#include <set>

namespace gauntlet {

std::string AskedOf(const Candidate& c) {
  if (!c.proposal) return "";
  const Proposal& p = *c.proposal;
  return fmt::format(" ({}, {}, {}; {} tokens, {:.4f} USD{})", p.model, p.edit, p.variant,
                     p.tokens.input + p.tokens.output, p.usd,
                     p.attempts > 1 ? fmt::format(", {} attempts", p.attempts) : "");
}

std::string MadeBy(const Candidate& c) {
  std::string text = c.generator + AskedOf(c);
  std::set<std::string> said;
  for (const Edit& edit : c.edits) {
    if (said.insert(edit.operation).second) text += (said.size() == 1 ? ": " : ", ") + edit.operation;
  }
  return text;
}

}  // namespace gauntlet
