#include "host/base/file.h"

#include <fstream>
#include <sstream>

namespace gauntlet {

Result<std::string> ReadTextFile(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return Fail(ErrorKind::kInput, path.string() + ": no such file");
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return Fail(ErrorKind::kInput, path.string() + ": cannot be read");
  return text.str();
}

}  // namespace gauntlet
