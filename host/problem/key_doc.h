// What can be said in a file of ours: one entry a key, from which the reference is made (`gauntlet problems --keys`). A
// test holds the lists against what the readers know.
#pragma once

#include <string>
#include <vector>

namespace gauntlet {

struct KeyDoc {
  std::string key;
  std::string type;       // text, number, whole number, true or false, file, map, list
  std::string otherwise;  // where it is left out; "required": it may not be
  std::string what;
};

// The keys of one map.
struct KeyDocs {
  std::string map;   // "" for the top level, "objective", "baselines[]", ...
  std::string what;  // a sentence
  std::vector<KeyDoc> keys;
};

// Of problem.yaml, but for what is in `search:` (campaign/search_keys.h) and in entries of `workloads:`
// (workload/workload_keys.h).
std::vector<KeyDocs> ProblemKeys();

}  // namespace gauntlet
