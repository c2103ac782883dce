#include "host/trace/record.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gauntlet/cache.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <unordered_map>

#include "host/base/layout.h"
#include "host/base/tool.h"
#include "host/trace/decode.h"
#include "host/trace/record/record_log.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kPageBytes = 4096;

// The shared log: a sparse file that goes away with this object.
class Log {
 public:
  static Result<std::unique_ptr<Log>> Create(const fs::path& dir, uint64_t events) {
    std::string path = ((dir.empty() ? fs::temp_directory_path() : dir) / "gauntlet-record-XXXXXX").string();
    UniqueFd fd(::mkostemp(path.data(), O_CLOEXEC));
    if (!fd) return FailErrno(ErrorKind::kStorageError, path);
    auto log = std::unique_ptr<Log>(
        new Log(path, sizeof(gauntlet_record_header) + events * sizeof(gauntlet_record_event)));
    ::fchmod(fd.get(), 0666);  // the program may run as somebody else
    if (::ftruncate(fd.get(), static_cast<off_t>(log->bytes_)) != 0)
      return FailErrno(ErrorKind::kStorageError, path);
    void* at = ::mmap(nullptr, log->bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (at == MAP_FAILED) return FailErrno(ErrorKind::kInternalError, "mmap of the log");
    log->header_ = static_cast<gauntlet_record_header*>(at);
    log->header_->magic = GAUNTLET_RECORD_MAGIC;
    log->header_->capacity = events;
    return log;
  }
  ~Log() {
    if (header_ != nullptr) ::munmap(header_, bytes_);
    ::unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }
  uint64_t capacity() const { return header_->capacity; }
  uint64_t taken() const { return std::atomic_ref(header_->next).load(); }
  const gauntlet_record_event* events() const {
    return reinterpret_cast<const gauntlet_record_event*>(header_ + 1);
  }

 private:
  Log(std::string path, uint64_t bytes) : path_(std::move(path)), bytes_(bytes) {}
  std::string path_;
  uint64_t bytes_;
  gauntlet_record_header* header_ = nullptr;
};

// Events cut into pages.
class LogReader : public RequestReader {
 public:
  explicit LogReader(const Log& log) : log_(log) {}
  bool extended() const override { return true; }

  Result<size_t> Read(std::span<TraceRequest> out) override {
    size_t count = 0;
    while (count < out.size() && event_ < log_.taken()) {
      const gauntlet_record_event& event = log_.events()[event_];
      const uint64_t first = event.offset / kPageBytes, last = (event.offset + event.length - 1) / kPageBytes;
      if (event.operation == 0 || event.length == 0 || first + page_ > last) {
        ++event_;
        page_ = 0;
        continue;
      }
      const uint64_t number = files_.try_emplace(event.file, files_.size()).first->second;
      const uint64_t address = number << 32 | ((first + page_++) & 0xffffffffull);
      out[count++] = {.id = address,
                      .time_s = event.time_us / 1'000'000,
                      .address = address,
                      .size_bytes = kPageBytes,
                      .operation = event.operation == GAUNTLET_RECORD_WRITE ? uint8_t{GAUNTLET_CACHE_WRITE}
                                                                            : uint8_t{GAUNTLET_CACHE_READ}};
    }
    return count;
  }

 private:
  const Log& log_;
  uint64_t event_ = 0;
  uint64_t page_ = 0;  // of the event, from its first
  std::unordered_map<uint64_t, uint64_t> files_;
};

ToolRun UnderTheShim(const std::vector<std::string>& argv, const Log& log, const fs::path& shim,
                     const RecordOptions& options) {
  const char* others = std::getenv("LD_PRELOAD");
  std::string under;
  for (const fs::path& dir : options.under) {
    std::error_code ignored;
    under += (under.empty() ? "" : ":") + fs::weakly_canonical(dir, ignored).string();
  }
  return {argv,
          {{"LD_PRELOAD", others != nullptr ? shim.string() + ":" + others : shim.string()},
           {GAUNTLET_RECORD_LOG_ENV, log.path()},
           {GAUNTLET_RECORD_UNDER_ENV, under}}};
}

}  // namespace

Result<Recording> RecordProgram(const std::vector<std::string>& argv, const RecordOptions& options) {
  if (argv.empty()) return Fail(ErrorKind::kUsage, "record: which program?");
  const fs::path shim = Layout::Current().root / "lib" / "gauntlet" / "libgauntlet_record.so";
  if (!fs::exists(shim))
    return Fail(ErrorKind::kInternalError, shim.string() + ": the recording shim is not built");
  GAUNTLET_TRY(const auto log, Log::Create(options.log_dir, options.most_events));
  Recording recording;
  GAUNTLET_TRY(recording.exit_status, RunProgram(UnderTheShim(argv, *log, shim, options)));
  if (log->taken() > log->capacity()) {
    return Fail(ErrorKind::kInput,
                fmt::format("{}: made {} accesses, more than the {} that the log holds; record a shorter run",
                            argv[0], log->taken(), log->capacity()));
  }
  LogReader reader(*log);
  GAUNTLET_TRY(recording.trace, DecodeRequests(reader, {.name = "recording of " + argv[0]}));
  return recording;
}

}  // namespace gauntlet
