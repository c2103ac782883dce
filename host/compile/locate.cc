#include "host/compile/locate.h"

#include <llvm/DebugInfo/DIContext.h>
#include <llvm/DebugInfo/DWARF/DWARFContext.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/Object/ObjectFile.h>
#include <llvm/Support/MemoryBuffer.h>

#include <algorithm>
#include <cctype>

#include "host/toolchain/flags.h"

namespace gauntlet {
namespace {

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// "std::ostream::operator<<(int)" -> "ostream": what an author would have written.
std::string PlainName(const std::string& symbol) {
  std::string name = llvm::demangle(symbol);
  name = name.substr(0, name.find_first_of("(<["));
  const size_t colons = name.rfind("::");
  return colons == std::string::npos ? name : name.substr(colons + 2);
}

uint32_t LineOfWord(std::string_view source, std::string_view word) {
  if (word.empty()) return 0;
  for (size_t at = source.find(word); at != std::string_view::npos; at = source.find(word, at + 1)) {
    const bool starts = at == 0 || !IsWord(source[at - 1]);
    const bool ends = at + word.size() == source.size() || !IsWord(source[at + word.size()]);
    if (starts && ends) return 1 + static_cast<uint32_t>(std::ranges::count(source.substr(0, at), '\n'));
  }
  return 0;
}

}  // namespace

uint32_t LineOfOffset(const std::vector<char>& module, uint64_t offset) {
  const llvm::MemoryBufferRef buffer(llvm::StringRef(module.data(), module.size()), "policy.so");
  auto object = llvm::object::ObjectFile::createObjectFile(buffer);
  if (!object) {
    llvm::consumeError(object.takeError());
    return 0;
  }
  const auto context = llvm::DWARFContext::create(**object);
  llvm::DILineInfoSpecifier specifier(llvm::DILineInfoSpecifier::FileLineInfoKind::RawValue);
  const llvm::DIInliningInfo frames =
      context->getInliningInfoForAddress({offset, llvm::object::SectionedAddress::UndefSection}, specifier);
  for (uint32_t i = 0; i < frames.getNumberOfFrames(); ++i) {
    const llvm::DILineInfo& frame = frames.getFrame(i);
    if (llvm::StringRef(frame.FileName).ends_with(kCandidateFileName) && frame.Line != 0) return frame.Line;
  }
  return 0;
}

void AddUseLines(std::string_view source, Failure& failure) {
  if (failure.detail.contains("line") || !failure.detail.contains("symbols")) return;
  for (const auto& symbol : failure.detail["symbols"]) {
    const uint32_t line = LineOfWord(source, PlainName(symbol.get<std::string>()));
    if (line == 0) continue;
    failure.detail["line"] = line;
    return;
  }
}

}  // namespace gauntlet
