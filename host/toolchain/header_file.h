// Headers that a problem brings along, for all units that are compiled for it.
#pragma once

#include <string>
#include <vector>

namespace gauntlet {

struct HeaderFile {
  std::string name;  // as it is included: "gauntlet/sdk/jobs_policy.hpp"
  std::string text;
};

// What the units of one domain see beside Gauntlet's own headers. Empty: a domain that is built in.
struct DomainHeaders {
  std::string domain;          // "jobs"
  std::string interface_name;  // "gauntlet.jobs.policy/1"
  std::vector<HeaderFile> files;
};

}  // namespace gauntlet
