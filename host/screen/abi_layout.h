// What crosses the border of a domain that a problem brings along, as its header DOMAIN_abi.h says it: read from the
// tree of a unit that includes it. Plain C++.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/toolchain/diagnostic.h"

namespace gauntlet {

class ParsedCandidate;

struct AbiLayout {
  // Of all structures and enumerators of the header, in order: names, fields, types, offsets, sizes, signatures of
  // hooks. The domain's own name does not enter: under another name the same layout has the same number.
  uint64_t fingerprint = 0;
  std::optional<uint64_t> written;   // what DOMAIN_FINGERPRINT says; none: no such macro, or no whole number
  std::vector<Diagnostic> findings;  // rules of CONVENTIONS.md that it breaks, as errors
};

// REQUIRES: called within a visit of Toolchain::Parse.
AbiLayout ReadAbi(const ParsedCandidate& unit, const std::string& domain);

}  // namespace gauntlet
