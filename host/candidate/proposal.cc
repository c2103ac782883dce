#include "host/candidate/proposal.h"

#include "host/base/foreign_json.h"

namespace gauntlet {

TokenUse& TokenUse::operator+=(const TokenUse& other) {
  input += other.input;
  cached_input += other.cached_input;
  output += other.output;
  written_input += other.written_input;
  return *this;
}

Json TokenUseToJson(const TokenUse& t) {
  Json out = {{"input", t.input}, {"cached_input", t.cached_input}, {"output", t.output}};
  if (t.written_input > 0) out["written_input"] = t.written_input;
  return out;
}

TokenUse TokenUseFromJson(const Json& json) {
  return {
      .input = WholeFrom<uint64_t>(json.at("input")),
      .cached_input = WholeFrom<uint64_t>(json.at("cached_input")),
      .output = WholeFrom<uint64_t>(json.at("output")),
      .written_input = json.contains("written_input") ? WholeFrom<uint64_t>(json.at("written_input")) : 0};
}

Json ProposalToJson(const Proposal& p) {
  return {{"model", p.model},
          {"edit", p.edit},
          {"variant", p.variant},
          {"attempts", p.attempts},
          {"tokens", TokenUseToJson(p.tokens)},
          {"usd", p.usd}};
}

Proposal ProposalFromJson(const Json& json) {
  return {.model = json.at("model"),
          .edit = json.at("edit"),
          .variant = json.at("variant"),
          .attempts = WholeFrom<uint32_t>(json.at("attempts")),
          .tokens = TokenUseFromJson(json.at("tokens")),
          .usd = json.at("usd")};
}

}  // namespace gauntlet
