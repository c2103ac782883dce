// How the parts of this room say that a reply is of no use.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "host/base/brief.h"
#include "host/reply/reply.h"

namespace gauntlet::reply {

inline std::unexpected<Unusable> Refuse(std::string_view kind, std::string reason) {
  return std::unexpected(Unusable{std::move(reason), {{"kind", kind}}});
}

inline std::unexpected<Unusable> RefuseBlock(std::string_view kind, size_t block, std::string_view reason) {
  return std::unexpected(
      Unusable{fmt::format("Block {}: {}", block, reason), {{"kind", kind}, {"block", block}}});
}

// As it is quoted in a sentence.
inline std::string Quoted(std::string_view line) { return fmt::format("`{}`", Brief(line)); }

}  // namespace gauntlet::reply
