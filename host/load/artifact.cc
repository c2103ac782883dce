#include "host/load/artifact.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "host/load/elf_image.h"
#include "host/load/symbol_text.h"

namespace gauntlet {
namespace {

constexpr uint64_t kMaxImageBytes = 1ull << 30;
constexpr uint64_t kPageBytes = 4096;
constexpr uint64_t kMaxAlignBytes = 2 << 20;
constexpr uint64_t kMaxSymbols = 1 << 16;
constexpr size_t kMaxNamesInReason = 5;
constexpr size_t kMaxNamesInDetail = 100;

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
         type == PT_GNU_EH_FRAME || type == PT_GNU_STACK || type == PT_GNU_RELRO;
}

bool IsExpectedRelocation(uint64_t type) {
  return type == R_X86_64_RELATIVE || type == R_X86_64_GLOB_DAT || type == R_X86_64_JUMP_SLOT ||
         type == R_X86_64_64;
}

bool IsFlagSet(const Elf64_Phdr& segment, uint32_t flag) { return (segment.p_flags & flag) != 0; }

// Reads one file; the first thing that is wrong ends the check. What the loader reads must be where it reads it, and
// must still be so when it reads it again: tables lie in memory that cannot be written, and no relocation touches the
// dynamic section.
class Checker {
 public:
  Checker(std::span<const std::byte> file, const AllowedImports& allowed) : image_(file), allowed_(allowed) {}

  std::optional<Failure> Check() {
    if (CheckHeader() && CheckLoads() && CheckOtherSegments() && ReadDynamic() && CheckDynamic() &&
        CountSymbols() && CheckSymbols() && CheckRelocations())
      return std::nullopt;
    return std::move(failure_);
  }

 private:
  using Bytes = ElfImage::Bytes;

  bool Reject(std::string_view rule, const std::string& what) {
    failure_ = Failure{VerdictKind::kLinkError, Stage::kLink, "the module " + what};
    failure_->detail["rung"] = "artifact";
    failure_->detail["rule"] = rule;
    return false;
  }
  bool Malformed(const char* what) {
    return Reject("malformed", fmt::format("is not a well-formed file: {}", what));
  }
  bool Has(int64_t tag) const { return tags_.contains(tag); }
  bool HasAllOrNone(std::initializer_list<int64_t> tags) const {
    return std::ranges::count_if(tags, [&](int64_t tag) { return Has(tag); }) % std::ssize(tags) == 0;
  }

  bool CheckHeader();
  bool CheckLoads();
  bool CheckOtherSegments();
  bool ReadDynamic();
  bool CheckFlags(const Elf64_Dyn& entry);
  bool CheckDynamic();
  bool CountSymbols();
  bool CheckSymbols();
  bool CheckExport(const Elf64_Sym& symbol, std::string_view name);
  bool RejectImports(const std::vector<std::string>& forbidden);
  bool CheckRelocation(const Elf64_Rela& relocation);
  bool CheckRelocations();

