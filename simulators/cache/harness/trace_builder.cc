#include "simulators/cache/harness/trace_builder.h"

#include <fmt/format.h>
#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <unordered_map>

#include "host/base/rng.h"

namespace gauntlet::cache_simulator {
namespace {

Result<std::string> Unxz(const std::string& packed) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, UINT64_MAX, LZMA_CONCATENATED) != LZMA_OK)
    return Fail(ErrorKind::kInternalError, "liblzma: no decoder");
  std::string text;
  std::vector<uint8_t> buffer(1 << 20);
  stream.next_in = reinterpret_cast<const uint8_t*>(packed.data());
  stream.avail_in = packed.size();
  lzma_ret status = LZMA_OK;
  while (status == LZMA_OK) {
    stream.next_out = buffer.data();
    stream.avail_out = buffer.size();
    status = lzma_code(&stream, LZMA_FINISH);
    text.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
  }
  lzma_end(&stream);
  if (status != LZMA_STREAM_END) return Fail(ErrorKind::kInput, "broken xz stream");
  return text;
}

Result<std::string> ReadGzip(const std::filesystem::path& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return Fail(ErrorKind::kInput, fmt::format("{}: cannot be opened", path.string()));
  std::string text;
  std::vector<char> buffer(1 << 20);
  int got = 0;
  while ((got = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0)
    text.append(buffer.data(), static_cast<size_t>(got));
  gzclose(file);
  if (got < 0) return Fail(ErrorKind::kInput, fmt::format("{}: broken gzip stream", path.string()));
  return text;
}

Result<std::string> ReadWhole(const std::filesystem::path& path) {
  if (path.extension() == ".gz") return ReadGzip(path);
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(ErrorKind::kInput, fmt::format("{}: cannot be opened", path.string()));
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return path.extension() == ".xz" ? Unxz(bytes) : Result<std::string>(std::move(bytes));
}

template <class T>
T Load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace

std::vector<uint8_t> BuildTrace(std::span<const RawRequest> requests, bool extended) {
  gauntlet_cache_trace_header header{};
  header.magic = GAUNTLET_CACHE_TRACE_MAGIC;
  header.record_bytes = extended ? sizeof(gauntlet_cache_record_extended) : sizeof(gauntlet_cache_record);
  header.flags = extended ? GAUNTLET_CACHE_TRACE_EXTENDED : 0u;
  header.record_count = requests.size();
  std::vector<uint8_t> bytes(sizeof header + requests.size() * header.record_bytes);
  std::unordered_map<uint64_t, uint32_t> objects;
  uint8_t* to = bytes.data() + sizeof header;
  for (const RawRequest& request : requests) {
    const auto [object, fresh] = objects.try_emplace(request.id, static_cast<uint32_t>(objects.size()));
    if (fresh) header.footprint_bytes += request.size_bytes;
    const gauntlet_cache_record record = {.object = object->second,
                                          .size_bytes = request.size_bytes,
                                          .time_s = request.time_s,
                                          .tenant = request.tenant,
                                          .operation = request.operation,
                                          .reserved_zero = 0};
    const gauntlet_cache_record_extended whole = {
        .base = record, .ttl_s = request.ttl_s, .reserved_zero = 0, .block_address = request.block_address};
    std::memcpy(to, &whole, header.record_bytes);  // the record is where the extended one begins
    to += header.record_bytes;
  }
  header.object_count = objects.size();
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

Result<std::vector<RawRequest>> ReadOracleGeneral(const std::filesystem::path& path) {
  constexpr size_t kRecordBytes = 24;  // {u32 time_s, u64 id, u32 size, i64 next}, packed
  GAUNTLET_TRY(const std::string bytes, ReadWhole(path));
  std::vector<RawRequest> requests(bytes.size() / kRecordBytes);
  for (size_t i = 0; i < requests.size(); ++i) {
    const char* record = bytes.data() + i * kRecordBytes;
    requests[i] = {.id = Load<uint64_t>(record + 4),
                   .size_bytes = Load<uint32_t>(record + 12),
                   .time_s = Load<uint32_t>(record)};
  }
  return requests;
}

Result<std::vector<RawRequest>> ReadBigEndianKeys(const std::filesystem::path& path, size_t key_bytes) {
  GAUNTLET_TRY(const std::string bytes, ReadWhole(path));
  std::vector<RawRequest> requests(bytes.size() / key_bytes);
  for (size_t i = 0; i < requests.size(); ++i) {
    const char* key = bytes.data() + i * key_bytes;
    requests[i].id = key_bytes == 4 ? std::byteswap(Load<uint32_t>(key)) : std::byteswap(Load<uint64_t>(key));
    requests[i].time_s = static_cast<uint32_t>(i);
  }
  return requests;
}

Result<std::vector<RawRequest>> ReadLirsText(const std::filesystem::path& path) {
  GAUNTLET_TRY(const std::string text, ReadWhole(path));
  std::vector<RawRequest> requests;
  for (size_t at = 0; at < text.size();) {
    const size_t line_end = std::min(text.find('\n', at), text.size());
    uint64_t id = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + line_end, id);
    if (error == std::errc())
      requests.push_back({.id = id, .time_s = static_cast<uint32_t>(requests.size())});
    at = line_end + 1;
  }
  return requests;
}

std::vector<RawRequest> GenerateZipf(uint64_t requests, uint64_t objects, double exponent,
                                     uint32_t max_size_bytes, uint64_t seed) {
  std::vector<double> cumulative(objects);
  double sum = 0;
  for (uint64_t i = 0; i < objects; ++i)
    cumulative[i] = sum += std::pow(static_cast<double>(i + 1), -exponent);
  Rng rng(seed);
  std::vector<RawRequest> made(requests);
  for (uint64_t i = 0; i < requests; ++i) {
    const auto rank = std::lower_bound(cumulative.begin(), cumulative.end() - 1, rng.Unit() * sum);
    made[i].id = static_cast<uint64_t>(rank - cumulative.begin());
    Rng of_object(seed * 0x10001 + made[i].id);
    made[i].size_bytes = static_cast<uint32_t>(1 + of_object.Below(max_size_bytes));
    made[i].time_s = static_cast<uint32_t>(i / 1000);
  }
  return made;
}

}  // namespace gauntlet::cache_simulator
