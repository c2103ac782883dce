// A lane of the real thing: generate with a compiler process, then the whole pipeline.
#pragma once

#include <memory>
#include <vector>

#include "host/campaign/config.h"
#include "host/campaign/job.h"
#include "host/campaign/novelty.h"
#include "host/campaign/workbench.h"

namespace gauntlet {

// One worker for each of the bench's lanes. The bench, `modules` and `novelty` (null: whatever is not the same is new)
// outlive them.
// REQUIRES: the bench has the configuration's cascade.
// kInput: the configuration names an unknown generator.
Result<std::vector<std::unique_ptr<CandidateWorker>>> MakeLaneWorkers(Workbench& workbench,
                                                                      ModuleCache& modules,
                                                                      const CampaignConfig& config,
                                                                      Novelty* novelty = nullptr);

}  // namespace gauntlet
