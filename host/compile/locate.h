// From an address in a module back to the author's line. Plain C++.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sandbox/verdict.h"

namespace gauntlet {

// Line of the candidate that the instruction at `offset` (from the load address) belongs to, through inlined
// functions of headers; 0: unknown. REQUIRES: `module` was compiled with line tables.
uint32_t LineOfOffset(const std::vector<char>& module, uint64_t offset);

// For a failure with forbidden symbols in its detail: the first line of `source` that names one of them, as
// "line".
void AddUseLines(std::string_view source, Failure& failure);

}  // namespace gauntlet
