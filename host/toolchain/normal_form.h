// The syntax tree without white space, comments and names of locals: what makes two candidates the same.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "host/base/hash.h"

namespace gauntlet {

class ParsedCandidate;

struct NormalForm {
  Hash128 tree;                      // equal trees are duplicates
  Hash128 shape;                     // the same with the liftable literals left out
  std::vector<uint64_t> parameters;  // the liftable literals in order: bits of a double or an int64_t
  std::vector<std::pair<std::string, double>>
      features;  // of the syntax: nodes, statements, branches, loops, ...
};

// REQUIRES: `candidate` parsed without errors.
NormalForm Normalise(const ParsedCandidate& candidate);

}  // namespace gauntlet
