#include "host/load/artifact.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "host/base/rng.h"

namespace gauntlet {
namespace {

using Bytes = std::vector<std::byte>;

Bytes Sample(const std::string& name) {
  std::ifstream file(std::string(GAUNTLET_BUILD_DIR) + "/tests/load/artifact_" + name + ".so",
                     std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_FALSE(text.empty()) << name;
  Bytes bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

const AllowedImports& Allowed() {
  static const AllowedImports allowed = AllowedImports::FromText("# memory\nmemcpy\n  free # not really\n\n");
  return allowed;
}

std::string RuleOf(const Bytes& bytes) {
  const auto failure = CheckArtifact(bytes, Allowed());
  if (!failure) return "";
  EXPECT_EQ(failure->kind, VerdictKind::kLinkError);
  EXPECT_EQ(failure->detail.at("rung"), "artifact");
  return failure->detail.at("rule");
}

Elf64_Ehdr HeaderOf(const Bytes& bytes) {
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  return header;
}

// The sample with one of its program headers changed.
template <class Change>
Bytes WithSegment(uint32_t type, Change change) {
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
