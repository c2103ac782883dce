#include "host/load/artifact.h"

#include <cxxabi.h>
#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

namespace gauntlet {
namespace {

constexpr uint64_t kMaxImageBytes = 1ull << 30;
constexpr uint64_t kPageBytes = 4096;
constexpr uint64_t kMaxSymbols = 1 << 16;
constexpr size_t kMaxNamesInReason = 5;

std::string Demangle(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 && name ? std::string(name.get()) : symbol;
}

// Why a dynamic tag may not be there; empty: it may.
std::string_view ForbiddenTag(int64_t tag) {
  switch (tag) {
    case DT_NULL:
    case DT_PLTRELSZ:
    case DT_PLTGOT:
    case DT_STRTAB:
    case DT_SYMTAB:
    case DT_RELA:
    case DT_RELASZ:
    case DT_RELAENT:
    case DT_STRSZ:
    case DT_SYMENT:
    case DT_SYMBOLIC:
    case DT_PLTREL:
    case DT_JMPREL:
    case DT_BIND_NOW:
    case DT_FLAGS:
    case DT_FLAGS_1:
    case DT_GNU_HASH:
    case DT_RELACOUNT:
      return {};
    case DT_NEEDED:
    case DT_AUXILIARY:
    case DT_FILTER:
      return "needs another library";
    case DT_INIT:
    case DT_INIT_ARRAY:
    case DT_INIT_ARRAYSZ:
    case DT_PREINIT_ARRAY:
    case DT_PREINIT_ARRAYSZ:
      return "has code that runs when it is opened (a constructor)";
    case DT_FINI:
    case DT_FINI_ARRAY:
    case DT_FINI_ARRAYSZ:
      return "has code that runs when it is closed (a destructor)";
    case DT_TEXTREL:
      return "changes its own code while it is opened";
    case DT_RPATH:
    case DT_RUNPATH:
      return "names folders to search";
    default:
      return "has a dynamic entry that is not expected";
  }
}

bool IsExpectedSegment(uint32_t type) {
  return type == PT_NULL || type == PT_LOAD || type == PT_DYNAMIC || type == PT_NOTE || type == PT_PHDR ||
         type == PT_GNU_EH_FRAME || type == PT_GNU_STACK || type == PT_GNU_RELRO || type == PT_GNU_PROPERTY;
}

bool IsExpectedRelocation(uint64_t type) {
  return type == R_X86_64_RELATIVE || type == R_X86_64_GLOB_DAT || type == R_X86_64_JUMP_SLOT ||
         type == R_X86_64_64;
}

// Reads one file; the first thing that is wrong ends the check.
class Checker {
 public:
  Checker(std::span<const std::byte> file, const AllowedImports& allowed) : file_(file), allowed_(allowed) {}

  std::optional<Failure> Check() {
    if (CheckHeader() && CheckSegments() && CheckDynamic() && CheckSymbols() && CheckRelocations())
      return std::nullopt;
    return std::move(failure_);
  }

 private:
  bool Reject(std::string_view rule, const std::string& what) {
    failure_ = Failure{VerdictKind::kLinkError, Stage::kLink, "the module " + what};
    failure_->detail["rung"] = "artifact";
    failure_->detail["rule"] = rule;
    return false;
  }
  bool Malformed(const char* what) {
    return Reject("malformed", fmt::format("is not a well-formed file: {}", what));
  }

  template <class T>
  bool ReadAt(uint64_t offset, T& out) const {
    if (offset > file_.size() || sizeof(T) > file_.size() - offset) return false;
    std::memcpy(&out, file_.data() + offset, sizeof(T));
    return true;
  }
  // At an address of the image, from the file bytes behind it.
  template <class T>
  bool ReadAddress(uint64_t address, T& out) const {
    for (const Elf64_Phdr& load : loads_) {
      if (address < load.p_vaddr || address - load.p_vaddr > load.p_filesz) continue;
      if (sizeof(T) > load.p_filesz - (address - load.p_vaddr)) continue;
      return ReadAt(load.p_offset + (address - load.p_vaddr), out);
    }
    return false;
  }
  const Elf64_Phdr* SegmentOf(uint64_t address, uint64_t bytes) const {
    for (const Elf64_Phdr& load : loads_)
      if (address >= load.p_vaddr && address - load.p_vaddr <= load.p_memsz &&
          bytes <= load.p_memsz - (address - load.p_vaddr))
        return &load;
    return nullptr;
  }
  std::optional<std::string> Name(uint64_t index) const {
    std::string name;
    for (uint64_t at = index; at < strings_bytes_; ++at) {
      char c = 0;
      if (!ReadAddress(strings_ + at, c)) return std::nullopt;
      if (c == '\0') return name;
      name += c;
    }
    return std::nullopt;
  }

