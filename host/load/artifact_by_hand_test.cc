// One by one, what a loader would run or obey, written into an honest file; and sections that lie.
#include <gtest/gtest.h>

#include "host/load/artifact_samples.h"

namespace gauntlet {
namespace {

TEST(ArtifactByHand, RejectsEveryEntryThatMakesTheLoaderWork) {
  constexpr int64_t kTags[] = {
      DT_NEEDED,        DT_AUXILIARY,       DT_FILTER, DT_INIT,         DT_INIT_ARRAY,   DT_INIT_ARRAYSZ,
      DT_PREINIT_ARRAY, DT_PREINIT_ARRAYSZ, DT_FINI,   DT_FINI_ARRAY,   DT_FINI_ARRAYSZ, DT_TEXTREL,
      DT_RPATH,         DT_RUNPATH,         DT_RELR,   DT_RELRSZ,       DT_RELRENT,      DT_HASH,
      DT_DEBUG,         DT_SONAME,          DT_VERSYM, DT_VERNEED,      DT_VERDEF,       DT_REL,
      DT_CONFIG,        DT_DEPAUDIT,        DT_AUDIT,  DT_MOVETAB,      DT_GNU_CONFLICT, DT_GNU_LIBLIST,
      DT_LOOS,          DT_HIPROC,          -1,        int64_t{1} << 40};
  for (const int64_t tag : kTags)
    for (const uint64_t value : {uint64_t{0}, uint64_t{8}, ValueOf(Sample("honest"), DT_RELA)})
      EXPECT_EQ(RuleOf(WithEntry(DT_RELACOUNT, {tag, {value}})), "dynamic") << tag;
}

TEST(ArtifactByHand, RejectsFlagsThatMakeTheLoaderWork) {
  for (const auto& [flag, rule] :
       {std::pair{DF_TEXTREL, "dynamic"}, {DF_ORIGIN, "dynamic"}, {DF_STATIC_TLS, "tls"}})
    EXPECT_EQ(RuleOf(WithEntry(DT_FLAGS, {DT_FLAGS, {static_cast<uint64_t>(flag)}})), rule) << flag;
  for (const uint64_t flag :
       {DF_1_GLOBAL, DF_1_NODELETE, DF_1_INITFIRST, DF_1_INTERPOSE, DF_1_LOADFLTR, DF_1_ORIGIN})
    EXPECT_EQ(RuleOf(WithEntry(DT_FLAGS_1, {DT_FLAGS_1, {DF_1_NOW | flag}})), "dynamic") << flag;
}

TEST(ArtifactByHand, RejectsAThreadLocalSegmentWithoutAnySymbol) {
  EXPECT_EQ(RuleOf(WithSegment(PT_GNU_EH_FRAME, [](Elf64_Phdr& s) { s.p_type = PT_TLS; })), "tls");
}

TEST(ArtifactByHand, RejectsRelocationsThatCallOrNeedMoreThanAnAddress) {
  const Bytes good = Sample("honest");
  const uint64_t code = good.empty() ? 0 : [&] {
    const Elf64_Ehdr header = HeaderOf(good);
    for (unsigned i = 0; i < header.e_phnum; ++i)
      if (const auto s = Load<Elf64_Phdr>(good, header.e_phoff + i * sizeof(Elf64_Phdr));
          s.p_type == PT_LOAD && (s.p_flags & PF_X) != 0)
        return s.p_vaddr;
    return uint64_t{0};
  }();
  ASSERT_NE(code, 0u);
  for (const int64_t table : {DT_RELA, DT_JMPREL}) {
    const uint64_t at = OffsetOf(good, ValueOf(good, table));
    const auto with = [&](const auto& change) {
      Bytes bytes = good;
      auto relocation = Load<Elf64_Rela>(good, at);
      change(relocation);
      Store(bytes, at, relocation);
      return RuleOf(bytes);
    };
    const auto with_type = [&](uint64_t type) {
      return with([&](Elf64_Rela& r) { r.r_info = ELF64_R_INFO(ELF64_R_SYM(r.r_info), type); });
    };
    EXPECT_EQ(with_type(R_X86_64_IRELATIVE), "ifunc");
    for (const uint64_t type : {R_X86_64_COPY, R_X86_64_DTPMOD64, R_X86_64_DTPOFF64, R_X86_64_TPOFF64,
                                R_X86_64_TLSDESC, R_X86_64_PC32, R_X86_64_32, R_X86_64_NONE, 200})
      EXPECT_EQ(with_type(type), "relocation") << type;
    // TEXTREL without saying so.
    EXPECT_EQ(with([&](Elf64_Rela& r) { r.r_offset = code; }), "relocation");
    EXPECT_EQ(with([&](Elf64_Rela& r) { r.r_offset = ~uint64_t{3}; }), "relocation");
    EXPECT_EQ(with([&](Elf64_Rela& r) { r.r_info = ELF64_R_INFO(1000, ELF64_R_TYPE(r.r_info)); }),
              "malformed");
  }
}

TEST(ArtifactByHand, JudgesSymbolsByTheirBytes) {
  const Bytes good = Sample("honest");
  const uint64_t symbols = OffsetOf(good, ValueOf(good, DT_SYMTAB));
  const uint64_t names = OffsetOf(good, ValueOf(good, DT_STRTAB));
  const auto at = [&](bool defined) {
    for (uint64_t i = 1;; ++i)
      if ((Load<Elf64_Sym>(good, symbols + i * sizeof(Elf64_Sym)).st_shndx != SHN_UNDEF) == defined)
        return symbols + i * sizeof(Elf64_Sym);
  };
  const auto with = [&](uint64_t where, const auto& change) {
    Bytes bytes = good;
    auto symbol = Load<Elf64_Sym>(good, where);
    change(symbol, bytes);
    Store(bytes, where, symbol);
    return RuleOf(bytes);
  };
  const uint64_t import = at(false), entry = at(true);
  for (const uint64_t where : {import, entry}) {
    EXPECT_EQ(with(where, [](Elf64_Sym& s, Bytes&) { s.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_TLS); }),
              "tls");
    EXPECT_EQ(with(where, [](Elf64_Sym& s, Bytes&) { s.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_GNU_IFUNC); }),
              "ifunc");
    EXPECT_EQ(with(where, [](Elf64_Sym& s, Bytes&) { s.st_name = 1 << 30; }), "malformed");
  }
  const auto rename = [&](Elf64_Sym& s, Bytes& bytes) {
    std::memcpy(bytes.data() + names + s.st_name, "system", 6);
  };
  EXPECT_EQ(with(import, rename), "import");
  EXPECT_EQ(with(import,
                 [&](Elf64_Sym& s, Bytes& bytes) {
                   rename(s, bytes);
                   s.st_info = ELF64_ST_INFO(STB_WEAK, STT_NOTYPE);
                 }),
            "import");
  EXPECT_EQ(with(entry, rename), "export");
  EXPECT_EQ(with(import, [](Elf64_Sym& s, Bytes&) { s.st_shndx = 1; }), "export");
  EXPECT_EQ(with(entry, [](Elf64_Sym& s, Bytes&) { s.st_shndx = SHN_UNDEF; }), "import");
  const uint64_t data = SegmentOfType(good, PT_DYNAMIC).p_vaddr;
  for (const uint64_t value : {data, uint64_t{0}, ~uint64_t{0}})
    EXPECT_EQ(with(entry, [&](Elf64_Sym& s, Bytes&) { s.st_value = value; }), "export") << value;
  EXPECT_EQ(with(entry, [](Elf64_Sym& s, Bytes&) { s.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT); }),
            "export");
}

