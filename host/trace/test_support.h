// For the tests of this room: requests out of bytes, decoded records, a cache directory of one's own, the
// shared data.
#pragma once

#include <gauntlet/cache_trace.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "host/trace/memory_file.h"
#include "host/trace/request_reader.h"
#include "host/trace/trace.h"

namespace gauntlet {

// A directory that goes away; $GAUNTLET_CACHE points into it meanwhile.
class TemporaryDir {
 public:
  TemporaryDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gauntlet-trace-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
    ::setenv("GAUNTLET_CACHE", (path_ / "cache").c_str(), 1);
  }
  ~TemporaryDir() {
    ::unsetenv("GAUNTLET_CACHE");
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path File(const std::string& name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

inline std::string ReadBytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline Result<std::vector<TraceRequest>> RequestsOf(std::string_view bytes, std::string_view format,
                                                    const Json& columns = {}, std::string name = "t") {
  GAUNTLET_TRY(const auto reader, OpenRequests(MemorySource(std::move(name), bytes), format, columns));
  std::vector<TraceRequest> all, batch(7);
  for (;;) {
    GAUNTLET_TRY(const size_t n, reader->Read(batch));
    if (n == 0) return all;
    all.insert(all.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(n));
  }
}

// Records without what extended ones add.
inline std::vector<gauntlet_cache_record> RecordsOf(const DecodedTrace& trace) {
  auto map = MappedFile::Map(trace.data->get());
  gauntlet_cache_trace_header header;
  std::memcpy(&header, map->bytes().data(), sizeof header);
  std::vector<gauntlet_cache_record> records(header.record_count);
  for (size_t i = 0; i < records.size(); ++i) {
    std::memcpy(&records[i], map->bytes().data() + sizeof header + i * header.record_bytes,
                sizeof records[i]);
  }
  return records;
}

// ../shared of the repository, or $GAUNTLET_SHARED.
inline std::filesystem::path SharedCacheData() {
  const char* own = std::getenv("GAUNTLET_SHARED");
  return std::filesystem::path(own != nullptr ? own : GAUNTLET_SOURCE_DIR "/../shared") / "data" / "cache";
}

}  // namespace gauntlet

#define GAUNTLET_NEED_SHARED_DATA()                            \
  if (!std::filesystem::exists(::gauntlet::SharedCacheData())) \
  GTEST_SKIP() << "no ../shared/data/cache "                   \
                  "here"
