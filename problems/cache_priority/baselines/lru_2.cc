// LRU-2 (O'Neil, O'Neil and Weikum, "The LRU-K Page Replacement Algorithm", SIGMOD '93): the time of the
// access before this one. Objects of which only one access is known leave before all others, by recency.
// Accesses before the residency count while the object is remembered as a ghost. Parameters: K = 2, no
// correlated reference period.
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  const bool known_before = object.gaps[0] != 0;
  return known_before ? static_cast<double>(object.last_access) : static_cast<double>(object.now) - 1e15;
}
GAUNTLET_CACHE_PRIORITY(priority)