// A loader reads segments. Sections may say what they like, and prove nothing either way.
TEST(ArtifactByHand, IsNotFooledBySectionHeaders) {
  const auto section_lies = [](const std::string& sample) {
    const Bytes good = Sample(sample);
    const Elf64_Ehdr header = HeaderOf(good);
    Bytes none = good, far = good, renamed = good;
    Elf64_Ehdr lie = header;
    lie.e_shoff = 0, lie.e_shnum = 0, lie.e_shstrndx = 0;
    Store(none, 0, lie);
    lie.e_shoff = ~uint64_t{0}, lie.e_shnum = 0xffff, lie.e_shstrndx = 0xfffe, lie.e_shentsize = 1;
    Store(far, 0, lie);
    for (unsigned i = 0; i < header.e_shnum; ++i) {  // all that is left are notes without addresses
      auto section = Load<Elf64_Shdr>(renamed, header.e_shoff + i * sizeof(Elf64_Shdr));
      section.sh_type = SHT_NOTE, section.sh_addr = 0, section.sh_flags = 0;
      Store(renamed, header.e_shoff + i * sizeof(Elf64_Shdr), section);
    }
    return std::vector<Bytes>{none, far, renamed};
  };
  for (const auto& [sample, rule] : {std::pair{"honest", ""},
                                     {"constructor", "dynamic"},
                                     {"destructor", "dynamic"},
                                     {"tls", "tls"},
                                     {"ifunc", "ifunc"},
                                     {"needed", "dynamic"},
                                     {"export", "export"},
                                     {"import", "import"},
                                     {"stack", "executable_stack"}})
    for (const Bytes& bytes : section_lies(sample)) EXPECT_EQ(RuleOf(bytes), rule) << sample;
}

}  // namespace
}  // namespace gauntlet
