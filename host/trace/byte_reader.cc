#include "host/trace/byte_reader.h"

#include <fmt/format.h>

#include <cstring>

namespace gauntlet {
namespace {
constexpr size_t kBufferBytes = 256 << 10;
constexpr size_t kLongestLine = 64 << 10;
}  // namespace

ByteReader::ByteReader(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), buffer_(kBufferBytes) {}

Result<std::string_view> ByteReader::Peek(size_t want) {
  GAUNTLET_ASSERT(want <= buffer_.size());
  if (begin_ + want > buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  while (end_ - begin_ < want && !ended_) {
    auto n = source_->Read(std::span(buffer_).subspan(end_));
    if (!n) {
      n.error().message += fmt::format("; record {}", record_);
      return std::unexpected(std::move(n.error()));
    }
    ended_ = *n == 0;
    end_ += *n;
  }
  return std::string_view(reinterpret_cast<const char*>(buffer_.data()) + begin_, end_ - begin_);
}

void ByteReader::Skip(size_t bytes) {
  GAUNTLET_ASSERT(bytes <= end_ - begin_);
  begin_ += bytes;
  offset_ += bytes;
  if (begin_ == end_) begin_ = end_ = 0;
}

Result<std::optional<std::string_view>> ByteReader::Line() {
  GAUNTLET_TRY(std::string_view bytes, Peek(1));
  if (bytes.empty()) return std::nullopt;
  ++line_;
  line_offset_ = offset_;
  size_t end = bytes.find('\n');
  if (end == bytes.npos) {
    GAUNTLET_TRY(bytes, Peek(kLongestLine));
    end = bytes.find('\n');
    if (end == bytes.npos && bytes.size() >= kLongestLine) {
      return WrongInLine(1, fmt::format("is longer than {} bytes: not a text trace?", kLongestLine));
    }
  }
  std::string_view line = bytes.substr(0, end);
  // Bytes stay in the buffer after Skip; only the next Peek moves them.
  const size_t taken = end == bytes.npos ? bytes.size() : end + 1;
  begin_ += taken;
  offset_ += taken;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::unexpected<Error> ByteReader::Wrong(uint64_t at, std::string_view what) const {
  return Fail(ErrorKind::kInput, fmt::format("{}: offset {}{}: record {} {}", name(), at,
                                             source_->compressed() ? " (decompressed)" : "", record_, what));
}

std::unexpected<Error> ByteReader::WrongInLine(size_t column, std::string_view what) const {
  return Fail(ErrorKind::kInput, fmt::format("{}: line {}, column {} (offset {}{}): record {}: {}", name(),
                                             line_, column, line_offset_ + column - 1,
                                             source_->compressed() ? ", decompressed" : "", record_, what));
}

}  // namespace gauntlet
