// An edit of one step of a lineage, undone in a later version of the source.
#pragma once

#include <optional>
#include <string>

#include "host/candidate/source_diff.h"

namespace gauntlet {

// `now` with what `edit` brought to `child` replaced by what it took: `step` leads from the parent to `child`, and
// `since` from `child` to `now`. What was changed within what it brought goes with it. Nothing if the first or the
// last token of that was changed.
std::optional<std::string> UndoEdit(const SourceDiff& step, const NamedEdit& edit, const std::string& child,
                                    const SourceDiff& since, const std::string& now);

}  // namespace gauntlet
