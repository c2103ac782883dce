#include "host/report/wording.h"

#include <set>

namespace gauntlet {

std::string MadeBy(const Candidate& c) {
  std::string text = c.generator;
  std::set<std::string> said;
  for (const Edit& edit : c.edits) {
    if (said.insert(edit.operation).second) text += (said.size() == 1 ? ": " : ", ") + edit.operation;
  }
  return text;
}

}  // namespace gauntlet
