// The path from the seed to a candidate as people read it.
#pragma once

#include <string>
#include <vector>

#include "host/ledger/lineage.h"

namespace gauntlet {

// A step and a line for each of its edits against the main parent.
std::string LineageText(const std::vector<LineageStep>& lineage);
// A line an edit.
std::string EditsText(const SourceDiff& diff);

}  // namespace gauntlet
