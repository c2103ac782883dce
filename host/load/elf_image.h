// An ELF file as the dynamic loader will have it in memory: by address, in the segments that it maps. Nothing is
// taken on trust: what lies in no segment, or in two, is not there.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gauntlet {

class ElfImage {
 public:
  using Bytes = std::span<const std::byte>;
  explicit ElfImage(Bytes file) : file_(file) {}

  uint64_t file_bytes() const { return file_.size(); }
  // At an offset of the file.
  template <class T>
  bool Read(uint64_t offset, T& out) const {
    if (offset > file_.size() || sizeof(T) > file_.size() - offset) return false;
    std::memcpy(&out, file_.data() + offset, sizeof(T));
    return true;
  }

  // REQUIRES: its file part lies in the file.
  void AddLoad(const Elf64_Phdr& load) { loads_.push_back(load); }
  // The mapped segment that holds [address, address + bytes); nullptr: none does.
  const Elf64_Phdr* SegmentOf(uint64_t address, uint64_t bytes) const;
  // Whether `part` is a piece of one mapped segment, at the same place in the file and in memory.
  const Elf64_Phdr* SegmentAround(const Elf64_Phdr& part) const;
  // What the file puts at [address, address + bytes); nothing if that is not all in one segment.
  std::optional<Bytes> At(uint64_t address, uint64_t bytes) const;
  // The same, of memory that nobody can change once it is mapped.
  std::optional<Bytes> Constant(uint64_t address, uint64_t bytes) const;

 private:
  Bytes file_;
  std::vector<Elf64_Phdr> loads_;
};

// Element `index` of a table. REQUIRES: it is there.
template <class T>
T ElementOf(ElfImage::Bytes table, uint64_t index) {
  T out;
  std::memcpy(&out, table.subspan(index * sizeof(T), sizeof(T)).data(), sizeof(T));
  return out;
}

// The string at `index` of a string table; nothing if it does not end in the table, or is longer than a symbol's
// name may be.
std::optional<std::string_view> StringAt(ElfImage::Bytes table, uint64_t index);

// Whether none of the notes asks the loader for anything (a property note does), and all of them end in `notes`.
bool AreIdleNotes(ElfImage::Bytes notes);

}  // namespace gauntlet
