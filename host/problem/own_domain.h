// Reads what a folder brings along for its domain (OwnDomain, problem.h).
#pragma once

#include "host/problem/problem.h"

namespace gauntlet {

// What can stand in C and in a path alike: a-z, 0-9 and _, a letter first.
bool IsDomainName(const std::string& text);

// DOMAIN_abi.h and the interface's header of `folder`. kInput at `simulator:` of `in`: one is missing, or the domain's
// name is none, or is taken.
Result<DomainHeaders> ReadDomainHeaders(const YamlReader& in, const std::filesystem::path& folder,
                                        const std::string& domain, const std::string& interface_name);

// From the key `simulator:`. kInput: a file is missing, or the domain is one that is built in.
Result<OwnDomain> ReadOwnDomain(const YamlReader& in, const std::string& domain,
                                const std::string& interface_name);

}  // namespace gauntlet
