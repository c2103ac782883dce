// Cycles of a lineage: an edit that brings back what the step of an ancestor took away.
//
// What is compared are constructs (candidate/source_diff.h): a statement, a declaration, or the part of an expression
// that says enough, by its tokens, in one place: the functions and classes around it and the head of the loop or
// choice that governs it. A step takes away what its edits took and none of them brought; it brings what they brought
// and none took. So a construct that only moved within its place is neither.
//
// A construct that a step brings is *brought back* if, going back from the step's parent, the first step that took it
// away or brought it took it away. On the way back renamings are undone: a guard over `age` is the same guard after
// `age` became `then`. Renamings themselves take and bring nothing.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "host/candidate/source_diff.h"

namespace gauntlet {

class Cycles {
 public:
  // Sets `brings_back` of the named edits of `diff`, the step from `parent` to a descendant of it.
  void Mark(int64_t parent, SourceDiff& diff) const;
  // The same, and remembers the step for those that descend from `number`.
  // REQUIRES: the steps to `parent` were added before. What was not added took and brought nothing.
  void Add(int64_t number, int64_t parent, SourceDiff& diff);

 private:
  struct Renaming {
    std::string where;  // the function, if it is one of a local; else empty
    std::string from, to;
  };
  struct Step {
    int64_t parent = -1;
    std::set<Construct> took, brought;
    std::vector<Renaming> renamings;
  };
  static Step StepOf(int64_t parent, const SourceDiff& diff);
  static void Undo(const Renaming& renaming, Construct& construct);
  int64_t WhoRemoved(int64_t parent, Construct construct) const;  // -1: nobody

  std::map<int64_t, Step> steps_;  // by number
};

}  // namespace gauntlet
