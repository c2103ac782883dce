#include "simulators/moe/workload.h"

#include <charconv>
#include <cinttypes>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "simulators/moe/answers.h"

namespace gauntlet::moe_simulator {
namespace {

constexpr uint64_t kMostWindows = 1 << 24;
constexpr uint64_t kMostLoads = 1 << 22;  // of one window: layers x experts
constexpr uint64_t kMostHistory = 1024;
constexpr uint64_t kMostGpus = 4096;

[[gnu::format(printf, 3, 4)]] int32_t Bad(gauntlet_fault* fault, uint64_t index, const char* format, ...) {
  fault->index = index;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(fault->text, sizeof fault->text, format, arguments);
  va_end(arguments);
  return GAUNTLET_BAD_WORKLOAD;
}

template <class T>
bool Parse(std::string_view text, T* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

// A setting that is a whole number, and what it may be.
struct CountSetting {
  const char* key;
  uint64_t least, most;
  uint64_t value;
  bool needed;
  bool given = false;
};
struct RealSetting {
  const char* key;
  double RunConfig::* place;
  double ServingConfig::* serving;
  bool may_be_zero;
  bool given = false;
};

}  // namespace

int32_t Workload::Open(const gauntlet_workload& workload, gauntlet_fault* fault) {
  if (const int32_t status = ReadHeader(workload, fault); status != GAUNTLET_OK) return status;
  if (const int32_t status = ReadParams(workload, fault); status != GAUNTLET_OK) return status;
  if (const int32_t status = CheckShape(fault); status != GAUNTLET_OK) return status;
  return CheckRecords(fault);
}

int32_t Workload::ReadHeader(const gauntlet_workload& workload, gauntlet_fault* fault) {
  if (workload.data == nullptr || workload.data_bytes < sizeof header_)
    return Bad(fault, 0, "%" PRIu64 " bytes are too few for the header of a load history",
               workload.data_bytes);
  if (reinterpret_cast<uintptr_t>(workload.data) % alignof(gauntlet_moe_trace_header) != 0)
    return Bad(fault, 0, "the load history's bytes are not aligned");
  std::memcpy(&header_, workload.data, sizeof header_);
  if (header_.magic != GAUNTLET_MOE_TRACE_MAGIC)
    return Bad(fault, 0, "these are not the bytes of a load history");
  if ((header_.flags & ~GAUNTLET_MOE_TRACE_SYNTHETIC) != 0)
    return Bad(fault, 0, "unknown flags 0x%x", header_.flags);
  const uint64_t loads = uint64_t{header_.layers} * header_.experts;
  if (loads == 0 || loads > kMostLoads || header_.experts > kMostExperts)
    return Bad(fault, 0, "%u layers of %u experts: expected 1 to %u experts, and at most %" PRIu64 " in all",
               header_.layers, header_.experts, kMostExperts, kMostLoads);
  const uint64_t record_bytes = (sizeof(gauntlet_moe_record) + loads * sizeof(uint32_t) + 7) / 8 * 8;
  if (header_.record_bytes != record_bytes)
    return Bad(fault, 0, "records of %u bytes where their loads take %" PRIu64, header_.record_bytes,
               record_bytes);
  const uint64_t room = workload.data_bytes - sizeof header_;
  if (room % record_bytes != 0 || room / record_bytes != header_.record_count)
    return Bad(fault, room / record_bytes,
               "the header counts %" PRIu64 " windows and %" PRIu64 " bytes hold them", header_.record_count,
               room);
  if (header_.record_count < 2 || header_.record_count > kMostWindows)
    return Bad(fault, 0,
               "%" PRIu64 " windows: a placement made from one is scored on the next, so expected 2 to 2^24",
               header_.record_count);
  records_ = workload.data + sizeof header_;
  config_.layers = header_.layers;
  config_.experts = header_.experts;
  config_.record_bytes = header_.record_bytes;
  return GAUNTLET_OK;
}

int32_t Workload::ReadParams(const gauntlet_workload& workload, gauntlet_fault* fault) {
  constexpr uint64_t kMost32 = UINT32_MAX;
  CountSetting counts[] = {{"replicas", 1, kMostLoads, 0, true},
                           {"gpus", 1, kMostGpus, 0, true},
                           {"groups", 1, kMostExperts, 1, false},
                           {"nodes", 1, kMostGpus, 1, false},
                           {"history", 1, kMostHistory, 1, false},
                           {"lag", 0, kMostHistory, 0, false},
                           {"top_k", 1, kMost32, 1, true},
                           {"groups_per_token", 1, kMost32, 1, false},
                           {"expert_bytes", 1, uint64_t{1} << 40, 0, true},
                           {"migration_budget_bytes", 0, UINT64_MAX, GAUNTLET_MOE_NO_BUDGET, false}};
  RealSetting reals[] = {{"intra_node_bytes_per_s", &RunConfig::intra_node_bytes_per_s, nullptr, false},
                         {"inter_node_bytes_per_s", &RunConfig::inter_node_bytes_per_s, nullptr, false},
                         {"hidden", nullptr, &ServingConfig::hidden, false},
                         {"expert_width", nullptr, &ServingConfig::expert_width, false},
                         {"weight_bytes", nullptr, &ServingConfig::weight_bytes, false},
                         {"dispatch_bytes", nullptr, &ServingConfig::dispatch_bytes, false},
                         {"combine_bytes", nullptr, &ServingConfig::combine_bytes, false},
                         {"gpu_flops", nullptr, &ServingConfig::gpu_flops, false},
                         {"gpu_bytes_per_s", nullptr, &ServingConfig::gpu_bytes_per_s, false},
                         {"attention_flops", nullptr, &ServingConfig::attention_flops, true},
                         {"attention_bytes", nullptr, &ServingConfig::attention_bytes, true},
                         {"attention_weight_bytes", nullptr, &ServingConfig::attention_weight_bytes, true},
                         {"message_s", nullptr, &ServingConfig::message_s, true},
                         {"layer_s", nullptr, &ServingConfig::layer_s, true},
                         {"step_s", nullptr, &ServingConfig::step_s, true},
                         {"hidden_move_share", nullptr, &ServingConfig::hidden_move_share, true}};
  for (uint32_t i = 0; i < workload.param_count; ++i) {
    const std::string_view key = workload.params[i].key, text = workload.params[i].text;
    for (CountSetting& count : counts) {
      if (key != count.key) continue;
      if (!Parse(text, &count.value) || count.value < count.least || count.value > count.most)
        return Bad(fault, 0, "%s must be a whole number from %" PRIu64 " to %" PRIu64 ", not '%.80s'",
                   count.key, count.least, count.most, text.data());
      count.given = true;
    }
    for (RealSetting& real : reals) {
      if (key != real.key) continue;
      double value = 0;
      if (!Parse(text, &value) || !std::isfinite(value) || value < 0 || (value == 0 && !real.may_be_zero))
        return Bad(fault, 0, "%s must be a number, %s, not '%.80s'", real.key,
                   real.may_be_zero ? "not negative" : "above 0", text.data());
      (real.place != nullptr ? config_.*real.place : config_.serving.*real.serving) = value;
      real.given = true;
    }
  }
  for (const CountSetting& count : counts)
    if (count.needed && !count.given) return Bad(fault, 0, "the setting %s is missing", count.key);
  for (const RealSetting& real : reals)
    if (!real.given) return Bad(fault, 0, "the setting %s is missing", real.key);
  uint32_t* const places[] = {&config_.replicas, &config_.gpus, &config_.groups, &config_.nodes,
                              &config_.history,  &config_.lag,  &config_.top_k,  &config_.groups_per_token};
  for (size_t i = 0; i < std::size(places); ++i) *places[i] = static_cast<uint32_t>(counts[i].value);
  config_.expert_bytes = counts[8].value;
  config_.migration_budget_bytes = counts[9].value;
  return GAUNTLET_OK;
}

int32_t Workload::CheckShape(gauntlet_fault* fault) const {
  const RunConfig& c = config_;
  if (c.replicas < c.experts)
    return Bad(fault, 0, "%u replicas cannot hold %u experts", c.replicas, c.experts);
  if (c.replicas % c.gpus != 0) return Bad(fault, 0, "%u replicas do not fill %u GPUs", c.replicas, c.gpus);
  if (c.gpus % c.nodes != 0) return Bad(fault, 0, "%u GPUs do not fill %u nodes", c.gpus, c.nodes);
  if (c.experts % c.groups != 0)
    return Bad(fault, 0, "%u experts do not fill %u groups", c.experts, c.groups);
  if (c.slots() > 4 * kMostLoads) return Bad(fault, 0, "more than 2^24 slots");
  if (c.top_k > c.experts) return Bad(fault, 0, "top_k %u of %u experts", c.top_k, c.experts);
  if (c.groups_per_token > c.groups || c.top_k % c.groups_per_token != 0)
    return Bad(fault, 0, "groups_per_token must divide top_k %u and be at most groups %u, not %u", c.top_k,
               c.groups, c.groups_per_token);
  if (c.serving.hidden_move_share > 1) return Bad(fault, 0, "hidden_move_share must be at most 1");
  if (c.lag + uint64_t{2} > header_.record_count)
    return Bad(fault, 0, "counts that come %u windows late serve nobody in %" PRIu64 " windows", c.lag,
               header_.record_count);
  return GAUNTLET_OK;
}

int32_t Workload::CheckRecords(gauntlet_fault* fault) const {
  for (uint64_t i = 0; i < header_.record_count; ++i) {
    if (record(i).steps == 0) return Bad(fault, i, "a window of no steps");
    if (record(i).reserved_zero != 0) return Bad(fault, i, "a reserved field is not 0");
  }
  return GAUNTLET_OK;
}

// The window behind a record is the outcome of what is decided on it: one at a time.
void Workload::Describe(gauntlet_facts* facts) const {
  const uint32_t room = facts->struct_size;
  gauntlet_facts mine = {};
  mine.struct_size = sizeof mine;
  mine.record_bytes = header_.record_bytes;
  mine.record_count = header_.record_count;
  mine.records = records_;
  mine.run_config = &config_;
  mine.run_config_bytes = sizeof config_;
  mine.log_bound_bytes =
      simulators::kLogHeaderBytes + header_.record_count * LogBytesOfAnswer(config_.layers, config_.replicas);
  mine.block_records = 1;
  std::memcpy(facts, &mine, room < sizeof mine ? room : sizeof mine);
}

}  // namespace gauntlet::moe_simulator
