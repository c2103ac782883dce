// The normal form of a child that differs from its parent in literals alone, without a parse.
#pragma once

#include <optional>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {

// The form that a parse of the child would give. Nothing where only a parse can tell: something other than a
// liftable literal changes, a literal's type changes with its value, a 0 may be a pointer, or the text is
// asked for its columns.
std::optional<NormalForm> FormOfChild(const Sketch& parent, const Proposal& proposal);

}  // namespace gauntlet::mutate
