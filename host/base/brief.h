// Pieces of a source as people read them in a list.
#pragma once

#include <string>
#include <string_view>

namespace gauntlet {

// Runs of white space as one space, none in front.
std::string OneLine(std::string_view text);
// One line, cut where it says enough; never within a character.
std::string Brief(std::string_view text);

}  // namespace gauntlet
