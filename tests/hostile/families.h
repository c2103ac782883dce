// The ways to fail that the suite must cover, in the words in which they were asked for, each with programs.
#pragma once

#include <vector>

namespace gauntlet::hostile {

struct Family {
  const char* words;
  std::vector<const char*> programs;
};

inline const std::vector<Family> kFamilies = {
    {"divisions by zero", {"crashes/division"}},
};

}  // namespace gauntlet::hostile
