// JSON values, and CBOR on the wire between our processes.
#pragma once

#include <nlohmann/json.hpp>

namespace gauntlet {
// Keys keep their order of insertion: what people read stays in the order in which it was meant.
using Json = nlohmann::ordered_json;
}  // namespace gauntlet
