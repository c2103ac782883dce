#include "host/report/archive_map.h"

#include <cmath>
#include <map>

namespace gauntlet {
namespace {

uint32_t BinsOfACell(const FeatureDimension& d) {
  return (d.bins + kMostArchiveCells - 1) / kMostArchiveCells;
}

}  // namespace

double ArchiveAxis::Begin(uint32_t cell) const {
  const uint32_t bin = std::min(cell * BinsOfACell(dimension), dimension.bins);
  const double share = static_cast<double>(bin) / dimension.bins;
  if (!dimension.log_scale) return dimension.low + share * (dimension.high - dimension.low);
  return dimension.low * std::pow(dimension.high / dimension.low, share);
}

ArchiveMap MapArchive(const std::vector<FeatureDimension>& dimensions, const std::vector<Elite>& elites) {
  ArchiveMap out;
  for (const FeatureDimension& d : dimensions) {
    const uint32_t bins = BinsOfACell(d);
    if (out.axes.size() < 2) {
      out.axes.push_back({d, (d.bins + bins - 1) / bins});
    } else {
      out.folded.push_back(d.name);
    }
  }
  if (out.axes.empty()) return out;
  std::map<std::pair<uint32_t, uint32_t>, ArchiveCell> cells;
  for (const Elite& elite : elites) {
    if (elite.features.size() < out.axes.size()) continue;
    const auto at = [&](size_t axis) {
      const FeatureDimension& d = out.axes[axis].dimension;
      return BinOf(d, elite.features[axis]) / BinsOfACell(d);
    };
    const uint32_t x = at(0), y = out.axes.size() > 1 ? at(1) : 0;
    ArchiveCell& cell = cells.try_emplace({y, x}, ArchiveCell{.x = x, .y = y}).first->second;
    if (cell.elites++ == 0 || elite.score > cell.score) {
      cell.score = elite.score;
      cell.number = elite.number;
    }
  }
  for (const auto& [at, cell] : cells) out.cells.push_back(cell);
  return out;
}

}  // namespace gauntlet
