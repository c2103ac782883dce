// bin/gauntlet-verifier: recomputes metrics from decision logs. Started by the host only; never opens a
// candidate's module.
#include "host/base/sanitizer_defaults.h"
#include "host/evaluate/worker/server.h"

int main() { return gauntlet::EvaluationServer::Serve(true); }
