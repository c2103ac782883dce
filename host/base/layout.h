// Where things lie. A build tree and an installation have the same shape below one root, found from the
// path of the running program: bin/, lib/gauntlet/, share/gauntlet/.
#pragma once

#include <filesystem>
#include <string_view>

namespace gauntlet {

struct Layout {
  std::filesystem::path root;

  // From /proc/self/exe; GAUNTLET_ROOT overrides it.
  static const Layout& Current();

  std::filesystem::path Program(std::string_view name) const {
    return root / "bin" / name;
  }  // gauntlet-evaluator
  std::filesystem::path Simulator(std::string_view domain) const;  // lib/gauntlet/simulators/cache.so
  std::filesystem::path Share() const { return root / "share" / "gauntlet"; }
  std::filesystem::path PluginApi() const { return Share() / "plugin_api"; }
  std::filesystem::path Problems() const { return Share() / "problems"; }
};

// $GAUNTLET_CACHE, else $XDG_CACHE_HOME/gauntlet, else ~/.cache/gauntlet. Created when missing.
std::filesystem::path CacheDir();

}  // namespace gauntlet
