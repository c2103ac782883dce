#include "host/workload/moe_history.h"

#include <fmt/format.h>
#include <gauntlet/moe_trace.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "host/base/hash.h"
#include "host/trace/memory_file.h"

namespace gauntlet {

MoeHistory MoeHistory::Range(uint64_t first, uint64_t count) const {
  MoeHistory out{layers, experts, synthetic, {}, {}};
  const auto begin = static_cast<ptrdiff_t>(first), end = static_cast<ptrdiff_t>(first + count);
  const auto size = static_cast<ptrdiff_t>(loads_per_window());
  out.steps.assign(steps.begin() + begin, steps.begin() + end);
  out.loads.assign(loads.begin() + begin * size, loads.begin() + end * size);
  return out;
}

MoeHistory MoeHistory::SampleLayers(double share) const {
  const auto kept = std::clamp(static_cast<uint32_t>(std::lround(share * layers)), 1u, layers);
  MoeHistory out{kept, experts, synthetic, steps, {}};
  for (uint64_t w = 0; w < windows(); ++w)
    for (uint32_t i = 0; i < kept; ++i) {
      const auto row = window(w).subspan(uint64_t{i} * layers / kept * experts, experts);
      out.loads.insert(out.loads.end(), row.begin(), row.end());
    }
  return out;
}

namespace {

uint64_t RecordBytes(uint64_t loads) {
  return (sizeof(gauntlet_moe_record) + loads * sizeof(uint32_t) + 7) / 8 * 8;
}

}  // namespace

Result<> PutHistory(const MoeHistory& history, Workload* workload) {
  const uint64_t record_bytes = RecordBytes(history.loads_per_window());
  std::vector<std::byte> records(record_bytes * history.windows());
  for (uint64_t w = 0; w < history.windows(); ++w) {
    const gauntlet_moe_record record = {history.steps[w], 0};
    std::byte* to = records.data() + w * record_bytes;
    std::memcpy(to, &record, sizeof record);
    std::memcpy(to + sizeof record, history.window(w).data(), history.window(w).size_bytes());
  }
  gauntlet_moe_trace_header header = {};
  header.magic = GAUNTLET_MOE_TRACE_MAGIC;
  header.record_bytes = static_cast<uint32_t>(record_bytes);
  header.flags = history.synthetic ? GAUNTLET_MOE_TRACE_SYNTHETIC : 0;
  header.layers = history.layers;
  header.experts = history.experts;
  header.record_count = history.windows();
  header.content_hash = HashBytes(records).low;
  GAUNTLET_TRY(UniqueFd file, CreateMemoryFile("gauntlet-moe"));
  GAUNTLET_CHECK_OK(WriteAll(file.get(), std::as_bytes(std::span(&header, 1))));
  GAUNTLET_CHECK_OK(WriteAll(file.get(), records));
  GAUNTLET_CHECK_OK(SealMemoryFile(file.get()));
  workload->data = std::make_shared<const UniqueFd>(std::move(file));
  workload->data_bytes = sizeof header + records.size();
  workload->request_count = history.windows();
  return {};
}

Result<MoeHistory> HistoryOf(const Workload& workload) {
  GAUNTLET_TRY(const MappedFile file, MappedFile::Map(workload.data->get()));
  gauntlet_moe_trace_header header;
  const auto bad = [&] {
    return Fail(ErrorKind::kInternalError, workload.name + ": its data are no load history");
  };
  if (file.bytes().size() < sizeof header) return bad();
  std::memcpy(&header, file.bytes().data(), sizeof header);
  MoeHistory out{header.layers, header.experts, (header.flags & GAUNTLET_MOE_TRACE_SYNTHETIC) != 0, {}, {}};
  const uint64_t record_bytes = RecordBytes(out.loads_per_window());
  if (header.magic != GAUNTLET_MOE_TRACE_MAGIC || header.record_bytes != record_bytes ||
      (file.bytes().size() - sizeof header) / record_bytes != header.record_count)
    return bad();
  out.loads.resize(out.loads_per_window() * header.record_count);
  for (uint64_t w = 0; w < header.record_count; ++w) {
    const std::byte* from = file.bytes().data() + sizeof header + w * record_bytes;
    gauntlet_moe_record record;
    std::memcpy(&record, from, sizeof record);
    out.steps.push_back(record.steps);
    std::memcpy(out.loads.data() + w * out.loads_per_window(), from + sizeof record,
                out.loads_per_window() * sizeof(uint32_t));
  }
  return out;
}

}  // namespace gauntlet
