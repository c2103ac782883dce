#include "host/load/artifact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/rng.h"
#include "host/load/artifact_samples.h"

namespace gauntlet {
namespace {

TEST(AllowedImports, ReadsOneSymbolALine) {
  EXPECT_EQ(Allowed().size(), 2u);
  EXPECT_TRUE(Allowed().Contains("memcpy"));
  EXPECT_TRUE(Allowed().Contains("free"));
  EXPECT_FALSE(Allowed().Contains("memory"));
  EXPECT_FALSE(AllowedImports::Load("/no/such/file"));
}

TEST(Artifact, TakesAnHonestModule) {
  const auto failure = CheckArtifact(Sample("honest"), Allowed());
  EXPECT_FALSE(failure) << failure->reason;
}

TEST(Artifact, RejectsWhatRunsWhenItIsOpenedOrClosed) {
  EXPECT_EQ(RuleOf(Sample("constructor")), "dynamic");
  EXPECT_EQ(RuleOf(Sample("destructor")), "dynamic");
}

TEST(Artifact, RejectsThreadLocalsAndFunctionsChosenAtLoad) {
  EXPECT_EQ(RuleOf(Sample("tls")), "tls");
  EXPECT_EQ(RuleOf(Sample("ifunc")), "ifunc");
}

TEST(Artifact, RejectsOtherLibrariesAndExports) {
  EXPECT_EQ(RuleOf(Sample("needed")), "dynamic");
  EXPECT_EQ(RuleOf(Sample("export")), "export");
  EXPECT_EQ(RuleOf(Sample("no_entry")), "export");
}

TEST(Artifact, NamesTheImportsThatAreNotAllowed) {
  const auto failure = CheckArtifact(Sample("import"), Allowed());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->detail.at("rule"), "import");
  EXPECT_EQ(failure->detail.at("symbols"), Json::array({"system"}));
  EXPECT_THAT(failure->reason, testing::HasSubstr("system"));
  EXPECT_EQ(CheckArtifact(Sample("honest"), AllowedImports::FromText(""))->detail.at("symbols"),
            Json::array({"memcpy"}));
}

TEST(Artifact, RejectsAnExecutableStack) {
  EXPECT_EQ(RuleOf(Sample("stack")), "executable_stack");
  EXPECT_EQ(RuleOf(WithSegment(PT_GNU_STACK, [](Elf64_Phdr& s) { s.p_type = PT_NULL; })), "executable_stack");
}

TEST(Artifact, RejectsMemoryThatIsWritableAndExecutable) {
  EXPECT_EQ(RuleOf(WithSegment(PT_LOAD, [](Elf64_Phdr& s) { s.p_flags |= PF_W | PF_X; })), "writable_code");
}

TEST(Artifact, RejectsAFileWithoutUnwindIndex) {
  EXPECT_EQ(RuleOf(WithSegment(PT_GNU_EH_FRAME, [](Elf64_Phdr& s) { s.p_type = PT_NULL; })), "unwind");
}

TEST(Artifact, RejectsSegmentsThatLie) {
  EXPECT_EQ(RuleOf(WithSegment(PT_LOAD, [](Elf64_Phdr& s) { s.p_filesz = 1ull << 40; })), "malformed");
  EXPECT_EQ(RuleOf(WithSegment(PT_LOAD, [](Elf64_Phdr& s) { s.p_offset = ~0ull; })), "malformed");
  EXPECT_EQ(RuleOf(WithSegment(PT_LOAD, [](Elf64_Phdr& s) { s.p_memsz = 1ull << 50; })), "malformed");
  EXPECT_EQ(RuleOf(WithSegment(PT_LOAD, [](Elf64_Phdr& s) { s.p_vaddr += 8; })), "malformed");
  EXPECT_EQ(RuleOf(WithSegment(PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_type = PT_NULL; })), "malformed");
  EXPECT_EQ(RuleOf(WithSegment(PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_memsz = 16; })), "malformed");
  EXPECT_EQ(RuleOf(WithSegment(PT_GNU_EH_FRAME, [](Elf64_Phdr& s) { s.p_type = PT_INTERP; })), "interpreter");
  EXPECT_EQ(RuleOf(WithSegment(PT_GNU_EH_FRAME, [](Elf64_Phdr& s) { s.p_type = 0x60000001; })), "segment");
}