  bool CheckHeader();
  bool CheckSegments();
  bool CheckDynamic();
  bool CountSymbols();
  bool CheckSymbols();
  bool CheckRelocations();
  bool CheckRelocationTable(uint64_t address, uint64_t bytes);

  std::span<const std::byte> file_;
  const AllowedImports& allowed_;
  std::optional<Failure> failure_;
  Elf64_Ehdr header_ = {};
  std::vector<Elf64_Phdr> loads_;
  Elf64_Phdr dynamic_ = {};
  uint64_t strings_ = 0, strings_bytes_ = 0, symbols_ = 0, hash_ = 0, symbol_count_ = 0;
  uint64_t rela_ = 0, rela_bytes_ = 0, plt_rela_ = 0, plt_rela_bytes_ = 0;
};

bool Checker::CheckHeader() {
  if (!ReadAt(0, header_) || std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0)
    return Malformed("no ELF header");
  if (header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_ident[EI_DATA] != ELFDATA2LSB ||
      header_.e_machine != EM_X86_64)
    return Reject("machine", "is not built for x86-64");
  if (header_.e_type != ET_DYN) return Reject("type", "is not a shared object");
  if (header_.e_phentsize != sizeof(Elf64_Phdr) || header_.e_phnum == 0 || header_.e_phnum > 32)
    return Malformed("program headers");
  return true;
}

bool Checker::CheckSegments() {
  bool has_stack = false, has_unwind = false;
  int dynamics = 0;
  uint64_t end = 0;
  for (unsigned i = 0; i < header_.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!ReadAt(header_.e_phoff + i * sizeof(segment), segment)) return Malformed("program headers");
    if (segment.p_type == PT_TLS) return Reject("tls", "has thread-local variables");
    if (segment.p_type == PT_INTERP) return Reject("interpreter", "names a program interpreter");
    if (!IsExpectedSegment(segment.p_type)) return Reject("segment", "has a segment that is not expected");
    if (segment.p_type == PT_GNU_STACK) {
      has_stack = true;
      if (segment.p_flags & PF_X) return Reject("executable_stack", "asks for an executable stack");
      continue;
    }
    if (segment.p_offset > file_.size() || segment.p_filesz > file_.size() - segment.p_offset)
      return Malformed("a segment ends beyond the file");
    if (segment.p_type == PT_GNU_EH_FRAME) has_unwind = true;
    if (segment.p_type == PT_DYNAMIC) {
      dynamic_ = segment;
      ++dynamics;
    }
    if (segment.p_type != PT_LOAD) continue;
    if ((segment.p_flags & (PF_W | PF_X)) == (PF_W | PF_X))
      return Reject("writable_code", "has memory that is writable and executable");
    // Whole pages are mapped: two segments in one page would hide bytes of each other.
    if (segment.p_filesz > segment.p_memsz || segment.p_vaddr / kPageBytes * kPageBytes < end ||
        segment.p_memsz > kMaxImageBytes || segment.p_vaddr > kMaxImageBytes ||
        segment.p_vaddr % kPageBytes != segment.p_offset % kPageBytes)
      return Malformed("segments overlap, are not aligned or are too large");
    end = segment.p_vaddr + segment.p_memsz;
    loads_.push_back(segment);
  }
  if (!has_stack) return Reject("executable_stack", "does not say that its stack is not executable");
  if (!has_unwind)
    return Reject("unwind", "has no index of unwind tables, so no barrier could catch an exception");
  if (dynamics != 1) return Malformed("it needs one dynamic section");
  return true;
}

bool Checker::CheckDynamic() {
  uint64_t rela_entry = sizeof(Elf64_Rela), symbol_entry = sizeof(Elf64_Sym), plt_kind = DT_RELA;
  bool ended = false;
  // The loader reads it at its address; the file bytes there are what counts.
  for (uint64_t at = 0; !ended && at + sizeof(Elf64_Dyn) <= dynamic_.p_memsz; at += sizeof(Elf64_Dyn)) {
    Elf64_Dyn entry;
    if (!ReadAddress(dynamic_.p_vaddr + at, entry)) return Malformed("dynamic section");
    if (const std::string_view why = ForbiddenTag(entry.d_tag); !why.empty())
      return Reject("dynamic", fmt::format("{} (tag {:#x})", why, static_cast<uint64_t>(entry.d_tag)));
    const uint64_t value = entry.d_un.d_val;
    switch (entry.d_tag) {
      case DT_NULL:
        ended = true;
        break;
      case DT_STRTAB:
        strings_ = value;
        break;
      case DT_STRSZ:
        strings_bytes_ = value;
        break;
      case DT_SYMTAB:
        symbols_ = value;
        break;
      case DT_SYMENT:
        symbol_entry = value;
        break;
      case DT_GNU_HASH:
        hash_ = value;
        break;
      case DT_RELA:
        rela_ = value;
        break;
      case DT_RELASZ:
        rela_bytes_ = value;
        break;
      case DT_RELAENT:
        rela_entry = value;
        break;
      case DT_JMPREL:
        plt_rela_ = value;
        break;
      case DT_PLTRELSZ:
        plt_rela_bytes_ = value;
        break;
      case DT_PLTREL:
        plt_kind = value;
        break;
      case DT_FLAGS:
        if (value & DF_TEXTREL) return Reject("dynamic", "changes its own code while it is opened");
        if (value & DF_STATIC_TLS) return Reject("tls", "has thread-local variables");
        if (value & DF_ORIGIN) return Reject("dynamic", "asks where it lies");
        break;
      case DT_FLAGS_1:
        if (value & ~static_cast<uint64_t>(DF_1_NOW))
          return Reject("dynamic", "asks the loader for special treatment");
        break;
      default:
        break;
    }
  }
  if (!ended) return Malformed("the dynamic section does not end");
  if (rela_entry != sizeof(Elf64_Rela) || symbol_entry != sizeof(Elf64_Sym) || plt_kind != DT_RELA)
    return Malformed("dynamic section");
  if (!strings_ || !symbols_ || !hash_) return Malformed("it has no symbol table");
  // Else relocations could rewrite the tables that we have read.
  for (const uint64_t table : {strings_, symbols_, hash_, rela_, plt_rela_}) {
    const Elf64_Phdr* segment = table == 0 ? nullptr : SegmentOf(table, 1);
    if (segment && (segment->p_flags & PF_W)) return Malformed("its tables can be written");
  }
  return true;
}

// The dynamic section does not say how many symbols there are: the hash table's longest chain does.
bool Checker::CountSymbols() {
  struct {
    uint32_t buckets, first, bloom_words, shift;
  } table;
  if (!ReadAddress(hash_, table) || table.buckets == 0 || table.buckets > kMaxSymbols ||
      table.bloom_words > kMaxSymbols || table.first > kMaxSymbols)
    return Malformed("hash table");
  const uint64_t buckets = hash_ + sizeof(table) + uint64_t{table.bloom_words} * 8;
  const uint64_t chains = buckets + uint64_t{table.buckets} * 4;
  uint32_t last = 0;
  for (uint64_t i = 0; i < table.buckets; ++i) {
    uint32_t start;
    if (!ReadAddress(buckets + i * 4, start)) return Malformed("hash table");
    last = std::max(last, start);
  }
  symbol_count_ = table.first;
  if (last < table.first) return true;
  for (symbol_count_ = last; symbol_count_ < kMaxSymbols;) {
    uint32_t hash;
    if (!ReadAddress(chains + (symbol_count_ - table.first) * 4, hash)) return Malformed("hash table");
    ++symbol_count_;
    if (hash & 1) return true;
  }
  return Malformed("hash table");
}

bool Checker::CheckSymbols() {
  if (!CountSymbols()) return false;
  bool has_entry = false;
  std::vector<std::string> forbidden;
  for (uint64_t i = 1; i < symbol_count_; ++i) {
    Elf64_Sym symbol;
    if (!ReadAddress(symbols_ + i * sizeof(symbol), symbol)) return Malformed("symbol table");
    const auto name = Name(symbol.st_name);
    if (!name) return Malformed("a symbol's name");
    const unsigned type = ELF64_ST_TYPE(symbol.st_info);
    if (type == STT_TLS)
      return Reject("tls", fmt::format("has a thread-local variable: {}", Demangle(*name)));
    if (type == STT_GNU_IFUNC)
      return Reject("ifunc", fmt::format("chooses a function when opened: {}", Demangle(*name)));
    if (symbol.st_shndx == SHN_UNDEF) {
      if (!allowed_.Contains(*name)) forbidden.push_back(*name);
      continue;
    }
    const Elf64_Phdr* segment = SegmentOf(symbol.st_value, 1);
    if (*name != "gauntlet_entry" || type != STT_FUNC)
      return Reject("export", fmt::format("exports more than gauntlet_entry: {}", Demangle(*name)));
    if (!segment || !(segment->p_flags & PF_X))
      return Reject("export", "has a gauntlet_entry that is not code");
    has_entry = true;
  }
  if (!forbidden.empty()) {
    std::string names;
    for (size_t i = 0; i < std::min(forbidden.size(), kMaxNamesInReason); ++i)
      names += (i == 0 ? "" : ", ") + Demangle(forbidden[i]);
    if (forbidden.size() > kMaxNamesInReason) names += ", ...";
    Reject("import", "uses functions or variables that no policy may use: " + names);
    failure_->detail["symbols"] = forbidden;
    return false;
  }
  return has_entry || Reject("export", "does not export gauntlet_entry: the export macro is missing");
}

bool Checker::CheckRelocationTable(uint64_t address, uint64_t bytes) {
  if (bytes % sizeof(Elf64_Rela) != 0 || bytes > file_.size()) return Malformed("relocations");
  for (uint64_t at = 0; at < bytes; at += sizeof(Elf64_Rela)) {
    Elf64_Rela relocation;
    if (!ReadAddress(address + at, relocation)) return Malformed("relocations");
    const uint64_t type = ELF64_R_TYPE(relocation.r_info);
    if (type == R_X86_64_IRELATIVE) return Reject("ifunc", "chooses functions when it is opened");
    if (!IsExpectedRelocation(type))
      return Reject("relocation", fmt::format("has a relocation of type {}", type));
    if (ELF64_R_SYM(relocation.r_info) >= symbol_count_) return Malformed("a relocation names no symbol");
    const Elf64_Phdr* segment = SegmentOf(relocation.r_offset, 8);
    if (!segment || !(segment->p_flags & PF_W))
      return Reject("relocation", "has a relocation outside of its data");
  }
  return true;
}

bool Checker::CheckRelocations() {
  return CheckRelocationTable(rela_, rela_bytes_) && CheckRelocationTable(plt_rela_, plt_rela_bytes_);
}

}  // namespace

Result<AllowedImports> AllowedImports::Load(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file)
    return Fail(ErrorKind::kInternalError, "cannot read the list of allowed imports, " + path.string());
  return FromText(std::string((std::istreambuf_iterator<char>(file)), {}));
}

AllowedImports AllowedImports::FromText(std::string_view text) {
  AllowedImports allowed;
  for (size_t at = 0; at < text.size();) {
    const size_t newline = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, newline - at);
    at = newline + 1;
    line = line.substr(0, line.find('#'));
    const size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) continue;
    line = line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
    allowed.symbols_.emplace(line);
  }
  return allowed;
}

std::optional<Failure> CheckArtifact(std::span<const std::byte> file, const AllowedImports& allowed) {
  return Checker(file, allowed).Check();
}

}  // namespace gauntlet
