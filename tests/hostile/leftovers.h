// What a candidate could leave behind: processes and descriptors of the workers and of this process, files,
// shared memory. Other programs use the machine meanwhile, so files and memory count when they belong to the
// user that workers drop to.
#pragma once

#include <string>
#include <vector>

namespace gauntlet::hostile {

// One line a thing, sorted. `own_modules`: modules that this process holds on purpose.
std::vector<std::string> Traces(size_t own_modules);
// Lines of `after` that are not in `before`.
std::string WhatIsNew(const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace gauntlet::hostile
