// The files that a candidate's compilation can see, in memory: Gauntlet's own headers, and what the allowed
// standard headers need of this machine's libstdc++, glibc and Clang. Nothing else exists there, so nothing
// else of the machine can be included or asked for. Includes LLVM.
#pragma once

#include <llvm/Support/VirtualFileSystem.h>

#include <string>
#include <vector>

#include "host/base/hash.h"
#include "host/base/result.h"
#include "host/toolchain/header_file.h"

namespace gauntlet {

inline constexpr const char* kGauntletIncludeDir = "/gauntlet/include";  // virtual

class HeaderStore {
 public:
  // Reads everything from disk, once. `plugin_api` holds gauntlet/; `more` lie beside what it holds.
  static Result<HeaderStore> Load(const std::string& plugin_api, const std::vector<HeaderFile>& more = {});

  llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> files() const { return files_; }
  // -internal-isystem ... in the order of search.
  const std::vector<std::string>& search_flags() const { return search_flags_; }
  bool Has(const std::string& gauntlet_header) const;  // "gauntlet/sdk/cache_policy.hpp"
  // Of names and contents: what candidates of two machines were compiled against is the same if these are.
  const Hash128& sdk_hash() const { return sdk_hash_; }
  const Hash128& standard_hash() const { return standard_hash_; }

 private:
  llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> files_;
  std::vector<std::string> search_flags_;
  Hash128 sdk_hash_, standard_hash_;
};

}  // namespace gauntlet
