// What becomes of traces that were cut or damaged on their way: an error that says where, never a crash.
#include <gmock/gmock.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "host/base/rng.h"
#include "host/trace/convert.h"
#include "host/trace/decode.h"
#include "host/trace/test_support.h"

namespace gauntlet {
namespace {

struct Sample {
  std::string format;
  std::string bytes;
  size_t record_bytes;  // 0: text
};

std::string Written(const char* name) {
  const TemporaryDir dir;
  const auto trace = DecodeTrace({.generate = {{"kind", "zipf"}, {"objects", 9}, {"requests", 20}}});
  EXPECT_TRUE(WriteTrace(*trace, dir.path() / name));
  return ReadBytes(dir.path() / name);
}

std::vector<Sample> Samples() {
  std::string vscsi1, vscsi2, keys;
  for (char i = 0; i < 5; ++i) {
    vscsi1 += std::string(13, i) + '\0' + '\0' + '\1' + std::string(16, i);
    vscsi2 += std::string(2, i) + '\0' + '\2' + std::string(36, i);
    keys += std::string(8, i);
  }
  return {{"oracle_general", Written("a.oracleGeneral"), 24},
          {"gct", Written("a.gct"), 16},
          {"csv", Written("a.csv"), 0},
          {"vscsi", vscsi1, 32},
          {"vscsi", vscsi2, 40},
          {"u32be", keys, 4},
          {"i32be", keys, 4},
          {"i64be", keys, 8},
          {"text", "12\n34\n56\n", 0},
          {"lirs_text", "12\n*\n34\n", 0},
          {"adapt_size", "1 22 333\n4 55 666\n", 0}};
}

std::string Gzip(const std::string& bytes) {
  std::string out(bytes.size() + 100, '\0');
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Xz(const std::string& bytes) {
  std::string out(bytes.size() + 1000, '\0');
  size_t end = 0;
  EXPECT_EQ(
      lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t*>(bytes.data()),
                              bytes.size(), reinterpret_cast<uint8_t*>(out.data()), &end, out.size()),
      LZMA_OK);
  out.resize(end);
  return out;
}

std::string Zstd(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 5));
  return out;
}

const auto kNamesThePlace =
    testing::AllOf(testing::StartsWith("t: "), testing::HasSubstr("offset"), testing::HasSubstr("record"));

TEST(Damage, ACutAtAnyByteIsAShorterTraceOrAnErrorWithOffsetAndRecord) {
  for (const Sample& sample : Samples()) {
    const size_t whole = RequestsOf(sample.bytes, sample.format).value().size();
    for (size_t cut = 0; cut < sample.bytes.size(); ++cut) {
      SCOPED_TRACE(sample.format + " cut at " + std::to_string(cut));
      const std::string front = sample.bytes.substr(0, cut);
      const auto requests = RequestsOf(front, sample.format);
      if (sample.format == "gct") ASSERT_FALSE(requests);  // its header says how many there are
      if (sample.record_bytes > 0 && cut % sample.record_bytes != 0) ASSERT_FALSE(requests);
      if (sample.format == "csv" && cut < 7) continue;  // no header: told by its columns
      if (requests) {
        ASSERT_LE(requests->size(), whole);
      } else {
        ASSERT_EQ(requests.error().kind, ErrorKind::kInput);
        ASSERT_THAT(requests.error().message, kNamesThePlace);
      }
    }
  }
}

TEST(Damage, ACutCompressedStreamIsAnErrorWithOffsetAndRecord) {
  const std::string plain = Written("a.oracleGeneral");
  for (const auto pack : {&Gzip, &Xz, &Zstd}) {
    const std::string packed = pack(plain);
    ASSERT_EQ(RequestsOf(packed, "oracle_general").value().size(), 20u);
    for (size_t cut = 6; cut < packed.size(); ++cut) {
      const auto requests = RequestsOf(packed.substr(0, cut), "oracle_general");
      ASSERT_FALSE(requests) << "cut at " << cut << " of " << packed.size();
      ASSERT_THAT(requests.error().message, kNamesThePlace);
      ASSERT_THAT(requests.error().message, testing::HasSubstr("compressed"));
    }
  }
}

