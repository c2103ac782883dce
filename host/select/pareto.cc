#include "host/select/pareto.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace gauntlet {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Adds to the crowding of a front's members what one objective contributes.
void AddCrowding(const std::vector<Objectives>& points, size_t objective, std::vector<size_t>& front,
                 std::vector<ParetoStanding>& standings) {
  const auto value = [&](size_t i) { return points[i][objective]; };
  std::ranges::sort(front, {}, [&](size_t i) { return std::pair(value(i), i); });
  standings[front.front()].crowding = standings[front.back()].crowding = kInfinity;
  const double range = value(front.back()) - value(front.front());
  for (size_t i = 1; i + 1 < front.size() && range > 0 && range < kInfinity; ++i)
    standings[front[i]].crowding += (value(front[i + 1]) - value(front[i - 1])) / range;
}

}  // namespace

bool Dominates(const Objectives& a, const Objectives& b) {
  bool better = false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] < b[i]) return false;
    better = better || a[i] > b[i];
  }
  return better;
}

std::vector<ParetoStanding> ParetoStandings(const std::vector<Objectives>& points) {
  std::vector<ParetoStanding> standings(points.size());
  std::vector<uint32_t> dominated_by(points.size(), 0);
  std::vector<std::vector<uint32_t>> dominates(points.size());
  for (uint32_t i = 0; i < points.size(); ++i)
    for (uint32_t j = 0; j < points.size(); ++j)
      if (Dominates(points[i], points[j])) dominates[i].push_back(j), ++dominated_by[j];
  std::vector<size_t> front;
  for (size_t i = 0; i < points.size(); ++i)
    if (dominated_by[i] == 0) front.push_back(i);
  for (uint32_t number = 0; !front.empty(); ++number) {
    std::vector<size_t> next;
    for (const size_t i : front) {
      standings[i].front = number;
      for (const uint32_t j : dominates[i])
        if (--dominated_by[j] == 0) next.push_back(j);
    }
    for (size_t k = 0; k < points.front().size(); ++k) AddCrowding(points, k, front, standings);
    front = std::move(next);
  }
  return standings;
}

}  // namespace gauntlet
