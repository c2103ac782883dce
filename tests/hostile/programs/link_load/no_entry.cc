// expect: source=link_error
#include <gauntlet/sdk/cache_policy.hpp>

class Bad : public gauntlet::cache::Policy {};
