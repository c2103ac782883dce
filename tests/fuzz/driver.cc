// Stands in for libFuzzer in builds without it, so that corpora are replayed by every test run:
//
//   fuzz_NAME [-runs=N] [-seed=N] FOLDER|FILE...
//
// Each file once, in order of names; then N mutations of them from a fixed seed, the same on every machine.
// A target that dies leaves the input in ./crash-PID and its path on stderr.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "host/base/rng.h"

extern "C" {
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
[[gnu::weak]] size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed);
[[gnu::weak]] void __sanitizer_set_death_callback(void (*callback)());
size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);
}

namespace gauntlet {
namespace {
namespace fs = std::filesystem;
using Bytes = std::vector<uint8_t>;

constexpr size_t kMostBytes = 1 << 16;
Bytes g_current;
Rng* g_rng = nullptr;

void KeepInput() {
  const std::string path = "crash-" + std::to_string(::getpid());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0 || ::write(fd, g_current.data(), g_current.size()) < 0) return;
  std::fprintf(stderr, "the input is in %s\n", path.c_str());
}

void OnSignal(int signal) {
  KeepInput();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void CatchDeath() {
  if (__sanitizer_set_death_callback != nullptr) return __sanitizer_set_death_callback(KeepInput);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE}) ::signal(signal, OnSignal);
  constexpr rlimit kMemory = {4ull << 30, 4ull << 30};  // an allocation by a length that the input says fails
  ::setrlimit(RLIMIT_AS, &kMemory);
}

Bytes ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<Bytes> ReadCorpus(const std::vector<fs::path>& places) {
  std::vector<fs::path> files;
  for (const fs::path& place : places) {
    if (!fs::is_directory(place)) files.push_back(place);
    if (!fs::is_directory(place)) continue;
    for (const auto& item : fs::directory_iterator(place)) files.push_back(item.path());
  }
  std::ranges::sort(files);
  std::vector<Bytes> corpus;
  for (const fs::path& file : files) corpus.push_back(ReadFile(file));
  return corpus;
}

void Run(const Bytes& bytes) {
  g_current = bytes;
  // A copy that ends where the input does.
  const std::vector<uint8_t> exact(bytes);
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

// Some bytes of another input in place of some of this one.
Bytes Splice(const Bytes& one, const Bytes& other, Rng& rng) {
  if (other.empty()) return one;
  const size_t keep = rng.Below(one.size() + 1), from = rng.Below(other.size());
  Bytes out(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(keep));
  out.insert(out.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
  out.resize(std::min(out.size(), kMostBytes));
  return out;
}

Bytes Mutated(const std::vector<Bytes>& corpus, Rng& rng) {
  Bytes bytes = corpus[rng.Below(corpus.size())];
  if (rng.Chance(0.1)) bytes = Splice(bytes, corpus[rng.Below(corpus.size())], rng);
  size_t size = bytes.size();
  bytes.resize(std::max(size * 2 + 64, kMostBytes));
  for (uint64_t times = 1 + rng.Below(4); times > 0; --times) {
    if (LLVMFuzzerCustomMutator != nullptr) {
      size = LLVMFuzzerCustomMutator(bytes.data(), size, bytes.size(), static_cast<unsigned>(rng.Next()));
    } else {
      size = LLVMFuzzerMutate(bytes.data(), size, bytes.size());
    }
  }
  bytes.resize(size);
  return bytes;
}

void Overwrite(uint8_t* data, size_t size, Rng& rng) {
  constexpr std::array<uint64_t, 10> kOdd = {0,      1,          0x7f,       0x80,  0xff,
                                             0xffff, 0x7fffffff, 0xffffffff, ~0ull, 1ull << 63};
  const uint64_t value = rng.Chance(0.5) ? kOdd[rng.Below(kOdd.size())] : rng.Next();
  const size_t width = std::min<size_t>(size, 1ull << rng.Below(4));
  const size_t at = rng.Below(size - width + 1);
  for (size_t i = 0; i < width; ++i) data[at + i] = static_cast<uint8_t>(value >> (8 * i));
}

int Main(int argc, char** argv) {
  uint64_t runs = 0, seed = 1;
  std::vector<fs::path> places;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.starts_with("-runs=")) {
      runs = std::stoull(argument.substr(6));
    } else if (argument.starts_with("-seed=")) {
      seed = std::stoull(argument.substr(6));
    } else if (!argument.starts_with("-")) {
      places.emplace_back(argument);
    }
  }
  CatchDeath();
  const std::vector<Bytes> corpus = ReadCorpus(places);
  if (corpus.empty()) {
    std::fprintf(stderr, "no inputs\n");
    return 2;
  }
  Rng rng(seed);
  g_rng = &rng;
  for (const Bytes& bytes : corpus) Run(bytes);
  for (uint64_t i = 0; i < runs; ++i) Run(Mutated(corpus, rng));
  std::printf("%zu inputs, %llu mutations\n", corpus.size(), static_cast<unsigned long long>(runs));
  return 0;
}

}  // namespace
}  // namespace gauntlet

// libFuzzer's, for targets that mutate in ways of their own.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most) {
  gauntlet::Rng& rng = *gauntlet::g_rng;
  const size_t at = rng.Below(size + 1);
  const size_t length = 1 + rng.Below(rng.Chance(0.8) ? 8 : 256);
  switch (rng.Below(size == 0 ? 1 : 6)) {
    case 0: {  // insert
      const size_t bytes = std::min(length, most - size);
      std::memmove(data + at + bytes, data + at, size - at);
      for (size_t i = 0; i < bytes; ++i) data[at + i] = static_cast<uint8_t>(rng.Next());
      return size + bytes;
    }
    case 1: {  // erase
      const size_t bytes = std::min(length, size - at);
      std::memmove(data + at, data + at + bytes, size - at - bytes);
      return size - bytes;
    }
    case 2: {  // repeat a piece
      const size_t bytes = std::min({length, most - size, size - at});
      std::memmove(data + at + bytes, data + at, size - at);
      return size + bytes;
    }
    case 3: {  // move a piece over another
      const size_t bytes = std::min(length, size), from = rng.Below(size - bytes + 1);
      std::memmove(data + rng.Below(size - bytes + 1), data + from, bytes);
      return size;
    }
    case 4:
      data[rng.Below(size)] ^= static_cast<uint8_t>(1u << rng.Below(8));
      return size;
    default:
      gauntlet::Overwrite(data, size, rng);
      return size;
  }
}

int main(int argc, char** argv) { return gauntlet::Main(argc, argv); }
