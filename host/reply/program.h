// A whole program in a reply: found, and put where the parent's evolve block is. The rules are in reply.h.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "host/reply/reply.h"
#include "host/reply/text.h"

namespace gauntlet::reply {

// The lines of the program. Refuses with cut_off or no_code.
std::expected<std::vector<std::string_view>, Unusable> FindProgram(
    const std::vector<std::string_view>& reply);

// What of it becomes the new block. Refuses with fixed_text or no_code.
std::expected<std::string, Unusable> BlockOfProgram(const std::vector<std::string_view>& program,
                                                    const Parts& parent);

}  // namespace gauntlet::reply
