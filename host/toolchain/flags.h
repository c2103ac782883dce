// How every candidate is compiled. Fixed: two builds of one source anywhere give the same module. Plain C++.
#pragma once

#include <string>
#include <vector>

namespace gauntlet {

// Front-end (cc1) arguments without the search path. `policy.cc` is the name that every candidate goes by.
std::vector<std::string> CandidateFlags();

// Functions whose last bits differ between mathematical libraries: never folded at compile time, always
// called at run time.
const std::vector<std::string>& InexactMathFunctions();

inline constexpr const char* kCandidateFileName = "policy.cc";

}  // namespace gauntlet
