#include "host/candidate/objective.h"

namespace gauntlet {

std::string_view ToString(Split split) {
  switch (split) {
    case Split::kTrain:
      return "train";
    case Split::kValidation:
      return "validation";
    case Split::kTest:
      return "test";
  }
  return "?";
}

std::optional<Split> SplitFromString(std::string_view name) {
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest})
    if (ToString(split) == name) return split;
  return std::nullopt;
}

}  // namespace gauntlet