// xz, gzip and zstd (as we write it) carry check sums: no changed byte of the payload passes for another
// trace.
TEST(Damage, AChangedByteOfACompressedStreamNeverPassesForAnotherTrace) {
  const std::string plain = Written("a.oracleGeneral");
  const auto ids = [](const std::vector<TraceRequest>& all) {
    std::vector<uint64_t> out;
    for (const auto& request : all) out.push_back(request.id);
    return out;
  };
  const auto expected = ids(*RequestsOf(plain, "oracle_general"));
  for (const std::string& packed : {Gzip(plain), Xz(plain), Written("a.oracleGeneral.zst")}) {
    for (size_t at = 6; at < packed.size(); ++at) {
      std::string damaged = packed;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
      const auto requests = RequestsOf(damaged, "oracle_general");
      if (requests) ASSERT_EQ(ids(*requests), expected) << "byte " << at;
      if (!requests) ASSERT_THAT(requests.error().message, kNamesThePlace);
    }
  }
}

TEST(Damage, ReadsCompressedStreamsThatWereAppended) {
  const std::string keys(8, '\1');
  EXPECT_EQ(RequestsOf(Gzip(keys) + Gzip(keys), "u32be").value().size(), 4u);
  EXPECT_EQ(RequestsOf(Xz(keys) + Xz(keys), "u32be").value().size(), 4u);
  EXPECT_EQ(RequestsOf(Zstd(keys) + Zstd(keys), "u32be").value().size(), 4u);
}

TEST(Damage, ReadsAnEmptyCompressedStreamAsNoRequests) {
  for (const auto pack : {&Gzip, &Xz, &Zstd}) EXPECT_EQ(RequestsOf(pack(""), "u32be").value().size(), 0u);
}

// A megabyte of zeros in a hundred bytes, and far more in a few: what is unpacked is bounded while it is unpacked.
TEST(Damage, APackedTraceThatUnfoldsWithoutEndIsAnErrorAtTheBound) {
  const std::string bomb = Zstd(std::string(1 << 20, '\0'));
  ASSERT_LT(bomb.size(), 1000u);
  const auto decode = [&](uint64_t most_bytes) {
    const auto reader = OpenRequests(MemorySource("bomb", bomb), "u32be", {});
    return DecodeRequests(**reader, {.name = "bomb", .most_bytes = most_bytes});
  };
  constexpr uint64_t kNeeded =
      (1 << 20) / 4 * sizeof(gauntlet_cache_record) + sizeof(gauntlet_cache_trace_header);
  EXPECT_TRUE(decode(kNeeded));
  EXPECT_TRUE(decode(0));
  const auto refused = decode(kNeeded - 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInput);
  EXPECT_THAT(refused.error().message,
              testing::HasSubstr("bomb: more than 4 MiB when decoded, by record 262143"));
}

TEST(Damage, ErrorsShowNoRawBytes) {
  for (const char* format : {"csv", "text"}) {
    const auto requests =
        RequestsOf("\x1b[2J\xff" + std::string(100, 'x') + "\n", format,
                   format == std::string("csv") ? Json{{"id", 1}, {"header", false}} : Json());
    ASSERT_FALSE(requests);
    EXPECT_THAT(requests.error().message, testing::HasSubstr("id '?[2J?xxx"));
    EXPECT_LT(requests.error().message.size(), 200u);
  }
}

TEST(Damage, RandomChangesNeverCrashAReader) {
  Rng rng(11);
  for (const Sample& sample : Samples()) {
    for (int round = 0; round < 300; ++round) {
      std::string bytes = sample.bytes;
      for (uint64_t changes = 1 + rng.Below(4); changes > 0; --changes) {
        bytes[rng.Below(bytes.size())] = static_cast<char>(rng.Below(256));
      }
      if (rng.Chance(0.3)) bytes.resize(rng.Below(bytes.size()));
      const auto requests = RequestsOf(bytes, sample.format);
      if (!requests) ASSERT_EQ(requests.error().kind, ErrorKind::kInput) << requests.error().message;
    }
  }
}

}  // namespace
}  // namespace gauntlet
