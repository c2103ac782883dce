// Ctrl-C asks for a clean stop; a second one ends the program at once.
#pragma once

#include <atomic>

namespace gauntlet {

void CatchInterrupts();  // SIGINT and SIGTERM from now on
const std::atomic<bool>& Interrupted();

}  // namespace gauntlet
