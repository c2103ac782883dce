#include "host/base/file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
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

Result<> WriteFile(const std::filesystem::path& path, std::string_view bytes) {
  errno = 0;
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  out.close();
  if (!out) return CannotWrite(path, errno);
  return {};
}

std::unexpected<Error> CannotWrite(const std::filesystem::path& path, int error_number) {
  const bool is_full = error_number == ENOSPC || error_number == EDQUOT;
  return Fail(is_full || error_number == EIO ? ErrorKind::kStorageError : ErrorKind::kInput,
              fmt::format("{}: cannot be written: {}{}", path.string(), std::strerror(error_number),
                          is_full ? ": the disk is full" : ""));
}

}  // namespace gauntlet
