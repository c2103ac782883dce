// bin/gauntlet-evaluator: holds the simulator and forks a locked child for each candidate. Started by the
// host only.
#include "host/base/sanitizer_defaults.h"
#include "host/evaluate/worker/server.h"

int main() { return gauntlet::EvaluationServer::Serve(false); }
