// An explanation as people read it.
#pragma once

#include <string>

#include "host/explain/explain.h"
#include "host/explain/minimize.h"

namespace gauntlet {

// The source with what each line is worth beside it, then the parts and edits that count, then those that do not.
std::string ExplanationText(const Explanation& explanation, bool colour);
std::string MinimizedText(const Minimized& minimized, double tolerance, const std::string& path);

}  // namespace gauntlet
