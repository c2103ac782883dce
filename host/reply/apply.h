// SEARCH/REPLACE blocks carried out on the evolve block of a source.
#pragma once

#include <expected>
#include <vector>

#include "host/reply/blocks.h"
#include "host/reply/reply.h"
#include "host/reply/text.h"

namespace gauntlet::reply {

// Changes `parts.block`; says in the result (but for its source) what was done.
std::expected<Made, Unusable> ApplyBlocks(const std::vector<Block>& blocks, Parts& parts);

}  // namespace gauntlet::reply