TEST(Artifact, RejectsOtherMachinesAndKinds) {
  Bytes bytes = Sample("honest");
  bytes[EI_CLASS] = std::byte{ELFCLASS32};
  EXPECT_EQ(RuleOf(bytes), "machine");
  bytes = Sample("honest");
  bytes[offsetof(Elf64_Ehdr, e_type)] = std::byte{ET_EXEC};
  EXPECT_EQ(RuleOf(bytes), "type");
  EXPECT_EQ(RuleOf({}), "malformed");
}

TEST(Artifact, RejectsEveryCutOfTheLoadedPart) {
  const Bytes whole = Sample("honest");
  uint64_t loaded_bytes = 0;
  const Elf64_Ehdr header = HeaderOf(whole);
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, whole.data() + header.e_phoff + i * sizeof(segment), sizeof(segment));
    if (segment.p_type == PT_LOAD) loaded_bytes = std::max(loaded_bytes, segment.p_offset + segment.p_filesz);
  }
  for (uint64_t bytes = 0; bytes < loaded_bytes; bytes += 7) {
    const auto failure = CheckArtifact(std::span(whole).first(bytes), Allowed());
    EXPECT_TRUE(failure) << bytes;
  }
  EXPECT_FALSE(CheckArtifact(std::span(whole).first(loaded_bytes), Allowed()));
}

// --- what a linker does not write, and a loader would follow ---

TEST(Artifact, RejectsAFunctionForTheLoaderBehindTheEmptySymbol) {
  Bytes bytes = Sample("honest");
  const Elf64_Sym function = {
      .st_info = ELF64_ST_INFO(STB_LOCAL, STT_GNU_IFUNC), .st_shndx = 1, .st_value = 0x1340};
  Store(bytes, OffsetOf(bytes, ValueOf(bytes, DT_SYMTAB)), function);
  EXPECT_EQ(RuleOf(bytes), "malformed");
}

TEST(Artifact, RejectsRelocationsOfWhatTheLoaderReads) {
  Bytes bytes = Sample("honest");
  const uint64_t at = OffsetOf(bytes, ValueOf(bytes, DT_RELA));
  auto relocation = Load<Elf64_Rela>(bytes, at);
  relocation.r_offset = SegmentOfType(bytes, PT_DYNAMIC).p_vaddr + 7;
  Store(bytes, at, relocation);
  EXPECT_EQ(RuleOf(bytes), "relocation");
}

TEST(Artifact, RejectsTablesInMemoryThatCanBeWritten) {
  const uint64_t data = SegmentOfType(Sample("honest"), PT_DYNAMIC).p_vaddr;
  for (const int64_t tag : {DT_STRTAB, DT_SYMTAB, DT_GNU_HASH, DT_RELA, DT_JMPREL})
    EXPECT_EQ(RuleOf(WithEntry(tag, {tag, {data}})), "malformed") << tag;
  // Nor may a table begin in constant memory and go on behind it.
  EXPECT_EQ(RuleOf(WithEntry(DT_STRSZ, {DT_STRSZ, {0x2000}})), "malformed");
}

TEST(Artifact, RejectsTablesWithoutSizesAndEntriesThatContradict) {
  for (const int64_t tag : {DT_RELASZ, DT_RELAENT, DT_PLTRELSZ, DT_PLTREL, DT_STRSZ})
    EXPECT_EQ(RuleOf(WithEntry(tag, {DT_SYMBOLIC, {0}})), "malformed") << tag;
  EXPECT_EQ(RuleOf(WithEntry(DT_RELACOUNT, {DT_STRTAB, {0x238}})), "malformed");
  EXPECT_EQ(RuleOf(WithEntry(DT_RELACOUNT, {DT_RELACOUNT, {2}})), "malformed");
  EXPECT_EQ(RuleOf(WithEntry(DT_PLTGOT, {DT_PLTGOT, {0}})), "malformed");
}

