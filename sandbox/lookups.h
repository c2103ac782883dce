// Files for processes that must not have any. A filter can look at numbers, not at paths; so under ours every
// look-up (openat, newfstatat, access) is a trap, and a handler in the process answers it: a path that leads to one of
// the process's own descriptors gives a copy of that descriptor, a status asked of a descriptor is asked of it,
// and anything else is not there. The kernel itself never sees a path, whoever makes the call and whatever he
// has done to the handler.
#pragma once

namespace gauntlet {

// Once a process; children inherit it. `may_look_up` is asked first, in the handler: when it says no, the call
// was a candidate's and the process dies of SIGSYS. nullptr: always.
// REQUIRES: the filter that follows allows dup, lseek and fstat.
void AnswerLookups(bool (*may_look_up)());

}  // namespace gauntlet
