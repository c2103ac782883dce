// One request of any trace, the interface of everything that yields requests, and the list of file formats.
// A new format is one file that defines a TraceFormat, and one line in formats.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/trace/byte_reader.h"

namespace gauntlet {

inline constexpr uint64_t kNoAddress = ~0ull;

struct TraceRequest {
  uint64_t id = 0;
  uint64_t time_s = 0;  // as in the trace, any origin
  uint64_t address = kNoAddress;
  uint32_t size_bytes = 1;
  uint32_t ttl_s = 0;
  uint16_t tenant = 0;
  uint8_t operation = 0;  // GAUNTLET_CACHE_READ, ...
};

class RequestReader {
 public:
  virtual ~RequestReader() = default;
  // Fills the front of `out`; 0 only at the end. Errors are kInput and name file, offset and record.
  virtual Result<size_t> Read(std::span<TraceRequest> out) = 0;
  // Whether requests carry a time to live or a block address.
  virtual bool extended() const { return false; }
};

struct TraceFormat {
  std::string_view name;                  // oracle_general
  std::vector<std::string_view> aliases;  // other spellings
  std::vector<std::string_view> endings;  // of file names, lower case, without .gz .xz .zst
  std::string_view summary;               // one line for people
  Result<std::unique_ptr<RequestReader>> (*open)(std::unique_ptr<ByteReader> input, const Json& columns);
};

std::span<const TraceFormat* const> TraceFormats();

// By name or alias; kInput with the names there are.
Result<const TraceFormat*> FindTraceFormat(std::string_view name);
// From a file's name ("w.oracleGeneral.zst"); kInput if the name does not tell.
Result<const TraceFormat*> GuessTraceFormat(std::string_view file_name);

// The format is guessed when `format` is empty. `columns` is for csv only.
Result<std::unique_ptr<RequestReader>> OpenRequests(std::unique_ptr<ByteSource> source,
                                                    std::string_view format, const Json& columns);

}  // namespace gauntlet
