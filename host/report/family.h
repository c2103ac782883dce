// The family of a campaign's elites: who descends from whom, along main parents, laid out as a tree over time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/candidate/candidate.h"

namespace gauntlet {

// What the tree needs of a candidate.
struct Kin {
  int64_t parent = -1;  // the main one
  std::optional<double> score;
  bool in_archive = false;

  static Kin Of(const Candidate& candidate);
};

struct FamilyMember {
  int64_t number = -1, parent = -1;
  std::optional<double> score;
  bool in_archive = false;
  bool on_path = false;  // from the seed to the champion
  int row = 0;           // of the drawing: a line of descent keeps its row
};

struct Family {
  std::vector<FamilyMember> members;  // in the order of numbers
  int rows = 0;                       // row 0 is the champion's
  int64_t elites = 0;                 // of the archive
  int64_t drawn = 0;                  // of these, those in the tree
};

// The champion's path, then the elites with theirs, best first, as long as a page can show them. `kin` by number.
// REQUIRES: every parent has a smaller number. `champion`: -1 if there is none.
Family FamilyOf(const std::vector<Kin>& kin, int64_t champion, size_t most_rows);

}  // namespace gauntlet
