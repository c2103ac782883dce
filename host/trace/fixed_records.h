// Traces whose records all have the same number of bytes.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>

#include "host/trace/request_reader.h"

namespace gauntlet {

static_assert(std::endian::native == std::endian::little);

template <std::unsigned_integral T>
T LoadLittle(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}
template <std::unsigned_integral T>
T LoadBig(const char* bytes) {
  return std::byteswap(LoadLittle<T>(bytes));
}

// Parse(const char* record, TraceRequest&) returns nullptr, or what is wrong with the record.
template <size_t kRecordBytes, class Parse>
class FixedRecords : public RequestReader {
 public:
  FixedRecords(std::unique_ptr<ByteReader> input, bool extended)
      : input_(std::move(input)), extended_(extended) {}

  Result<size_t> Read(std::span<TraceRequest> out) override {
    const size_t most = std::min<size_t>(out.size(), 4096);
    GAUNTLET_TRY(const std::string_view bytes, input_->Peek(most * kRecordBytes));
    if (bytes.empty()) return size_t{0};
    const size_t count = std::min(most, bytes.size() / kRecordBytes);
    if (count == 0) {
      return input_->Wrong(input_->offset() + bytes.size(),
                           fmt::format("is cut: {} of {} bytes", bytes.size(), kRecordBytes));
    }
    for (size_t i = 0; i < count; ++i) {
      if (const char* trouble = Parse{}(bytes.data() + i * kRecordBytes, out[i])) {
        input_->set_record(input_->record() + i);
        return input_->Wrong(input_->offset() + i * kRecordBytes, trouble);
      }
    }
    input_->Skip(count * kRecordBytes);
    input_->set_record(input_->record() + count);
    return count;
  }
  bool extended() const override { return extended_; }

 private:
  std::unique_ptr<ByteReader> input_;
  bool extended_;
};

template <size_t kRecordBytes, class Parse>
Result<std::unique_ptr<RequestReader>> OpenFixedRecords(std::unique_ptr<ByteReader> input, const Json&) {
  return std::make_unique<FixedRecords<kRecordBytes, Parse>>(std::move(input), false);
}

}  // namespace gauntlet
