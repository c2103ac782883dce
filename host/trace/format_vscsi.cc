// VMware vSCSI block traces, little-endian. Version 1: {u32 sn, len, nSG; u16 cmd, ver; u64 lbn, ts_us} (32
// B); version 2: {u16 cmd, ver; u32 sn, len, nSG; u64 lbn, ts_us, rt_us} (40 B). The version is the high byte
// of `ver`, told apart by the first record. The object is the block address (lbn) with its length.
#include <gauntlet/cache.h>

#include "host/trace/fixed_records.h"
#include "host/trace/formats.h"

namespace gauntlet {
namespace {

uint8_t OperationOfScsi(uint16_t command) {
  switch (command & 0xff) {  // SBC-3: WRITE(6/10/12/16), WRITE AND VERIFY, WRITE SAME
    case 0x0a:
    case 0x2a:
    case 0xaa:
    case 0x8a:
    case 0x2e:
    case 0xae:
    case 0x8e:
    case 0x41:
    case 0x93:
      return GAUNTLET_CACHE_WRITE;
    default:
      return GAUNTLET_CACHE_READ;
  }
}

void Fill(const char* length, const char* lbn, uint16_t command, TraceRequest& out) {
  const uint64_t block = LoadLittle<uint64_t>(lbn);
  out = {.id = block,
         .time_s = LoadLittle<uint64_t>(lbn + 8) / 1'000'000,
         .address = block,
         .size_bytes = LoadLittle<uint32_t>(length),
         .operation = OperationOfScsi(command)};
}

struct ParseV1 {
  const char* operator()(const char* record, TraceRequest& out) const {
    if (LoadLittle<uint16_t>(record + 14) >> 8 != 1) return "does not carry version 1";
    Fill(record + 4, record + 16, LoadLittle<uint16_t>(record + 12), out);
    return nullptr;
  }
};
struct ParseV2 {
  const char* operator()(const char* record, TraceRequest& out) const {
    if (LoadLittle<uint16_t>(record + 2) >> 8 != 2) return "does not carry version 2";
    Fill(record + 8, record + 16, LoadLittle<uint16_t>(record), out);
    return nullptr;
  }
};

Result<std::unique_ptr<RequestReader>> OpenVscsi(std::unique_ptr<ByteReader> input, const Json&) {
  GAUNTLET_TRY(const std::string_view head, input->Peek(40));
  if (head.size() >= 16 && LoadLittle<uint16_t>(head.data() + 14) >> 8 == 1) {
    return std::make_unique<FixedRecords<32, ParseV1>>(std::move(input), true);
  }
  if (head.size() >= 4 && LoadLittle<uint16_t>(head.data() + 2) >> 8 == 2) {
    return std::make_unique<FixedRecords<40, ParseV2>>(std::move(input), true);
  }
  if (head.empty()) return std::make_unique<FixedRecords<32, ParseV1>>(std::move(input), true);
  if (head.size() < 32) return input->Wrong(head.size(), fmt::format("is cut: {} of 32 bytes", head.size()));
  return input->Wrong(0, "carries neither version 1 (byte 15) nor version 2 (byte 3): not a vscsi trace?");
}

}  // namespace

const TraceFormat kVscsiFormat = {
    .name = "vscsi",
    .aliases = {},
    .endings = {".vscsi", ".vscsi1", ".vscsi2", ".vscsitrace"},
    .summary = "VMware vSCSI block trace, version 1 (32 B) or 2 (40 B)",
    .open = &OpenVscsi,
};

}  // namespace gauntlet
