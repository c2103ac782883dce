#include "simulators/spot/workload.h"

#include <charconv>
#include <cinttypes>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "simulators/spot/answers.h"

namespace gauntlet::spot_simulator {
namespace {

[[gnu::format(printf, 3, 4)]] int32_t Bad(gauntlet_fault* fault, uint64_t index, const char* format, ...) {
  fault->index = index;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(fault->text, sizeof fault->text, format, arguments);
  va_end(arguments);
  return GAUNTLET_BAD_WORKLOAD;
}

// What a confirmation may show at a time. Ticks to come are all that a policy must not know, so few; a tick is little
// work, so not one by one.
constexpr uint64_t kBlockRecords = 32;

// A finite number, 0 or more.
bool ParseNumber(std::string_view text, double* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(*value) && *value >= 0;
}

bool ParseCount(std::string_view text, uint32_t* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

// "3.06,3.06": one for each region, or one for all.
template <class T, class Parse>
bool ParseList(std::string_view text, T (&values)[kMaxRegions], uint32_t* count, Parse parse) {
  *count = 0;
  while (*count < kMaxRegions) {
    const size_t comma = text.find(',');
    if (!parse(text.substr(0, comma), &values[*count])) return false;
    ++*count;
    if (comma == text.npos) return true;
    text.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace

int32_t Workload::Open(const gauntlet_workload& workload, gauntlet_fault* fault) {
  if (const int32_t status = ReadHeader(workload, fault); status != GAUNTLET_OK) return status;
  if (const int32_t status = ReadParams(workload, fault); status != GAUNTLET_OK) return status;
  if (const int32_t status = CheckTimes(fault); status != GAUNTLET_OK) return status;
  if (const int32_t status = TakeOnlyJob(fault); status != GAUNTLET_OK) return status;
  return CheckRecords(fault);
}

// The others are as if they were not there: nothing of them is looked at.
int32_t Workload::TakeOnlyJob(gauntlet_fault* fault) {
  if (!only_job_) return GAUNTLET_OK;
  if (*only_job_ >= header_.job_count)
    return Bad(fault, 0, "only_job %u of %u jobs", *only_job_, header_.job_count);
  header_.record_count /= header_.job_count;
  header_.job_count = 1;
  records_ += *only_job_ * header_.record_count * header_.record_bytes;
  return GAUNTLET_OK;
}

int32_t Workload::ReadParams(const gauntlet_workload& workload, gauntlet_fault* fault) {
  const std::pair<std::string_view, double*> numbers[] = {
      {"work_s", &config_.work_s},
      {"deadline_s", &config_.deadline_s},
      {"restart_overhead_s", &config_.restart_overhead_s},
      {"launch_delay_s", &config_.launch_delay_s},
      {"checkpoint_s", &config_.checkpoint_s},
      {"notice_s", &config_.notice_s},
      {"probe_s", &config_.probe_s},
      {"egress_same_area_usd", &config_.egress_same_area_usd},
      {"egress_other_area_usd", &config_.egress_other_area_usd},
      {"price_step_s", &config_.price_step_s}};
  const std::pair<std::string_view, uint32_t*> counts[] = {{"nodes", &config_.nodes},
                                                           {"checkpoint_ticks", &config_.checkpoint_ticks}};
  std::string_view semantics;
  uint32_t prices = 0, areas = 0;
  for (uint32_t i = 0; i < workload.param_count; ++i) {
    const std::string_view key = workload.params[i].key, text = workload.params[i].text;
    bool fine = true;
    for (const auto& [name, value] : numbers)
      if (key == name) fine = ParseNumber(text, value);
    for (const auto& [name, value] : counts)
      if (key == name) fine = ParseCount(text, value);
    if (key == "on_demand_usd_per_hour")
      fine = ParseList(text, config_.on_demand_usd_per_hour, &prices, ParseNumber);
    if (key == "areas") fine = ParseList(text, config_.area, &areas, ParseCount);
    if (key == "semantics") semantics = text;
    if (key == "only_job") fine = ParseCount(text, &only_job_.emplace());
    if (!fine) return Bad(fault, 0, "%s cannot be '%.80s'", key.data(), text.data());
  }
  if (semantics != "adrs_compat" && semantics != "strict")
    return Bad(fault, 0, "semantics must be adrs_compat or strict, not '%.80s'", semantics.data());
  config_.strict = semantics == "strict";
  if (prices != header_.region_count)
    return Bad(fault, 0, "%u on-demand prices for %u regions", prices, header_.region_count);
  if (areas != 0 && areas != header_.region_count)
    return Bad(fault, 0, "%u areas for %u regions", areas, header_.region_count);
  return GAUNTLET_OK;
}

// What the compatible job does not know of must not be asked of it; and a job must be possible at all.
int32_t Workload::CheckTimes(gauntlet_fault* fault) const {
  const RunConfig& c = config_;
  if (c.strict == 0 &&
      (c.launch_delay_s > 0 || c.checkpoint_s > 0 || c.checkpoint_ticks > 0 || c.notice_s > 0 ||
       c.probe_s > 0 || c.egress_same_area_usd > 0 || c.egress_other_area_usd > 0))
    return Bad(fault, 0, "adrs_compat knows no launch delay, checkpoints, notice, probes or egress");
  if (c.nodes == 0) return Bad(fault, 0, "a job takes at least one node");
  if (!(c.gap_s > 0 && c.work_s > 0)) return Bad(fault, 0, "gap_s and work_s must be more than 0");
  if (c.checkpoint_ticks > 0 && c.checkpoint_s >= c.gap_s)
    return Bad(fault, 0, "a checkpoint of %g s does not fit a tick of %g s", c.checkpoint_s, c.gap_s);
  if (c.tick_records != std::floor(c.deadline_s / c.gap_s))
    return Bad(fault, 0, "%u ticks of %g s for a deadline of %g s", c.tick_records, c.gap_s, c.deadline_s);
  const double cycle_s = std::max(1u, c.checkpoint_ticks) * c.gap_s;
  const double least_s = c.work_s * (c.checkpoint_ticks == 0 ? 1 : cycle_s / (cycle_s - c.checkpoint_s)) +
                         c.launch_delay_s + c.restart_overhead_s;
  if (least_s > c.tick_records * c.gap_s)
    return Bad(fault, 0, "%g s of work cannot be done before a deadline of %g s", c.work_s, c.deadline_s);
  return GAUNTLET_OK;
}

int32_t Workload::ReadHeader(const gauntlet_workload& workload, gauntlet_fault* fault) {
  if (workload.data == nullptr || workload.data_bytes < sizeof header_)
    return Bad(fault, 0, "%" PRIu64 " bytes are too few for a header", workload.data_bytes);
  if (reinterpret_cast<uintptr_t>(workload.data) % alignof(gauntlet_spot_trace_header) != 0)
    return Bad(fault, 0, "the workload's bytes are not aligned");
  std::memcpy(&header_, workload.data, sizeof header_);
  if (header_.magic != GAUNTLET_SPOT_TRACE_MAGIC)
    return Bad(fault, 0, "these are not the bytes of spot jobs");
  if (header_.region_count == 0 || header_.region_count > kMaxRegions)
    return Bad(fault, 0, "%u regions; 1 to %u are possible", header_.region_count, kMaxRegions);
  const uint64_t record_bytes = sizeof(gauntlet_spot_record) + header_.region_count * sizeof(Offer);
  if (header_.record_bytes != record_bytes)
    return Bad(fault, 0, "records of %u bytes where %u regions take %" PRIu64, header_.record_bytes,
               header_.region_count, record_bytes);
  const uint64_t jobs_records = uint64_t{header_.history_records} + header_.tick_records;
  const uint64_t room = workload.data_bytes - sizeof header_;
  if (header_.job_count == 0 || header_.tick_records == 0 ||
      header_.record_count / jobs_records != header_.job_count || header_.record_count % jobs_records != 0)
    return Bad(fault, 0, "%" PRIu64 " records are not %u jobs", header_.record_count, header_.job_count);
  if (room % record_bytes != 0 || room / record_bytes != header_.record_count)
    return Bad(fault, room / record_bytes,
               "the header counts %" PRIu64 " records, %" PRIu64 " bytes hold them", header_.record_count,
               room);
  if (!std::isfinite(header_.gap_s)) return Bad(fault, 0, "gap_s is not a number");
  records_ = workload.data + sizeof header_;
  config_.record_bytes = header_.record_bytes;
  config_.region_count = header_.region_count;
  config_.history_records = header_.history_records;
  config_.tick_records = header_.tick_records;
  config_.gap_s = header_.gap_s;
  return GAUNTLET_OK;
}

int32_t Workload::CheckRecords(gauntlet_fault* fault) const {
  const uint64_t jobs_records = uint64_t{header_.history_records} + header_.tick_records;
  for (uint64_t i = 0; i < header_.record_count; ++i) {
    const uint64_t position = i % jobs_records;
    const uint32_t flags = (position == 0 ? GAUNTLET_SPOT_RECORD_FIRST : 0) |
                           (position < header_.history_records ? GAUNTLET_SPOT_RECORD_HISTORY : 0);
    const auto& record = *reinterpret_cast<const gauntlet_spot_record*>(records_ + i * header_.record_bytes);
    if (record.flags != flags) return Bad(fault, i, "flags 0x%x where 0x%x belong", record.flags, flags);
    for (uint32_t r = 0; r < header_.region_count; ++r) {
      const double usd = OffersOf(i)[r].spot_usd_per_hour;
      if (!(usd > 0 && usd < 1e6))
        return Bad(fault, i, "a spot price of %g USD an hour in region %u", usd, r);
    }
  }
  return GAUNTLET_OK;
}

void Workload::Describe(gauntlet_facts* facts) const {
  facts->struct_size = sizeof *facts;
  facts->record_bytes = header_.record_bytes;
  facts->record_count = header_.record_count;
  facts->records = records_;
  facts->run_config = &config_;
  facts->run_config_bytes = sizeof config_;
  facts->block_records = kBlockRecords;
  facts->log_bound_bytes = simulators::kLogHeaderBytes + kLogBytesPerTick * header_.record_count;
}

}  // namespace gauntlet::spot_simulator
