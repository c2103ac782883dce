// A policy's syntax tree as a set of small pieces, so that two of them can be told near or far without the sources:
// each node of the evolve block with its parent, its grandparent and what its children are. After "The pq-gram distance
// between ordered labeled trees" (Augsten, Böhlen, Gamper, TODS 2010).
//
// Names of locals do not count, a local is known by its type and by what it begins with; literals count by their order
// of magnitude. White space, comments, parentheses and implicit conversions are in no tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "sandbox/verdict.h"

namespace gauntlet {

class Toolchain;

// The smallest hashes are kept where there are more: they stand for all (a bottom-k sketch).
inline constexpr size_t kMostGrams = 1024;

struct GramsOutcome {
  std::optional<Failure> failure;  // it does not parse
  std::vector<uint32_t> grams;     // rising, none twice
};

// An error means that the toolchain failed.
Result<GramsOutcome> ReadGrams(Toolchain& toolchain, const std::string& source, const std::string& domain);

}  // namespace gauntlet
