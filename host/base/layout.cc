#include "host/base/layout.h"

#include <cstdlib>
#include <string>

namespace gauntlet {
namespace fs = std::filesystem;

const Layout& Layout::Current() {
  static const Layout layout = [] {
    if (const char* root = std::getenv("GAUNTLET_ROOT")) return Layout{root};
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    return Layout{self.parent_path().parent_path()};
  }();
  return layout;
}

fs::path Layout::Simulator(std::string_view domain) const {
  return root / "lib" / "gauntlet" / "simulators" / (std::string(domain) + ".so");
}

fs::path CacheDir() {
  fs::path dir;
  if (const char* own = std::getenv("GAUNTLET_CACHE")) {
    dir = own;
  } else if (const char* xdg = std::getenv("XDG_CACHE_HOME")) {
    dir = fs::path(xdg) / "gauntlet";
  } else if (const char* home = std::getenv("HOME")) {
    dir = fs::path(home) / ".cache" / "gauntlet";
  } else {
    dir = fs::temp_directory_path() / "gauntlet-cache";
  }
  std::error_code error;
  fs::create_directories(dir, error);
  return dir;
}

}  // namespace gauntlet
