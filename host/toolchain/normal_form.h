// The syntax tree without white space, comments and names of locals: what makes two candidates the same.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/base/hash.h"

namespace gauntlet {

class ParsedCandidate;

struct NormalForm {
  Hash128 tree;                      // equal trees are duplicates: TreeOf(shape, parameters)
  Hash128 shape;                     // the same with the liftable literals left out
  std::vector<uint64_t> parameters;  // the liftable literals in order: bits of a double or an int64_t
  std::vector<std::pair<std::string, double>>
      features;  // of the syntax: nodes, statements, branches, loops, ...
};

// What is not in `parameters` is in `shape`, the types of the liftable literals included, so the two are the
// tree.
Hash128 TreeOf(const Hash128& shape, std::span<const uint64_t> parameters);

// REQUIRES: `candidate` parsed without errors.
NormalForm Normalise(const ParsedCandidate& candidate);

}  // namespace gauntlet
