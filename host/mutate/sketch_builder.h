// Draws the Sketch of a parsed candidate. Plain C++; the tree is walked behind it.
#pragma once

#include <optional>

#include "host/mutate/sketch.h"

namespace gauntlet {
class ParsedCandidate;
}

namespace gauntlet::mutate {

// Nothing if Clang reported errors: the tree may have holes.
std::optional<Sketch> BuildSketch(const ParsedCandidate& candidate);

}  // namespace gauntlet::mutate
