#include "host/toolchain/headers.h"

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendActions.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "host/toolchain/flags.h"
#include "host/toolchain/include_rules.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

// Passes everything through and remembers which files were read.
class RecordingFileSystem : public llvm::vfs::ProxyFileSystem {
 public:
  using ProxyFileSystem::ProxyFileSystem;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override {
    auto file = ProxyFileSystem::openFileForRead(path);
    if (file) read_.insert(path.str());
    return file;
  }
  const std::set<std::string>& read() const { return read_; }

 private:
  std::set<std::string> read_;
};

// The newest libstdc++ of this machine: /usr/include/c++/12.
std::string NewestStandardLibrary() {
  std::string best;
  int best_version = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/include/c++", error)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version > best_version) {
      best_version = version;
      best = entry.path().string();
    }
  }
  return best;
}

std::vector<std::string> StandardSearchFlags(const std::string& libstdcxx) {
  const std::string version = fs::path(libstdcxx).filename().string();
  return {"-resource-dir",
          CLANG_RESOURCE_DIRECTORY,
          "-internal-isystem",
          libstdcxx,
          "-internal-isystem",
          "/usr/include/x86_64-linux-gnu/c++/" + version,
          "-internal-isystem",
          std::string(CLANG_RESOURCE_DIRECTORY) + "/include",
          "-internal-externc-isystem",
          "/usr/include/x86_64-linux-gnu",
          "-internal-externc-isystem",
          "/usr/include"};
}

// A hash of hashes, in the order of names.
Hash128 HashOf(const std::map<std::string, Hash128>& contents) {
  std::string text;
  for (const auto& [name, hash] : contents) text += name + " " + hash.Hex() + "\n";
  return HashText(text);
}

Hash128 HashOf(const llvm::MemoryBuffer& buffer) {
  return HashText({buffer.getBufferStart(), buffer.getBufferSize()});
}

Result<Hash128> AddGauntletHeaders(const std::string& plugin_api, const std::vector<HeaderFile>& more,
                                   llvm::vfs::InMemoryFileSystem& files) {
  std::map<std::string, Hash128> contents;
  std::error_code error;
  const fs::path root = fs::path(plugin_api) / "gauntlet";
  for (const auto& entry : fs::recursive_directory_iterator(root, error)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".h" && extension != ".hpp") continue;
    auto buffer = llvm::MemoryBuffer::getFile(entry.path().string());
    if (!buffer) return Fail(ErrorKind::kInternalError, "cannot read " + entry.path().string());
    const std::string name = fs::relative(entry.path(), plugin_api, error).string();
    contents[name] = HashOf(**buffer);
    files.addFile(std::string(kGauntletIncludeDir) + "/" + name, 0, std::move(*buffer));
  }
  if (error)
    return Fail(ErrorKind::kInternalError, "no SDK headers below " + plugin_api + ": " + error.message());
  for (const HeaderFile& header : more) {
    if (!contents.emplace(header.name, HashText(header.text)).second)
      return Fail(ErrorKind::kInput,
                  header.name + " is the name of one of Gauntlet's own headers: take another");
    files.addFile(std::string(kGauntletIncludeDir) + "/" + header.name, 0,
                  llvm::MemoryBuffer::getMemBufferCopy(header.text, header.name));
  }
  return HashOf(contents);
}

// Everything that the allowed standard headers read when each is included once.
Result<std::set<std::string>> StandardClosure(const std::vector<std::string>& search_flags) {
  std::string source = "#include <stddef.h>\n#include <stdint.h>\n";
  for (std::string_view name : AllowedStandardHeaders()) source += fmt::format("#include <{}>\n", name);

  auto recording = llvm::makeIntrusiveRefCnt<RecordingFileSystem>(llvm::vfs::getRealFileSystem());
  std::vector<std::string> flags = CandidateFlags();
  flags.insert(flags.end(), search_flags.begin(), search_flags.end());
  std::vector<const char*> arguments;
  for (const std::string& flag : flags) arguments.push_back(flag.c_str());

  clang::CompilerInstance compiler;
  compiler.createDiagnostics(new clang::IgnoringDiagConsumer());
  if (!clang::CompilerInvocation::CreateFromArgs(compiler.getInvocation(), arguments,
                                                 compiler.getDiagnostics()))
    return Fail(ErrorKind::kInternalError, "Clang does not take the candidate flags");
  const auto buffer = llvm::MemoryBuffer::getMemBuffer(source, "closure.cc");
  compiler.getFrontendOpts().Inputs = {
      clang::FrontendInputFile(buffer->getMemBufferRef(), clang::Language::CXX)};
  compiler.createFileManager(recording);
  clang::PreprocessOnlyAction action;
  if (!compiler.ExecuteAction(action) || compiler.getDiagnostics().hasErrorOccurred())
    return Fail(ErrorKind::kInternalError,
                "the standard headers do not preprocess; is libstdc++-dev installed? (" + flags.back() + ")");
  return recording->read();
}

}  // namespace

Result<HeaderStore> HeaderStore::Load(const std::string& plugin_api, const std::vector<HeaderFile>& more) {
  HeaderStore store;
  store.files_ = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  const std::string libstdcxx = NewestStandardLibrary();
  if (libstdcxx.empty())
    return Fail(ErrorKind::kInternalError,
                "no C++ standard headers below /usr/include/c++; install libstdc++-12-dev");
  store.search_flags_ = StandardSearchFlags(libstdcxx);
  GAUNTLET_TRY(const std::set<std::string> closure, StandardClosure(store.search_flags_));
  std::map<std::string, Hash128> contents;
  for (const std::string& path : closure) {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    if (!buffer) return Fail(ErrorKind::kInternalError, "cannot read " + path);
    contents[path] = HashOf(**buffer);
    store.files_->addFile(path, 0, std::move(*buffer));
  }
  store.standard_hash_ = HashOf(contents);
  GAUNTLET_TRY(store.sdk_hash_, AddGauntletHeaders(plugin_api, more, *store.files_));
  store.search_flags_.insert(store.search_flags_.begin(), {"-internal-isystem", kGauntletIncludeDir});
  return store;
}

bool HeaderStore::Has(const std::string& gauntlet_header) const {
  return files_->exists(std::string(kGauntletIncludeDir) + "/" + gauntlet_header);
}

}  // namespace gauntlet
