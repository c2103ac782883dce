// What a linked policy module may be, checked on the bytes of the file before any loader sees it: it needs no
// other library, has no code that runs when it is opened or closed, imports only what the evaluator program
// offers, exports gauntlet_entry and nothing else, and maps no memory that is writable and executable. So
// opening it runs none of its instructions. Plain ELF: what is judged is what the dynamic loader reads
// (program headers and the dynamic section), not section names.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "host/base/result.h"
#include "sandbox/verdict.h"

namespace gauntlet {

class AllowedImports {
 public:
  // One symbol a line; # starts a comment. plugin_api/runtime/allowed_imports.txt
  static Result<AllowedImports> Load(const std::filesystem::path& path);
  static AllowedImports FromText(std::string_view text);

  bool Contains(std::string_view symbol) const { return symbols_.contains(std::string(symbol)); }
  size_t size() const { return symbols_.size(); }

 private:
  std::unordered_set<std::string> symbols_;
};

// Nothing if the file is as above; else link_error with detail {"rung": "artifact", "rule": ..., "symbols":
// [...]}. `symbols` holds the forbidden imports as the linker names them (mangled).
std::optional<Failure> CheckArtifact(std::span<const std::byte> file, const AllowedImports& allowed);

}  // namespace gauntlet
