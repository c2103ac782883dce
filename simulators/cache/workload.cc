#include "simulators/cache/workload.h"

#include <gauntlet/cache.h>

#include <charconv>
#include <cinttypes>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>

#include "simulators/cache/answers.h"

namespace gauntlet::cache_simulator {
namespace {

[[gnu::format(printf, 3, 4)]] int32_t Bad(gauntlet_fault* fault, uint64_t index, const char* format, ...) {
  fault->index = index;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(fault->text, sizeof fault->text, format, arguments);
  va_end(arguments);
  return GAUNTLET_BAD_WORKLOAD;
}

std::optional<uint64_t> ParseCount(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// What the settings may say. Keys that are not here belong to others and are left alone.
struct Settings {
  std::optional<uint64_t> capacity_bytes, capacity_objects, warmup_requests, ghost_percent;
  std::string_view object_size, operations = "ignore", ttl = "ignore";
};

bool IsChoice(std::string_view text) { return text == "ignore" || text == "honour"; }

}  // namespace

int32_t Workload::Open(const gauntlet_workload& workload, gauntlet_fault* fault) {
  if (const int32_t status = ReadParams(workload, fault); status != GAUNTLET_OK) return status;
  if (const int32_t status = ReadHeader(workload, fault); status != GAUNTLET_OK) return status;
  return CheckRecords(fault);
}

int32_t Workload::ReadParams(const gauntlet_workload& workload, gauntlet_fault* fault) {
  Settings settings;
  const auto counts = {std::pair("capacity_bytes", &settings.capacity_bytes),
                       std::pair("capacity_objects", &settings.capacity_objects),
                       std::pair("warmup_requests", &settings.warmup_requests),
                       std::pair("ghost_percent", &settings.ghost_percent)};
  for (uint32_t i = 0; i < workload.param_count; ++i) {
    const std::string_view key = workload.params[i].key, text = workload.params[i].text;
    for (const auto& [name, value] : counts) {
      if (key != name) continue;
      *value = ParseCount(text);
      if (!*value) return Bad(fault, 0, "%s must be a whole number, not '%.80s'", name, text.data());
    }
    if (key == "object_size") settings.object_size = text;
    if (key == "operations") settings.operations = text;
    if (key == "ttl") settings.ttl = text;
  }
  if (settings.capacity_bytes.has_value() == settings.capacity_objects.has_value())
    return Bad(fault, 0, "a workload has one capacity: capacity_bytes, or capacity_objects at unit size");
  if (settings.object_size.empty()) settings.object_size = settings.capacity_objects ? "unit" : "trace";
  if (settings.object_size != "unit" && settings.object_size != "trace")
    return Bad(fault, 0, "object_size must be trace or unit, not '%.80s'", settings.object_size.data());
  config_.unit_size = settings.object_size == "unit";
  if (config_.unit_size != settings.capacity_objects.has_value())
    return Bad(fault, 0, "object_size %s needs %s", settings.object_size.data(),
               config_.unit_size ? "capacity_objects" : "capacity_bytes");
  config_.capacity = config_.unit_size ? *settings.capacity_objects : *settings.capacity_bytes;
  if (config_.capacity == 0 || config_.capacity >> 62 != 0)
    return Bad(fault, 0, "the capacity must be 1 to 2^62");
  if (!IsChoice(settings.operations)) return Bad(fault, 0, "operations must be ignore or honour");
  if (!IsChoice(settings.ttl)) return Bad(fault, 0, "ttl must be ignore or honour");
  config_.honour_operations = settings.operations == "honour";
  config_.honour_ttl = settings.ttl == "honour";
  config_.warmup_requests = settings.warmup_requests.value_or(0);
  const uint64_t ghost_percent = settings.ghost_percent.value_or(100);
  if (ghost_percent > 10000) return Bad(fault, 0, "ghost_percent must be at most 10000");
  config_.ghost_percent = static_cast<uint32_t>(ghost_percent);
  return GAUNTLET_OK;
}

int32_t Workload::ReadHeader(const gauntlet_workload& workload, gauntlet_fault* fault) {
  if (workload.data == nullptr || workload.data_bytes < sizeof header_)
    return Bad(fault, 0, "%" PRIu64 " bytes are too few for the header of a trace", workload.data_bytes);
  if (reinterpret_cast<uintptr_t>(workload.data) % alignof(gauntlet_cache_trace_header) != 0)
    return Bad(fault, 0, "the trace's bytes are not aligned");
  std::memcpy(&header_, workload.data, sizeof header_);
  if (header_.magic != GAUNTLET_CACHE_TRACE_MAGIC)
    return Bad(fault, 0, "these are not the bytes of a cache trace");
  if ((header_.flags & ~GAUNTLET_CACHE_TRACE_EXTENDED) != 0)
    return Bad(fault, 0, "unknown flags 0x%x", header_.flags);
  const uint64_t record_bytes = (header_.flags & GAUNTLET_CACHE_TRACE_EXTENDED) != 0
                                    ? sizeof(gauntlet_cache_record_extended)
                                    : sizeof(gauntlet_cache_record);
  if (header_.record_bytes != record_bytes)
    return Bad(fault, 0, "records of %u bytes where the flags say %" PRIu64, header_.record_bytes,
               record_bytes);
  const uint64_t room = workload.data_bytes - sizeof header_;
  if (room % record_bytes != 0 || room / record_bytes != header_.record_count)
    return Bad(fault, room / record_bytes,
               "the header counts %" PRIu64 " records and %" PRIu64 " bytes hold them", header_.record_count,
               room);
  if (header_.object_count >= 1u << 31) return Bad(fault, 0, "more than 2^31 objects");
  records_ = workload.data + sizeof header_;
  config_.record_bytes = header_.record_bytes;
  return GAUNTLET_OK;
}

// Objects must be numbered in the order of their first appearance: tables grow by the largest number seen.
int32_t Workload::CheckRecords(gauntlet_fault* fault) const {
  uint64_t seen = 0, footprint_bytes = 0;
  for (uint64_t i = 0; i < header_.record_count; ++i) {
    const gauntlet_cache_record& r = record(i);
    if (r.object >= seen) {
      if (r.object >= header_.object_count)
        return Bad(fault, i, "object %u of %" PRIu64, r.object, header_.object_count);
      if (r.object != seen) return Bad(fault, i, "object %u appears before object %" PRIu64, r.object, seen);
      ++seen;
      footprint_bytes += r.size_bytes;
    }
    if (r.operation > GAUNTLET_CACHE_DELETE)
      return Bad(fault, i, "unknown operation %u", unsigned{r.operation});
    if (r.reserved_zero != 0) return Bad(fault, i, "a reserved byte is %u, not 0", unsigned{r.reserved_zero});
  }
  if (seen != header_.object_count)
    return Bad(fault, header_.record_count, "the header counts %" PRIu64 " objects, the records %" PRIu64,
               header_.object_count, seen);
  if (footprint_bytes != header_.footprint_bytes)
    return Bad(fault, header_.record_count,
               "the header's footprint is %" PRIu64 " bytes, the records' %" PRIu64, header_.footprint_bytes,
               footprint_bytes);
  return GAUNTLET_OK;
}

void Workload::Describe(gauntlet_facts* facts) const {
  facts->struct_size = sizeof *facts;
  facts->record_bytes = header_.record_bytes;
  facts->record_count = header_.record_count;
  facts->records = records_;
  facts->run_config = &config_;
  facts->run_config_bytes = sizeof config_;
  facts->log_bound_bytes = kLogHeaderBytes + kLogBytesPerRequest * header_.record_count;
}

}  // namespace gauntlet::cache_simulator
