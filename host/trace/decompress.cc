#include <fmt/format.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <cstring>
#include <vector>

#include "host/trace/byte_source.h"

namespace gauntlet {
namespace {

constexpr size_t kChunkBytes = 128 << 10;
constexpr uint64_t kXzMemoryBytes = 512ull << 20;

// Gives back the bytes that were looked at, then what follows.
class PrefixedSource : public ByteSource {
 public:
  PrefixedSource(std::string prefix, std::unique_ptr<ByteSource> rest)
      : prefix_(std::move(prefix)), rest_(std::move(rest)) {}
  Result<size_t> Read(std::span<std::byte> room) override {
    if (given_ == prefix_.size()) return rest_->Read(room);
    const size_t n = std::min(room.size(), prefix_.size() - given_);
    std::memcpy(room.data(), prefix_.data() + given_, n);
    given_ += n;
    return n;
  }
  const std::string& name() const override { return rest_->name(); }

 private:
  std::string prefix_;
  size_t given_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

// Pulls compressed chunks and lets a codec turn them into bytes.
class Inflater : public ByteSource {
 public:
  explicit Inflater(std::unique_ptr<ByteSource> source) : source_(std::move(source)), chunk_(kChunkBytes) {}
  const std::string& name() const override { return source_->name(); }
  bool compressed() const override { return true; }

  Result<size_t> Read(std::span<std::byte> room) override {
    for (;;) {
      if (input_.empty() && !ended_) {
        GAUNTLET_TRY(const size_t n, source_->Read(chunk_));
        input_ = std::span<const std::byte>(chunk_.data(), n);
        pulled_ += n;
        ended_ = n == 0;
      }
      const size_t before = input_.size();
      std::string trouble;
      const size_t made = Step(room, trouble);
      if (!trouble.empty()) return Fail(ErrorKind::kInput, Where() + ": " + trouble);
      if (made > 0) return made;
      if (!ended_ || input_.size() != before) continue;
      if (!complete_) return Fail(ErrorKind::kInput, Where() + ": the compressed stream is cut");
      return size_t{0};
    }
  }

 protected:
  // Takes from input_, writes to `room`, sets complete_ when a stream has ended whole. An empty input_ is the
  // end.
  virtual size_t Step(std::span<std::byte> room, std::string& trouble) = 0;
  std::string Where() const {
    return fmt::format("{}: offset {} of the compressed bytes", name(), pulled_ - input_.size());
  }

  std::span<const std::byte> input_;
  bool ended_ = false;
  bool complete_ = false;

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<std::byte> chunk_;
  uint64_t pulled_ = 0;
};

class GzipSource : public Inflater {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> source) : Inflater(std::move(source)) {
    GAUNTLET_ASSERT(inflateInit2(&stream_, 15 + 16) == Z_OK);
  }
  ~GzipSource() override { inflateEnd(&stream_); }

 protected:
  size_t Step(std::span<std::byte> room, std::string& trouble) override {
    if (complete_) {  // another member may follow
      if (input_.empty()) return 0;
      inflateReset(&stream_);
      complete_ = false;
    }
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(input_.data()));
    stream_.avail_in = static_cast<uInt>(input_.size());
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(room.size(), 1u << 30));
    const uInt room_before = stream_.avail_out;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    input_ = input_.subspan(input_.size() - stream_.avail_in);
    if (code == Z_STREAM_END) {
      complete_ = true;
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      trouble =
          fmt::format("the gzip stream is corrupt ({})", stream_.msg != nullptr ? stream_.msg : "damaged");
    }
    return room_before - stream_.avail_out;
  }

 private:
  z_stream stream_ = {};
};

class XzSource : public Inflater {
 public:
  explicit XzSource(std::unique_ptr<ByteSource> source) : Inflater(std::move(source)) {
    GAUNTLET_ASSERT(lzma_stream_decoder(&stream_, kXzMemoryBytes, LZMA_CONCATENATED) == LZMA_OK);
  }
  ~XzSource() override { lzma_end(&stream_); }

 protected:
  size_t Step(std::span<std::byte> room, std::string& trouble) override {
    if (complete_) return 0;
    stream_.next_in = reinterpret_cast<const uint8_t*>(input_.data());
    stream_.avail_in = input_.size();
    stream_.next_out = reinterpret_cast<uint8_t*>(room.data());
    stream_.avail_out = room.size();
    const lzma_ret code = lzma_code(&stream_, ended_ ? LZMA_FINISH : LZMA_RUN);
    input_ = input_.subspan(input_.size() - stream_.avail_in);
    if (code == LZMA_STREAM_END) {
      complete_ = true;
    } else if (code == LZMA_MEMLIMIT_ERROR) {
      trouble = "the xz stream asks for more than 512 MiB of memory";
    } else if (code != LZMA_OK && code != LZMA_BUF_ERROR) {
      trouble = fmt::format("the xz stream is corrupt (liblzma error {})", static_cast<int>(code));
    }
    return room.size() - stream_.avail_out;
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

class ZstdSource : public Inflater {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> source)
      : Inflater(std::move(source)), context_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {
    GAUNTLET_ASSERT(context_ != nullptr);
  }

 protected:
  size_t Step(std::span<std::byte> room, std::string& trouble) override {
    if (complete_ && input_.empty()) return 0;
    ZSTD_inBuffer in{input_.data(), input_.size(), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const size_t code = ZSTD_decompressStream(context_.get(), &out, &in);
    input_ = input_.subspan(in.pos);
    if (ZSTD_isError(code)) {
      trouble = fmt::format("the zstd stream is corrupt ({})", ZSTD_getErrorName(code));
    } else {
      complete_ = code == 0;
    }
    return out.pos;
  }

 private:
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> Decompressed(std::unique_ptr<ByteSource> source) {
  std::string head(6, '\0');
  size_t have = 0;
  while (have < head.size()) {
    GAUNTLET_TRY(const size_t n, source->Read(std::as_writable_bytes(std::span(head)).subspan(have)));
    if (n == 0) break;
    have += n;
  }
  head.resize(have);
  auto whole = std::make_unique<PrefixedSource>(head, std::move(source));
  const std::string_view magic = head;
  if (magic.starts_with("\x1f\x8b")) return std::make_unique<GzipSource>(std::move(whole));
  if (magic.starts_with(std::string_view("\xfd"
                                         "7zXZ\0",
                                         6)))
    return std::make_unique<XzSource>(std::move(whole));
  if (magic.starts_with("\x28\xb5\x2f\xfd")) return std::make_unique<ZstdSource>(std::move(whole));
  return whole;
}

}  // namespace gauntlet
