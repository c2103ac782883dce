// bin/gauntlet-evaluator: holds the simulator and forks a locked child for each candidate. Started by the host only.
#include <cstdlib>

#include "host/evaluate/worker/artifact_check.h"
#include "host/evaluate/worker/server.h"

int main() {
  if (std::getenv("GAUNTLET_UNCHECKED_ARTIFACTS") != nullptr) gauntlet::SkipArtifactChecks();
  return gauntlet::EvaluationServer::Serve(false);
}
