#include "tests/fuzz/input.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "sandbox/channel.h"

namespace gauntlet::fuzz {
namespace fs = std::filesystem;

namespace {

struct OwnFolder {
  OwnFolder() : owner(::getpid()) {
    const fs::path top = ::access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
    path = (top / "gauntlet-fuzz-XXXXXX").string();
    GAUNTLET_ASSERT(::mkdtemp(path.data()) != nullptr);
  }
  ~OwnFolder() {
    std::error_code ignored;
    if (::getpid() == owner) fs::remove_all(path, ignored);
  }
  std::string path;
  pid_t owner;
};

}  // namespace

const std::string& Folder() {
  static const OwnFolder folder;
  return folder.path;
}

std::string PutFile(const std::string& name, std::string_view text) {
  const std::string path = Folder() + "/" + name;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  GAUNTLET_ASSERT(fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::close(fd);
  return path;
}

void CheckError(const Error& error) {
  constexpr size_t kLongest = 1 << 17;  // twice the longest input of ./dev fuzz
  GAUNTLET_ASSERT(!error.message.empty() && error.message.size() <= kLongest);
}

std::optional<Message> TakeMessage(const uint8_t* data, size_t size) {
  Input input(data, size);
  const auto choice = input.Take<uint8_t>();
  if (!IsBoundedCbor(input.bytes())) return std::nullopt;
  Json json = Json::from_cbor(input.rest(), true, false);
  if (json.is_discarded()) return std::nullopt;
  return Message{choice, std::move(json)};
}

}  // namespace gauntlet::fuzz