  ElfImage image_;
  const AllowedImports& allowed_;
  std::optional<Failure> failure_;
  Elf64_Ehdr header_ = {};
  std::vector<Elf64_Phdr> segments_;
  Elf64_Phdr dynamic_ = {};
  std::set<int64_t> tags_;
  Bytes names_, symbols_, relocations_, plt_relocations_;
  uint64_t names_at_ = 0, names_bytes_ = 0, symbols_at_ = 0, hash_at_ = 0, symbol_count_ = 0;
  uint64_t rela_at_ = 0, rela_bytes_ = 0, plt_rela_at_ = 0, plt_rela_bytes_ = 0;
  uint64_t relative_count_ = 0, plt_got_at_ = 0;
};

bool Checker::CheckHeader() {
  if (!image_.Read(0, header_) || std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0)
    return Malformed("no ELF header");
  if (header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_ident[EI_DATA] != ELFDATA2LSB ||
      header_.e_machine != EM_X86_64)
    return Reject("machine", "is not built for x86-64");
  if (header_.e_type != ET_DYN) return Reject("type", "is not a shared object");
  if (header_.e_phentsize != sizeof(Elf64_Phdr) || header_.e_phnum == 0 || header_.e_phnum > 32 ||
      header_.e_phoff > image_.file_bytes())
    return Malformed("program headers");
  for (unsigned i = 0; i < header_.e_phnum; ++i)
    if (!image_.Read(header_.e_phoff + i * sizeof(Elf64_Phdr), segments_.emplace_back()))
      return Malformed("program headers");
  return true;
}

bool Checker::CheckLoads() {
  uint64_t end = 0;
  for (const Elf64_Phdr& load : segments_) {
    if (load.p_type != PT_LOAD) continue;
    if (IsFlagSet(load, PF_W) && IsFlagSet(load, PF_X))
      return Reject("writable_code", "has memory that is writable and executable");
    if (load.p_offset > image_.file_bytes() || load.p_filesz > image_.file_bytes() - load.p_offset)
      return Malformed("a segment ends beyond the file");
    // Whole pages are mapped: two segments in one page would hide bytes of each other.
    if (load.p_filesz > load.p_memsz || load.p_vaddr / kPageBytes * kPageBytes < end ||
        load.p_memsz > kMaxImageBytes || load.p_vaddr > kMaxImageBytes || load.p_align > kMaxAlignBytes ||
        load.p_vaddr % kPageBytes != load.p_offset % kPageBytes || !IsFlagSet(load, PF_R))
      return Malformed("segments overlap, are not aligned, are too large or cannot be read");
    end = load.p_vaddr + load.p_memsz;
    image_.AddLoad(load);
  }
  return true;
}

bool Checker::CheckOtherSegments() {
  bool has_stack = false, has_unwind = false;
  int dynamics = 0;
  for (const Elf64_Phdr& segment : segments_) {
    if (segment.p_type == PT_TLS) return Reject("tls", "has thread-local variables");
    if (segment.p_type == PT_INTERP) return Reject("interpreter", "names a program interpreter");
    if (!IsExpectedSegment(segment.p_type)) return Reject("segment", "has a segment that is not expected");
    if (segment.p_type == PT_LOAD || segment.p_type == PT_NULL) continue;
    if (segment.p_type == PT_GNU_STACK) {
      has_stack = true;
      if (IsFlagSet(segment, PF_X)) return Reject("executable_stack", "asks for an executable stack");
      continue;
    }
    const Elf64_Phdr* around = image_.SegmentAround(segment);
    if (!around) return Malformed("a segment that is not mapped where it says");
    if (segment.p_type == PT_PHDR && segment.p_offset != header_.e_phoff) return Malformed("program headers");
    if (segment.p_type == PT_GNU_RELRO && !IsFlagSet(*around, PF_W))
      return Malformed("memory that is to become read-only and is so already");
    if (segment.p_type == PT_NOTE) {
      const auto notes = image_.At(segment.p_vaddr, segment.p_memsz);
      if (!notes || !AreIdleNotes(*notes)) return Reject("segment", "has a note that the loader would obey");
    }
    has_unwind |= segment.p_type == PT_GNU_EH_FRAME;
    if (segment.p_type != PT_DYNAMIC) continue;
    // The loader writes into it where it says that this is possible.
    if (IsFlagSet(segment, PF_W) != IsFlagSet(*around, PF_W)) return Malformed("dynamic section");
    dynamic_ = segment;
    ++dynamics;
  }
  if (!has_stack) return Reject("executable_stack", "does not say that its stack is not executable");
  if (!has_unwind)
    return Reject("unwind", "has no index of unwind tables, so no barrier could catch an exception");
  if (dynamics != 1) return Malformed("it needs one dynamic section");
  return true;
}

bool Checker::ReadDynamic() {
  const auto section = image_.At(dynamic_.p_vaddr, dynamic_.p_memsz);
  if (!section) return Malformed("dynamic section");
  for (uint64_t i = 0; i < section->size() / sizeof(Elf64_Dyn); ++i) {
    const auto entry = ElementOf<Elf64_Dyn>(*section, i);
    if (entry.d_tag == DT_NULL) return true;
    if (const std::string_view why = ForbiddenTag(entry.d_tag); !why.empty())
      return Reject("dynamic", fmt::format("{} (tag {:#x})", why, static_cast<uint64_t>(entry.d_tag)));
    if (!tags_.insert(entry.d_tag).second) return Malformed("the dynamic section says one thing twice");
    if (!CheckFlags(entry)) return false;
    const std::pair<int64_t, uint64_t*> kept[] = {{DT_STRTAB, &names_at_},
                                                  {DT_STRSZ, &names_bytes_},
                                                  {DT_SYMTAB, &symbols_at_},
                                                  {DT_GNU_HASH, &hash_at_},
                                                  {DT_RELA, &rela_at_},
                                                  {DT_RELASZ, &rela_bytes_},
                                                  {DT_JMPREL, &plt_rela_at_},
                                                  {DT_PLTRELSZ, &plt_rela_bytes_},
                                                  {DT_RELACOUNT, &relative_count_},
                                                  {DT_PLTGOT, &plt_got_at_}};
    for (const auto& [tag, value] : kept)
      if (tag == entry.d_tag) *value = entry.d_un.d_val;
  }
  return Malformed("the dynamic section does not end");
}

bool Checker::CheckFlags(const Elf64_Dyn& entry) {
  const uint64_t value = entry.d_un.d_val;
  switch (entry.d_tag) {
    case DT_SYMENT:
      return value == sizeof(Elf64_Sym) || Malformed("dynamic section");
    case DT_RELAENT:
      return value == sizeof(Elf64_Rela) || Malformed("dynamic section");
    case DT_PLTREL:
      return value == DT_RELA || Malformed("dynamic section");
    case DT_FLAGS:
      if (value & DF_TEXTREL) return Reject("dynamic", "changes its own code while it is opened");
      if (value & DF_STATIC_TLS) return Reject("tls", "has thread-local variables");
      if (value & DF_ORIGIN) return Reject("dynamic", "asks where it lies");
      return true;
    case DT_FLAGS_1:
      return (value & ~static_cast<uint64_t>(DF_1_NOW)) == 0 ||
             Reject("dynamic", "asks the loader for special treatment");
    default:
      return true;
  }
}

bool Checker::CheckDynamic() {
  if (!Has(DT_STRTAB) || !Has(DT_STRSZ) || !Has(DT_SYMTAB) || !Has(DT_GNU_HASH))
    return Malformed("it has no symbol table");
  // The loader looks for the size of what it has found without asking whether it is there.
  if (!HasAllOrNone({DT_RELA, DT_RELASZ, DT_RELAENT}) || !HasAllOrNone({DT_JMPREL, DT_PLTRELSZ, DT_PLTREL}))
    return Malformed("a table of relocations without its size");
  const Elf64_Phdr* plt_got = image_.SegmentOf(plt_got_at_, 3 * sizeof(uint64_t));
  if (Has(DT_PLTGOT) && (!plt_got || !IsFlagSet(*plt_got, PF_W))) return Malformed("its linkage table");
  const auto take = [&](uint64_t address, uint64_t bytes, Bytes& out) {
    const auto table = image_.Constant(address, bytes);
    if (table) out = *table;
    return table.has_value();
  };
  if (!take(names_at_, names_bytes_, names_)) return Malformed("its tables are not there, or can be written");
  if ((Has(DT_RELA) && !take(rela_at_, rela_bytes_, relocations_)) ||
      (Has(DT_JMPREL) && !take(plt_rela_at_, plt_rela_bytes_, plt_relocations_)))
    return Malformed("its tables are not there, or can be written");
  return true;
}

// The dynamic section does not say how many symbols there are: the hash table's longest chain does.
bool Checker::CountSymbols() {
  struct Header {
    uint32_t buckets, first, bloom_words, shift;
  };
  const auto head = image_.Constant(hash_at_, sizeof(Header));
  if (!head) return Malformed("hash table");
  const auto table = ElementOf<Header>(*head, 0);
  const auto is_power = [](uint32_t n) { return n != 0 && (n & (n - 1)) == 0; };
  if (table.buckets == 0 || table.buckets > kMaxSymbols || table.first > kMaxSymbols ||
      table.bloom_words > kMaxSymbols || !is_power(table.bloom_words) || table.shift > 31)
    return Malformed("hash table");
  const uint64_t before_chains =
      sizeof(Header) + uint64_t{table.bloom_words} * 8 + uint64_t{table.buckets} * 4;
  const auto front = image_.Constant(hash_at_, before_chains);
  if (!front) return Malformed("hash table");
  uint32_t last = 0;
  for (uint64_t i = 0; i < table.buckets; ++i) {
    const auto start = ElementOf<uint32_t>(front->last(uint64_t{table.buckets} * 4), i);
    // A chain that starts before the first would be read from before the table.
    if (start != 0 && start < table.first) return Malformed("hash table");
    last = std::max(last, start);
  }
  symbol_count_ = last == 0 ? table.first : uint64_t{last} + 1;
  for (bool ended = last == 0; !ended; symbol_count_ += !ended) {
    const uint64_t links = symbol_count_ - table.first;
    const auto chains = image_.Constant(hash_at_, before_chains + links * 4);
    if (!chains || symbol_count_ > kMaxSymbols) return Malformed("hash table");
    ended = (ElementOf<uint32_t>(chains->last(4), 0) & 1) != 0;
  }
  const auto symbols = image_.Constant(symbols_at_, symbol_count_ * sizeof(Elf64_Sym));
  if (!symbols || symbol_count_ == 0) return Malformed("symbol table");
  symbols_ = *symbols;
  return true;
}

bool Checker::CheckExport(const Elf64_Sym& symbol, std::string_view name) {
  if (name != "gauntlet_entry" || ELF64_ST_TYPE(symbol.st_info) != STT_FUNC)
    return Reject("export",
                  fmt::format("exports more than gauntlet_entry: {}", DemangledSymbol(std::string(name))));
  // A unique symbol would keep the module alive for ever.
  if (ELF64_ST_BIND(symbol.st_info) != STB_GLOBAL)
    return Reject("export", "has a gauntlet_entry that is not an ordinary symbol");
  const Elf64_Phdr* segment = image_.SegmentOf(symbol.st_value, 1);
  if (!segment || !IsFlagSet(*segment, PF_X))
    return Reject("export", "has a gauntlet_entry that is not code");
  return true;
}

bool Checker::CheckSymbols() {
  constexpr Elf64_Sym kNone = {};
  const auto none = ElementOf<Elf64_Sym>(symbols_, 0);
  // Relocations without a symbol name this one: were it more, it could be a function that the loader calls.
  if (std::memcmp(&none, &kNone, sizeof none) != 0) return Malformed("symbol table");
  bool has_entry = false;
  std::vector<std::string> forbidden;
  for (uint64_t i = 1; i < symbol_count_; ++i) {
    const auto symbol = ElementOf<Elf64_Sym>(symbols_, i);
    const auto name = StringAt(names_, symbol.st_name);
    if (!name) return Malformed("a symbol's name");
    const unsigned type = ELF64_ST_TYPE(symbol.st_info);
    if (type == STT_TLS)
      return Reject("tls", "has a thread-local variable: " + DemangledSymbol(std::string(*name)));
    if (type == STT_GNU_IFUNC)
      return Reject("ifunc", "chooses a function when opened: " + DemangledSymbol(std::string(*name)));
    if (symbol.st_shndx == SHN_UNDEF) {
      if (!allowed_.Contains(*name)) forbidden.emplace_back(*name);
      continue;
    }
    if (!CheckExport(symbol, *name)) return false;
    has_entry = true;
  }
  if (!forbidden.empty()) return RejectImports(forbidden);
  return has_entry || Reject("export", "does not export gauntlet_entry: the export macro is missing");
}

bool Checker::RejectImports(const std::vector<std::string>& forbidden) {
  std::string names;
  for (size_t i = 0; i < std::min(forbidden.size(), kMaxNamesInReason); ++i)
    names += (i == 0 ? "" : ", ") + DemangledSymbol(forbidden[i]);
  if (forbidden.size() > kMaxNamesInReason) names += ", ...";
  Reject("import", "uses functions or variables that no policy may use: " + names);
  Json& symbols = failure_->detail["symbols"] = Json::array();
  for (size_t i = 0; i < std::min(forbidden.size(), kMaxNamesInDetail); ++i)
    symbols.push_back(PrintableSymbol(forbidden[i]));
  return false;
}

bool Checker::CheckRelocation(const Elf64_Rela& relocation) {
  const uint64_t type = ELF64_R_TYPE(relocation.r_info);
  if (type == R_X86_64_IRELATIVE) return Reject("ifunc", "chooses functions when it is opened");
  if (!IsExpectedRelocation(type))
    return Reject("relocation", fmt::format("has a relocation of type {}", type));
  if (ELF64_R_SYM(relocation.r_info) >= symbol_count_) return Malformed("a relocation names no symbol");
  const Elf64_Phdr* segment = image_.SegmentOf(relocation.r_offset, 8);
  if (!segment || !IsFlagSet(*segment, PF_W))
    return Reject("relocation", "has a relocation outside of its data");
  if (relocation.r_offset + 8 > dynamic_.p_vaddr && relocation.r_offset < dynamic_.p_vaddr + dynamic_.p_memsz)
    return Reject("relocation", "has a relocation of what the loader reads");
  return true;
}

bool Checker::CheckRelocations() {
  for (const Bytes table : {relocations_, plt_relocations_}) {
    if (table.size() % sizeof(Elf64_Rela) != 0) return Malformed("relocations");
    for (uint64_t i = 0; i < table.size() / sizeof(Elf64_Rela); ++i) {
      const auto relocation = ElementOf<Elf64_Rela>(table, i);
      if (!CheckRelocation(relocation)) return false;
      // The loader takes the first ones for relative without a look.
      if (table.data() == relocations_.data() && i < relative_count_ &&
          ELF64_R_TYPE(relocation.r_info) != R_X86_64_RELATIVE)
        return Malformed("relocations");
    }
  }
  return relative_count_ <= relocations_.size() / sizeof(Elf64_Rela) || Malformed("relocations");
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
