#include "host/evaluate/worker/artifact_check.h"

namespace gauntlet {
namespace {
bool g_skipped = false;
}

void SkipArtifactChecks() { g_skipped = true; }

std::optional<Failure> CheckModuleFile(int) {
  if (g_skipped) return std::nullopt;
  return std::nullopt;
}

}  // namespace gauntlet
