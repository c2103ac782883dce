#include "tests/llm_server/faults.h"

#include "host/base/rng.h"

namespace gauntlet::llm_server {
namespace {

constexpr std::pair<Fault, std::string_view> kNames[] = {
    {Fault::kNone, "none"},
    {Fault::kRateLimit, "rate_limit"},
    {Fault::kNoQuota, "no_quota"},
    {Fault::kBadRequest, "bad_request"},
    {Fault::kUnauthorized, "unauthorized"},
    {Fault::kNotFound, "not_found"},
    {Fault::kError500, "error_500"},
    {Fault::kError503, "error_503"},
    {Fault::kRedirect, "redirect"},
    {Fault::kReset, "reset"},
    {Fault::kClose, "close"},
    {Fault::kCut, "cut"},
    {Fault::kEndless, "endless"},
    {Fault::kDrip, "drip"},
    {Fault::kSilence, "silence"},
    {Fault::kHeaders, "headers"},
    {Fault::kHalfJson, "half_json"},
    {Fault::kHtml, "html"},
    {Fault::kWrongType, "wrong_type"},
    {Fault::kErrorIn200, "error_in_200"},
    {Fault::kToolCall, "tool_call"},
    {Fault::kEmpty, "empty"},
    {Fault::kRefusal, "refusal"},
    {Fault::kAnsi, "ansi"},
    {Fault::kInvalidUtf8, "invalid_utf8"},
    {Fault::kNoUsage, "no_usage"},
};

}  // namespace

Result<Fault> FaultFromName(std::string_view name) {
  for (const auto& [fault, its_name] : kNames)
    if (its_name == name) return fault;
  std::string all;
  for (const std::string& known : FaultNames()) all += " " + known;
  return Fail(ErrorKind::kUsage, "no such fault: " + std::string(name) + "; there are" + all);
}

std::string_view NameOf(Fault fault) {
  for (const auto& [its_fault, name] : kNames)
    if (its_fault == fault) return name;
  return "";
}

std::vector<std::string> FaultNames() {
  std::vector<std::string> names;
  for (const auto& [fault, name] : kNames) names.emplace_back(name);
  return names;
}

Fault FaultScript::Of(uint64_t request) const {
  if (const auto found = at.find(request); found != at.end()) return found->second;
  double left = Rng(seed * 1000003 + request).Unit();
  for (const auto& [fault, share] : shares) {
    if (left < share) return fault;
    left -= share;
  }
  return Fault::kNone;
}

}  // namespace gauntlet::llm_server
