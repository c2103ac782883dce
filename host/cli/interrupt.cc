#include "host/cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

namespace gauntlet {
namespace {

std::atomic<bool> interrupted = false;

void OnSignal(int number) {
  if (interrupted.exchange(true)) {
    ::signal(number, SIG_DFL);
    ::raise(number);
    return;
  }
  constexpr char kSays[] = "\nStopping: saving what is done. Once more to stop at once.\n";
  if (::write(STDERR_FILENO, kSays, sizeof(kSays) - 1) < 0) return;  // nobody left to tell
}

}  // namespace

void CatchInterrupts() {
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

const std::atomic<bool>& Interrupted() { return interrupted; }

}  // namespace gauntlet
