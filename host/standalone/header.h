// A policy as one C++20 header for production: no SDK, no host, only the standard library. The policy's text
// stays as it is; before it stand the pieces of the SDK that it uses, taken from the SDK's own files, and a
// small shell that calls it (plugin_api/standalone), all in a namespace of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/result.h"

namespace gauntlet {

struct StandaloneRequest {
  std::string source;              // of the policy
  std::string interface_name;      // "gauntlet.cache.policy/1"
  std::string name;                // of the namespace
  std::vector<std::string> about;  // lines of its first comment
};

struct StandaloneHeader {
  std::string text;
  size_t policy_line = 0;  // where the policy's own text begins, from 1
};

// The interfaces that there are shells for.
std::vector<std::string> StandaloneInterfaces();
// A word that a namespace can have, made from any text: "run-7.db:412" is "run_7_db_412".
std::string NamespaceFrom(std::string_view text);

// `plugin_api`: the folder with gauntlet/, runtime/ and standalone/. kInput: no shell for the interface, no
// name for a namespace, or an include that no header can keep.
Result<StandaloneHeader> MakeStandaloneHeader(const std::filesystem::path& plugin_api,
                                              const StandaloneRequest& request);

}  // namespace gauntlet
