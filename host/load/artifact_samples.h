// For tests: the linked samples, and changes to their bytes that no linker makes.
#pragma once

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "host/load/artifact.h"

namespace gauntlet {

using Bytes = std::vector<std::byte>;

inline Bytes Sample(const std::string& name) {
  std::ifstream file(std::string(GAUNTLET_BUILD_DIR) + "/tests/load/artifact_" + name + ".so",
                     std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_FALSE(text.empty()) << name;
  Bytes bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

inline const AllowedImports& Allowed() {
  static const AllowedImports allowed = AllowedImports::FromText("# memory\nmemcpy\n  free # not really\n\n");
  return allowed;
}

inline std::string RuleOf(const Bytes& bytes) {
  const auto failure = CheckArtifact(bytes, Allowed());
  if (!failure) return "";
  EXPECT_EQ(failure->kind, VerdictKind::kLinkError);
  EXPECT_EQ(failure->detail.at("rung"), "artifact");
  return failure->detail.at("rule");
}

inline Elf64_Ehdr HeaderOf(const Bytes& bytes) {
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  return header;
}

// The sample with one of its program headers changed.
template <class Change>
inline Bytes WithSegment(uint32_t type, Change change) {
  Bytes bytes = Sample("honest");
  const Elf64_Ehdr header = HeaderOf(bytes);
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    std::byte* at = bytes.data() + header.e_phoff + i * sizeof(Elf64_Phdr);
    Elf64_Phdr segment;
    std::memcpy(&segment, at, sizeof(segment));
    if (segment.p_type != type) continue;
    change(segment);
    std::memcpy(at, &segment, sizeof(segment));
    return bytes;
  }
  ADD_FAILURE() << "no such segment";
  return bytes;
}

template <class T>
T Load(const Bytes& bytes, uint64_t offset) {
  T out;
  std::memcpy(&out, bytes.data() + offset, sizeof(T));
  return out;
}
template <class T>
void Store(Bytes& bytes, uint64_t offset, const T& value) {
  std::memcpy(bytes.data() + offset, &value, sizeof(T));
}

// Offset in the file of what is mapped at `address`.
inline uint64_t OffsetOf(const Bytes& bytes, uint64_t address) {
  const Elf64_Ehdr header = HeaderOf(bytes);
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    const auto s = Load<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr));
    if (s.p_type == PT_LOAD && address >= s.p_vaddr && address - s.p_vaddr < s.p_filesz)
      return s.p_offset + (address - s.p_vaddr);
  }
  ADD_FAILURE() << "nothing is mapped there";
  return 0;
}

inline Elf64_Phdr SegmentOfType(const Bytes& bytes, uint32_t type) {
  const Elf64_Ehdr header = HeaderOf(bytes);
  for (unsigned i = 0; i < header.e_phnum; ++i)
    if (const auto s = Load<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr)); s.p_type == type)
      return s;
  ADD_FAILURE() << "no such segment";
  return {};
}

// Offset in the file of the dynamic entry with this tag.
inline uint64_t EntryOf(const Bytes& bytes, int64_t tag) {
  uint64_t at = SegmentOfType(bytes, PT_DYNAMIC).p_offset;
  while (Load<Elf64_Dyn>(bytes, at).d_tag != tag && Load<Elf64_Dyn>(bytes, at).d_tag != DT_NULL)
    at += sizeof(Elf64_Dyn);
  return at;
}
inline uint64_t ValueOf(const Bytes& bytes, int64_t tag) {
  return Load<Elf64_Dyn>(bytes, EntryOf(bytes, tag)).d_un.d_val;
}
inline Bytes WithEntry(int64_t tag, Elf64_Dyn entry) {
  Bytes bytes = Sample("honest");
  Store(bytes, EntryOf(bytes, tag), entry);
  return bytes;
}

}  // namespace gauntlet
