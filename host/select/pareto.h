// Who beats whom when several objectives count, each the larger the better. Source: Deb, Pratap, Agarwal and
// Meyarivan, "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", IEEE Transactions on Evolutionary
// Computation 6, 2002.
#pragma once

#include <cstdint>
#include <vector>

namespace gauntlet {

using Objectives = std::vector<double>;

// At least as good in all, better in one. REQUIRES: of one length, no NaN.
bool Dominates(const Objectives& a, const Objectives& b);

struct ParetoStanding {
  uint32_t front = 0;   // 0: dominated by none; n: by none but members of fronts below n
  double crowding = 0;  // how far apart its neighbours on its front are; infinite at the ends of an objective
  // The better of two: of a lower front, on the same front where it is less crowded.
  bool Beats(const ParetoStanding& other) const {
    return front != other.front ? front < other.front : crowding > other.crowding;
  }
};

// One each, in the same order. In time objectives * points^2.
std::vector<ParetoStanding> ParetoStandings(const std::vector<Objectives>& points);

}  // namespace gauntlet
