// What targets share: the bytes of a run, files for code that reads paths, and what every error must be.
//
// A target is one function, LLVMFuzzerTestOneInput(data, size), that feeds the bytes to a reader. It says with
// GAUNTLET_ASSERT what must hold whatever the bytes are. libFuzzer drives it (./dev fuzz), or driver.cc (ctest).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet::fuzz {

// Takes bytes from the front; zeros when there are no more.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : left_(reinterpret_cast<const char*>(data), size) {}

  template <class T>
  T Take() {
    T value{};
    const size_t bytes = left_.size() < sizeof value ? left_.size() : sizeof value;
    if (bytes > 0) std::memcpy(static_cast<void*>(&value), left_.data(), bytes);
    left_.remove_prefix(bytes);
    return value;
  }
  std::string_view rest() const { return left_; }
  std::span<const std::byte> bytes() const { return std::as_bytes(std::span(left_.data(), left_.size())); }

 private:
  std::string_view left_;
};

// A folder that goes away with the process, in memory where there is /dev/shm.
const std::string& Folder();
// Puts a file into it and returns its path.
std::string PutFile(const std::string& name, std::string_view text);

// An error says something, and no more than people read, whatever was read.
void CheckError(const Error& error);

// A message of a worker: byte 0 chooses which, the rest is its CBOR, if a Channel would have let it through.
struct Message {
  uint8_t choice = 0;
  Json json;
};
std::optional<Message> TakeMessage(const uint8_t* data, size_t size);

}  // namespace gauntlet::fuzz
