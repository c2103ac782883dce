#include "host/load/elf_image.h"

#include <algorithm>

namespace gauntlet {
namespace {

// Of all symbols: a file of some kilobytes can name one long string many thousand times.
constexpr uint64_t kMaxNameBytes = 4096;

bool Holds(uint64_t begin, uint64_t size, uint64_t address, uint64_t bytes) {
  return address >= begin && address - begin <= size && bytes <= size - (address - begin);
}

}  // namespace

const Elf64_Phdr* ElfImage::SegmentOf(uint64_t address, uint64_t bytes) const {
  const auto found = std::ranges::find_if(
      loads_, [&](const Elf64_Phdr& load) { return Holds(load.p_vaddr, load.p_memsz, address, bytes); });
  return found == loads_.end() ? nullptr : &*found;
}

const Elf64_Phdr* ElfImage::SegmentAround(const Elf64_Phdr& part) const {
  const Elf64_Phdr* load = SegmentOf(part.p_vaddr, part.p_memsz);
  if (!load || part.p_filesz > part.p_memsz) return nullptr;
  return part.p_offset - load->p_offset == part.p_vaddr - load->p_vaddr ? load : nullptr;
}

std::optional<ElfImage::Bytes> ElfImage::At(uint64_t address, uint64_t bytes) const {
  const Elf64_Phdr* load = SegmentOf(address, bytes);
  if (!load || !Holds(load->p_vaddr, load->p_filesz, address, bytes)) return std::nullopt;
  return file_.subspan(load->p_offset + (address - load->p_vaddr), bytes);
}

std::optional<ElfImage::Bytes> ElfImage::Constant(uint64_t address, uint64_t bytes) const {
  const Elf64_Phdr* load = SegmentOf(address, bytes);
  if (!load || (load->p_flags & PF_W)) return std::nullopt;
  return At(address, bytes);
}

std::optional<std::string_view> StringAt(ElfImage::Bytes table, uint64_t index) {
  if (index >= table.size()) return std::nullopt;
  const std::string_view rest(reinterpret_cast<const char*>(table.data()) + index, table.size() - index);
  const size_t end = rest.substr(0, kMaxNameBytes).find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

bool AreIdleNotes(ElfImage::Bytes notes) {
  const auto aligned = [](uint64_t bytes) { return (bytes + 3) & ~uint64_t{3}; };
  while (!notes.empty()) {
    if (notes.size() < sizeof(Elf64_Nhdr)) return false;
    const auto note = ElementOf<Elf64_Nhdr>(notes, 0);
    const uint64_t bytes = sizeof(note) + aligned(note.n_namesz) + aligned(note.n_descsz);
    if (note.n_type == NT_GNU_PROPERTY_TYPE_0 || bytes > notes.size()) return false;
    notes = notes.subspan(bytes);
  }
  return true;
}

}  // namespace gauntlet
