// What happens on the inner side of the cage: a first process, which only waits, and the program below it.
#pragma once

#include "host/base/unique_fd.h"
#include "host/harness/cage.h"

namespace gauntlet {

// Ends of pipes that the inside holds.
struct InsideEnds {
  UniqueFd input, output, complaint;
  UniqueFd report;  // the program's wait status, an int, once it has ended
  UniqueFd
      trouble;  // a line of text if the cage or the program could not be had; closed when the program runs
};

// The first process: builds the cage, starts the program, buries what it leaves, and reports. Never returns.
// `own_processes`: it is number 1 of a name space, so that its end is the end of all.
[[noreturn]] void RunInside(const CageRun& run, const std::string& scratch, bool own_processes,
                            InsideEnds ends);

// Begins the line of `trouble` when the program itself is not to be had.
inline constexpr char kNoProgram = '!';

}  // namespace gauntlet
