#include "simulators/common/harness/harness.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <cstring>

namespace gauntlet::simulators {
namespace {

using Room = std::unique_ptr<void, decltype(&std::free)>;

// What a run is lent, and where it lands when its policy fails.
struct Lent {
  std::vector<Room> rooms;
  uint64_t progress = 0;
  uint64_t log_position = 0;
  gauntlet_fault fault{};
  std::string notes;
  int32_t failed_with = GAUNTLET_OK;
  std::jmp_buf failed;
};

void* Allocate(void* context, uint64_t bytes) {
  const uint64_t rounded = (std::max<uint64_t>(bytes, 1) + 63) / 64 * 64;
  void* room = std::aligned_alloc(64, rounded);
  if (room == nullptr) return nullptr;
  std::memset(room, 0, rounded);
  static_cast<Lent*>(context)->rooms.emplace_back(room, &std::free);
  return room;
}

void Note(void* context, const char* text, uint32_t length) {
  static_cast<Lent*>(context)->notes.append(text, length);
}

void FailRun(void* context, int32_t status, const char* reason, uint32_t length) {
  auto& lent = *static_cast<Lent*>(context);
  lent.failed_with = status;
  lent.fault.index = lent.progress;
  const size_t kept = std::min<size_t>(length, sizeof lent.fault.text - 1);
  std::memcpy(lent.fault.text, reason, kept);
  lent.fault.text[kept] = 0;
  std::longjmp(lent.failed, 1);
}

const void* NoExtension(void*, const char*) { return nullptr; }

int32_t FeedAll(const gauntlet_simulator& simulator, void* run, const gauntlet_facts& facts,
                const RunOptions& options, const uint64_t& log_position,
                std::vector<uint64_t>* log_positions) {
  const auto* records = static_cast<const uint8_t*>(facts.records);
  for (uint64_t at = 0; at < facts.record_count;) {
    const uint64_t left = facts.record_count - at;
    const uint64_t count = options.block_size ? std::min(left, options.block_size()) : left;
    const gauntlet_block block = {at, count, records + at * facts.record_bytes};
    if (const int32_t status = simulator.feed(run, &block); status != GAUNTLET_OK) return status;
    log_positions->push_back(log_position);
    at += count;
  }
  return GAUNTLET_OK;
}

const gauntlet_metric* Find(const gauntlet_result& result, std::string_view name) {
  for (uint32_t i = 0; i < result.metric_count; ++i) {
    if (result.metrics[i].name == name) return &result.metrics[i];
  }
  return nullptr;
}

}  // namespace

Result<Policy> LoadPolicy(const std::filesystem::path& path, const std::string& interface_name) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return Fail(ErrorKind::kInput, dlerror());
  std::shared_ptr<void> module(handle, [](void* opened) { dlclose(opened); });
  const auto entry = reinterpret_cast<gauntlet_entry_fn>(dlsym(handle, GAUNTLET_ENTRY_NAME));
  if (entry == nullptr)
    return Fail(ErrorKind::kInput, fmt::format("{}: no {}", path.string(), GAUNTLET_ENTRY_NAME));
  const void* hooks = entry()->query(interface_name.c_str());
  if (hooks == nullptr)
    return Fail(ErrorKind::kInput, fmt::format("{}: no {}", path.string(), interface_name));
  return Policy{interface_name, hooks, std::move(module)};
}

uint64_t Outcome::Count(std::string_view name) const {
  const gauntlet_metric* metric = Find(result, name);
  GAUNTLET_ASSERT(metric != nullptr && metric->kind == GAUNTLET_METRIC_COUNT);
  return metric->integer;
}

double Outcome::Real(std::string_view name) const {
  const gauntlet_metric* metric = Find(result, name);
  GAUNTLET_ASSERT(metric != nullptr && metric->kind == GAUNTLET_METRIC_REAL);
  return metric->real;
}

bool SameResult(const gauntlet_result& a, const gauntlet_result& b) {
  return a.metric_count == b.metric_count &&
         std::memcmp(a.metrics, b.metrics, a.metric_count * sizeof(gauntlet_metric)) == 0 &&
         a.answer_count == b.answer_count && a.answer_hash == b.answer_hash && a.log_bytes == b.log_bytes;
}

