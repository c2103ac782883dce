// The characters of a source that count: no white space, no comments. Two texts of the same tokens have the same.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gauntlet {

// Where they are. White space within literals counts.
std::vector<uint32_t> SignificantCharacters(std::string_view text);

}  // namespace gauntlet
