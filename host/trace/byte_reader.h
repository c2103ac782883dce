// A window over a byte source: binary records and lines are parsed in place, and whoever finds something
// wrong knows the offset and the record.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/trace/byte_source.h"

namespace gauntlet {

class ByteReader {
 public:
  explicit ByteReader(std::unique_ptr<ByteSource> source);

  // At least `want` bytes unless the source ends first. The view holds until the next call.
  Result<std::string_view> Peek(size_t want);
  void Skip(size_t bytes);  // REQUIRES: bytes were peeked

  // The next line without its end ("\n" or "\r\n"); nothing at the end. The view holds until the next call.
  Result<std::optional<std::string_view>> Line();

  const std::string& name() const { return source_->name(); }
  uint64_t offset() const { return offset_; }  // of the decompressed bytes
  uint64_t line() const { return line_; }      // number of the line given last, from 1

  // The record being read, from 0: part of every error from here on.
  void set_record(uint64_t record) { record_ = record; }
  uint64_t record() const { return record_; }

  // "name: offset 120: record 5 is cut: 3 of 24 bytes". `at`: offset of the trouble.
  std::unexpected<Error> Wrong(uint64_t at, std::string_view what) const;
  // The same for the line given last; `column` counts bytes from 1.
  std::unexpected<Error> WrongInLine(size_t column, std::string_view what) const;

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<std::byte> buffer_;
  size_t begin_ = 0, end_ = 0;
  bool ended_ = false;
  uint64_t offset_ = 0;
  uint64_t line_ = 0, line_offset_ = 0;
  uint64_t record_ = 0;
};

}  // namespace gauntlet
