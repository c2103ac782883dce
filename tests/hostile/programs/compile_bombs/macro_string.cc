// expect: source=compile_timeout|compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

#define S0 "0123456789"
#define S1 S0 S0 S0 S0 S0 S0 S0 S0 S0 S0
#define S2 S1 S1 S1 S1 S1 S1 S1 S1 S1 S1
#define S3 S2 S2 S2 S2 S2 S2 S2 S2 S2 S2
#define S4 S3 S3 S3 S3 S3 S3 S3 S3 S3 S3
#define S5 S4 S4 S4 S4 S4 S4 S4 S4 S4 S4
#define S6 S5 S5 S5 S5 S5 S5 S5 S5 S5 S5
#define S7 S6 S6 S6 S6 S6 S6 S6 S6 S6 S6
#define S8 S7 S7 S7 S7 S7 S7 S7 S7 S7 S7
const char* Text() { return S8; }

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(*Text());
}
GAUNTLET_CACHE_PRIORITY(priority)
