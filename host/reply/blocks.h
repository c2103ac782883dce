// The SEARCH/REPLACE blocks of a reply, as text.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "host/reply/reply.h"

namespace gauntlet::reply {

struct Block {
  std::vector<std::string_view> search, replace;  // lines, of the reply
};

// Whether any line begins one.
bool HasBlocks(const std::vector<std::string_view>& lines);

// REQUIRES: HasBlocks(lines). Refuses (malformed, cut_off, too_long) what is not a row of whole blocks.
std::expected<std::vector<Block>, Unusable> ReadBlocks(const std::vector<std::string_view>& lines,
                                                       const ReplyRules& rules);

}  // namespace gauntlet::reply
