// The train split in parts, so that what was tuned on some can be met by the others. Datasets stay whole: workloads of
// one trace are one witness (host/score/uncertainty.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gauntlet::tune {

struct Fold {
  std::vector<std::string> datasets;
  std::vector<uint32_t> workloads;  // held out: indices into the train split
};

// As many as there are datasets, at most `most`, of about equally many workloads. None when there is one dataset.
// `datasets`: of each workload.
std::vector<Fold> MakeFolds(const std::vector<std::string>& datasets, size_t most);

}  // namespace gauntlet::tune
