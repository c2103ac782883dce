// The archive as a map: the best score of each cell of the campaign's feature dimensions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/candidate/candidate.h"
#include "host/select/selector.h"

namespace gauntlet {

struct ArchiveAxis {
  FeatureDimension dimension;
  uint32_t cells = 1;  // that are drawn; several bins share one where there are more than fit a page

  // Where cell `cell` begins, in units of the feature; of `cells`: where the last one ends.
  double Begin(uint32_t cell) const;
};

struct ArchiveCell {
  uint32_t x = 0, y = 0;
  double score = 0;     // the best
  int64_t number = -1;  // whose
  int64_t elites = 0;   // how many share the cell
};

struct ArchiveMap {
  std::vector<ArchiveAxis> axes;    // the first two dimensions; none: there is no map
  std::vector<std::string> folded;  // names of the other dimensions: a cell has the best over them
  std::vector<ArchiveCell> cells;   // that are inhabited, by y, then x
};

inline constexpr uint32_t kMostArchiveCells = 32;  // along an axis

ArchiveMap MapArchive(const std::vector<FeatureDimension>& dimensions, const std::vector<Elite>& elites);

}  // namespace gauntlet