Result<OpenedWorkload> OpenedWorkload::Open(const gauntlet_simulator& simulator, std::vector<uint8_t> data,
                                            const Params& params) {
  OpenedWorkload workload;
  workload.simulator_ = &simulator;
  workload.data_ = std::make_shared<const std::vector<uint8_t>>(std::move(data));
  std::vector<gauntlet_param> table;
  for (const auto& [key, text] : params) {
    table.push_back({key.c_str(), text.c_str(), std::strtod(text.c_str(), nullptr),
                     static_cast<int64_t>(std::strtoll(text.c_str(), nullptr, 10))});
  }
  const gauntlet_workload given = {.struct_size = sizeof given,
                                   .param_count = static_cast<uint32_t>(table.size()),
                                   .params = table.data(),
                                   .data = workload.data_->data(),
                                   .data_bytes = workload.data_->size()};
  gauntlet_fault fault{};
  void* opened = nullptr;
  if (const int32_t status = simulator.open(&given, &opened, &fault); status != GAUNTLET_OK)
    return Fail(ErrorKind::kInput, fmt::format("status {}, record {}: {}", status, fault.index, fault.text));
  workload.opened_.reset(opened, simulator.close);
  workload.facts_.struct_size = sizeof workload.facts_;
  simulator.describe(opened, &workload.facts_);
  return workload;
}

Outcome OpenedWorkload::Run(const Policy& policy, const RunOptions& options) const {
  if (!options.keep_log) return Play(policy.interface_name, policy.hooks, {}, options);
  if (options.log_room != nullptr)
    return Play(policy.interface_name, policy.hooks, *options.log_room, options);
  std::vector<uint8_t> log(std::min(options.log_bytes, facts_.log_bound_bytes));
  Outcome outcome = Play(policy.interface_name, policy.hooks, log, options);
  log.resize(outcome.status == GAUNTLET_OK ? outcome.result.log_bytes : 0);
  outcome.log = std::move(log);
  return outcome;
}

Outcome OpenedWorkload::Replay(const std::string& interface_name, const std::vector<uint8_t>& log,
                               const RunOptions& options) const {
  // A replay reads its log: nothing writes through this pointer.
  return Play(interface_name, nullptr, {const_cast<uint8_t*>(log.data()), log.size()}, options);
}

Outcome OpenedWorkload::Play(const std::string& interface_name, const void* hooks, std::span<uint8_t> log,
                             const RunOptions& options) const {
  const auto lent = std::make_unique<Lent>();
  const gauntlet_host host = {.struct_size = sizeof host,
                              .abi_version = GAUNTLET_ABI_VERSION,
                              .context = lent.get(),
                              .note = Note,
                              .fail = FailRun,
                              .query = NoExtension};
  const gauntlet_run_io io = {.struct_size = sizeof io,
                              .reserved_zero = 0,
                              .context = lent.get(),
                              .allocate = Allocate,
                              .log = log.data(),
                              .log_bytes = log.size(),
                              .progress = &lent->progress,
                              .fault = &lent->fault,
                              .seed = options.seed,
                              .memory_budget_bytes = options.memory_budget_bytes,
                              .log_position = &lent->log_position};
  Outcome outcome;
  if (setjmp(lent->failed) == 0) {
    void* run = nullptr;
    int32_t status = simulator_->begin(facts_.run_config, facts_.run_config_bytes, interface_name.c_str(),
                                       hooks, &host, &io, &run);
    if (status == GAUNTLET_OK)
      status = FeedAll(*simulator_, run, facts_, options, lent->log_position, &outcome.log_positions);
    if (status == GAUNTLET_OK) status = simulator_->finish(run, &outcome.result);
    if (run != nullptr) simulator_->end(run);
    outcome.status = status;
  } else {
    outcome.status = lent->failed_with;  // the policy is in an unknown state: it is left as it is
  }
  outcome.fault = lent->fault;
  outcome.notes = std::move(lent->notes);
  return outcome;
}

Outcome OpenedWorkload::Reference() const {
  Outcome outcome;
  outcome.status = simulator_->reference(opened_.get(), &outcome.result, &outcome.fault);
  return outcome;
}

}  // namespace gauntlet::simulators
