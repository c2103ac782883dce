// One evaluation in the open, from files and without a host: what a debugger or a sanitizer looks at. Nothing
// is locked, nothing is checked, a crash is the process's own, and what it says is never a score.
//
//   job file (JSON):  {"setup": as in wire.h, "module": path,
//                      "workloads": [{as in wire.h, "fd": inherited descriptor of the data}],
//                      "stop": {"workload": its place in that list, "request": number},    or null
//                      "cpu_ms": most CPU time, "cpu_ms_after_stop": most from the stop on,
//                      "answer": path}
//   answer file:      the answer of wire.h, when the run came to an end of its own
//
// There is no conversation: in front of an evaluator a debugger would stop one side of a dialogue, and the other
// would wait for it or give it up. Where a debugger may want to stop are two functions of C linkage:
// gauntlet_before_request, before the request of "stop" is fed, and gauntlet_run_failed, in the call stack that
// noticed the failure.
#pragma once

#include <string>

#include "host/base/result.h"

namespace gauntlet {

// REQUIRES: once in a process.
Result<> PlayJob(const std::string& job_path);

}  // namespace gauntlet
