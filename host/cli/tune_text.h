// A tuning for people.
#pragma once

#include <string>

#include "host/tune/space.h"
#include "host/tune/tuning.h"

namespace gauntlet {

std::string SpaceText(const tune::Space& space);
// `output`: where the source was written; empty: nowhere.
std::string TuningText(const tune::Space& space, const tune::Tuning& tuning, const std::string& output);

}  // namespace gauntlet
