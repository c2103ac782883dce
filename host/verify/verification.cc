#include <algorithm>
#include <cmath>

#include "host/base/optional_json.h"
#include "host/verify/verify.h"

namespace gauntlet {
namespace {

double Tenths(double value) { return std::round(value * 10) / 10; }

}  // namespace

Json VerifyCheck::ToJson() const {
  Json json = {{"name", name}, {"title", title},   {"passed", passed},
               {"says", says}, {"ms", Tenths(ms)}, {"evaluations", Tenths(evaluations)}};
  if (unmasked) json["verdict"] = Verdict(*unmasked).ToJson();
  if (!detail.empty()) json["detail"] = detail;
  return json;
}

bool Verification::passed() const { return std::ranges::all_of(checks, &VerifyCheck::passed); }

const Failure* Verification::unmasked() const {
  for (const VerifyCheck& check : checks)
    if (check.unmasked) return &*check.unmasked;
  return nullptr;
}

double Verification::TotalMs() const {
  double sum = 0;
  for (const VerifyCheck& check : checks) sum += check.ms;
  return sum;
}

Json Verification::ToJson() const {
  Json list = Json::array();
  for (const VerifyCheck& check : checks) list.push_back(check.ToJson());
  return {{"passed", passed()},
          {"score", OrNull(score)},
          {"checks", list},
          {"ms", Tenths(TotalMs())},
          {"setup_ms", Tenths(setup_ms)},
          {"evaluation_ms", Tenths(evaluation_ms)},
          {"evaluations", evaluation_ms > 0 ? Tenths(TotalMs() / evaluation_ms) : 0}};
}

}  // namespace gauntlet
