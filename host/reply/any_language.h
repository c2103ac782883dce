// Programs in replies where nobody knows the language: markers and fences are all there is to go by.
#pragma once

#include <expected>
#include <string>

#include "host/reply/program.h"

namespace gauntlet::reply {

// The new evolve block: what stands between the markers of the last fenced block that has them both, or between the
// reply's own; else the longest fenced block, without the lines at its edges that repeat the parent's fixed text.
std::expected<std::string, Unusable> BlockOfAnyLanguage(const std::vector<std::string_view>& reply,
                                                        const Parts& parent);

}  // namespace gauntlet::reply
