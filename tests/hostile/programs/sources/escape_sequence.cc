// expect: source=screen_rejected:text_encoding
// generate: escape_sequence
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now);
}
GAUNTLET_CACHE_PRIORITY(priority)