TEST(Artifact, RejectsHashTablesThatLeadOutOfThemselves) {
  Bytes good = Sample("honest");
  const uint64_t table = OffsetOf(good, ValueOf(good, DT_GNU_HASH));
  for (const auto& [word, value] : {std::pair{2u, 3u}, {2u, 0u}, {3u, 32u}, {1u, 0x10000u}, {0u, 0u}}) {
    Bytes bytes = good;
    Store(bytes, table + word * 4, value);
    EXPECT_EQ(RuleOf(bytes), "malformed") << word << " " << value;
  }
}

TEST(Artifact, RejectsSegmentsThatAreMappedElsewhere) {
  for (const uint32_t type : {PT_PHDR, PT_GNU_RELRO, PT_GNU_EH_FRAME})
    EXPECT_EQ(RuleOf(WithSegment(type, [](Elf64_Phdr& s) { s.p_vaddr += 0x100000; })), "malformed") << type;
  EXPECT_EQ(RuleOf(WithSegment(PT_PHDR, [](Elf64_Phdr& s) { s.p_vaddr += 8, s.p_offset += 8; })),
            "malformed");
  EXPECT_EQ(RuleOf(WithSegment(PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_flags = PF_R; })), "malformed");
  EXPECT_EQ(RuleOf(WithSegment(PT_LOAD, [](Elf64_Phdr& s) { s.p_flags = 0; })), "malformed");
}

TEST(Artifact, RejectsNotesThatTheLoaderObeys) {
  const auto note_at = [](uint64_t address, uint32_t type, uint32_t bytes) {
    Bytes file = WithSegment(PT_GNU_EH_FRAME,
                             [&](Elf64_Phdr& s) { s = {PT_NOTE, PF_R, address, address, 0, 24, 24, 4}; });
    Store(file, address, Elf64_Nhdr{4, bytes, type});
    return file;
  };
  const uint64_t address = SegmentOfType(Sample("honest"), PT_GNU_EH_FRAME).p_vaddr;
  EXPECT_EQ(RuleOf(note_at(address, 3, 8)), "unwind");  // the note is fine
  EXPECT_EQ(RuleOf(note_at(address, 3, 9)), "segment");
  EXPECT_EQ(RuleOf(note_at(address, NT_GNU_PROPERTY_TYPE_0, 8)), "segment");
}

TEST(Artifact, RejectsAnEntryThatWouldKeepTheModuleForEver) {
  Bytes bytes = Sample("honest");
  const uint64_t symbols = OffsetOf(bytes, ValueOf(bytes, DT_SYMTAB));
  for (uint64_t i = 1; i < 3; ++i) {
    auto symbol = Load<Elf64_Sym>(bytes, symbols + i * sizeof(Elf64_Sym));
    if (symbol.st_shndx != SHN_UNDEF) symbol.st_info = ELF64_ST_INFO(STB_GNU_UNIQUE, STT_FUNC);
    Store(bytes, symbols + i * sizeof(Elf64_Sym), symbol);
  }
  EXPECT_EQ(RuleOf(bytes), "export");
}

TEST(Artifact, ReadsDamagedFilesWithoutHarm) {
  const Bytes whole = Sample("honest");
  Rng rng(7);
  int rejected = 0;
  for (int round = 0; round < 20000; ++round) {
    Bytes damaged = whole;
    for (int flips = 0; flips < 3; ++flips) {
      const uint64_t at = rng.Chance(0.5) ? rng.Below(whole.size()) : rng.Below(1024);
      damaged[at] = static_cast<std::byte>(rng.Next());
    }
    rejected += CheckArtifact(damaged, Allowed()).has_value();
  }
  EXPECT_GT(rejected, 1000);
}

}  // namespace
}  // namespace gauntlet
