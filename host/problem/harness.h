// Reads `simulator: {command: ...}` (Harness, problem.h).
#pragma once

#include "host/problem/problem.h"

namespace gauntlet {

// `in` is the problem's top level, `problem` has its name, folder, domain, interface and limits. kInput: a program or a
// file that is not there, a key that is none.
Result<Harness> ReadHarness(const YamlReader& in, const Problem& problem);

// All that its runs depend on: the words of its command and the files that it may read. kInput: one cannot be read.
Result<std::string> ContentOf(const Harness& harness);

}  // namespace gauntlet
