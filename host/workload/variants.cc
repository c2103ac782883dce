#include "host/workload/variants.h"

#include <map>

#include "host/workload/cache_variants.h"
#include "host/workload/moe_variants.h"
#include "host/workload/own_workload.h"
#include "host/workload/spot_variants.h"

namespace gauntlet {

const Variants* VariantsOf(const std::string& domain) {
  static const std::map<std::string, const Variants*> known = {
      {"cache", &CacheVariants()},
      {"moe", &MoeVariants()},
      {"spot", &SpotVariants()},
  };
  const auto found = known.find(domain);
  return found == known.end() ? nullptr : found->second;
}

const Variants* VariantsOf(const Problem& problem) {
  if (problem.harness) return nullptr;
  return problem.own ? &OwnVariants() : VariantsOf(problem.domain);
}

}  // namespace gauntlet
