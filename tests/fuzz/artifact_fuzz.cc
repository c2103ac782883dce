// Linked modules, as bytes. What the check lets pass is opened here, with its code mapped without the right to be
// run: so a loader that is led into code of the module, or out of the module's memory, dies of it.
#include <elf.h>

#include <cstdio>
#include <vector>

#include "host/load/artifact.h"
#include "host/load/load.h"
#include "tests/fuzz/input.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace gauntlet {
namespace {

std::string WithoutExecution(std::string_view file) {
  std::string bytes(file);
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    char* const at = bytes.data() + header.e_phoff + i * sizeof segment;
    std::memcpy(&segment, at, sizeof segment);
    if (segment.p_type == PT_LOAD) segment.p_flags &= ~static_cast<uint32_t>(PF_X);
    std::memcpy(at, &segment, sizeof segment);
  }
  return bytes;
}

void OpenIt(std::string_view file) {
  static uint64_t number = 0;  // a name that is open already would mean the older module
  const std::string path = fuzz::PutFile(std::to_string(++number) + ".so", WithoutExecution(file));
  const auto module = OpenModule::Open(path);
  ::remove(path.c_str());
  if (!module) return;  // load_error, in a child
  const auto entry = reinterpret_cast<uint64_t>(module->entry());
  if (entry == 0) return;  // load_error: its hash table does not know it
  GAUNTLET_ASSERT(entry - module->extent().base < module->extent().bytes);
}

void Check(std::string_view file) {
  static const AllowedImports allowed = AllowedImports::FromText("memcpy\nfree\n");
  const auto failure = CheckArtifact(std::as_bytes(std::span(file.data(), file.size())), allowed);
  if (!failure) return OpenIt(file);
  fuzz::CheckError({ErrorKind::kInternalError, failure->reason});
  GAUNTLET_ASSERT(failure->reason.size() < 8192);
  GAUNTLET_ASSERT(failure->detail.dump().size() < (1u << 20));  // and is text
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::Check(gauntlet::fuzz::Input(data, size).rest());
  return 0;
}

// Headers and tables are words: often one of them becomes another one of the file, or a little more or less.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  if (seed % 3 == 0 || size < 16) return LLVMFuzzerMutate(data, size, most);
  const size_t width = seed % 3 == 1 ? 8 : 4;
  const auto word = [&](unsigned choice) { return choice % (size / width) * width; };
  const size_t at = word(seed >> 4);
  uint64_t value = 0;
  std::memcpy(&value, data + at, width);
  switch ((seed >> 2) % 4) {
    case 0:
      std::memcpy(&value, data + word(seed * 2654435761u >> 3), width);
      break;
    case 1:
      value += 1 + (seed >> 9) % 16;
      break;
    case 2:
      value -= 1 + (seed >> 9) % 4096;
      break;
    default:
      value = (seed >> 9) % 64;
      break;
  }
  std::memcpy(data + at, &value, width);
  return size;
}
