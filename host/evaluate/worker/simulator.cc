#include "host/evaluate/worker/simulator.h"

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>

namespace gauntlet {
namespace {

// Facts that the rest of the evaluator relies on without looking again.
bool AreSound(const gauntlet_facts& facts, const Mapping& data) {
  const auto* records = static_cast<const std::byte*>(facts.records);
  if (facts.record_bytes == 0 || facts.run_config == nullptr) return false;
  if (facts.record_count == 0) return true;
  if (records < data.data() || records > data.data() + data.size()) return false;
  return facts.record_count <=
         static_cast<uint64_t>(data.data() + data.size() - records) / facts.record_bytes;
}

// A table that the module offers under a name; nullptr if there is none, or one too short.
template <class Table>
const Table* Offered(const gauntlet_module& module, const char* name) {
  const auto* table = static_cast<const Table*>(module.query(name));
  return table == nullptr || table->struct_size < sizeof(Table) ? nullptr : table;
}

}  // namespace

std::string TextOf(const gauntlet_fault& fault) {
  return std::string(fault.text, ::strnlen(fault.text, sizeof fault.text));
}

std::vector<gauntlet_param> ParamsOf(const std::vector<std::pair<std::string, std::string>>& params) {
  std::vector<gauntlet_param> out;
  for (const auto& [key, text] : params)
    out.push_back({key.c_str(), text.c_str(), std::strtod(text.c_str(), nullptr),
                   std::strtoll(text.c_str(), nullptr, 10)});
  return out;
}

const gauntlet_shape* Simulator::ShapeOf(std::string_view interface_name) const {
  for (uint32_t i = 0; shapes_ != nullptr && i < shapes_->shape_count; ++i)
    if (interface_name == shapes_->shapes[i].interface_name) return &shapes_->shapes[i];
  return nullptr;
}

Result<std::unique_ptr<Simulator>> Simulator::Load(const std::string& path, const std::string& domain) {
  const auto failed = [&](const Failure& failure) {
    return Fail(ErrorKind::kSandboxError,
                fmt::format("the simulator {} does not load: {}", path, failure.reason));
  };
  auto module = OpenModule::Open(path);
  if (!module) return failed(module.error());
  std::unique_ptr<Simulator> simulator(new Simulator(std::move(*module)));
  const auto loaded =
      ClimbLadder(simulator->module_, {GAUNTLET_MODULE_SIMULATOR, "", 0, GAUNTLET_SIMULATOR_INTERFACE});
  if (!loaded) return failed(loaded.error());
  simulator->descriptor_ = loaded->descriptor;
  simulator->functions_ = static_cast<const gauntlet_simulator*>(loaded->table);
  simulator->shapes_ = Offered<gauntlet_shapes>(*simulator->descriptor_, GAUNTLET_SHAPES_INTERFACE);
  simulator->workloads_ = Offered<gauntlet_workloads>(*simulator->descriptor_, GAUNTLET_WORKLOADS_INTERFACE);
  if (simulator->descriptor_->domain != domain)
    return failed(LoadFailure(Rung::kDomain, fmt::format("it is one of the domain \"{}\", not \"{}\"",
                                                         simulator->descriptor_->domain, domain)));
  return simulator;
}

Result<std::unique_ptr<OpenedWorkload>> OpenedWorkload::Open(const Simulator& simulator,
                                                             const WorkloadMessage& message, int data_fd) {
  std::unique_ptr<OpenedWorkload> workload(new OpenedWorkload(simulator));
  GAUNTLET_TRY(workload->data_, Mapping::OfFile(data_fd, message.data_bytes, false));
  const std::vector<gauntlet_param> params = ParamsOf(message.params);
  gauntlet_workload description = {sizeof(gauntlet_workload), static_cast<uint32_t>(params.size()),
                                   params.data(), reinterpret_cast<const uint8_t*>(workload->data_.data()),
                                   message.data_bytes};
  gauntlet_fault fault = {};
  if (simulator.functions().open(&description, &workload->opened_, &fault) != GAUNTLET_OK)
    return Fail(ErrorKind::kInput,
                fmt::format("workload {}: {} (record {})", message.name, TextOf(fault), fault.index));
  workload->facts_.struct_size = sizeof(gauntlet_facts);
  simulator.functions().describe(workload->opened_, &workload->facts_);
  if (!AreSound(workload->facts_, workload->data_))
    return Fail(
        ErrorKind::kInternalError,
        fmt::format("workload {}: the simulator describes records outside of its data", message.name));
  return workload;
}

OpenedWorkload::~OpenedWorkload() {
  if (opened_ != nullptr) simulator_.functions().close(opened_);
}

std::span<const uint8_t> OpenedWorkload::run_config() const {
  return {static_cast<const uint8_t*>(facts_.run_config), facts_.run_config_bytes};
}

WorkloadFacts OpenedWorkload::WireFacts() const {
  const auto offset = static_cast<const std::byte*>(facts_.records) - data_.data();
  return {facts_.record_count == 0 ? 0 : static_cast<uint64_t>(offset),
          facts_.record_bytes,
          facts_.record_count,
          facts_.log_bound_bytes,
          {run_config().begin(), run_config().end()},
          facts_.block_records};
}

Result<gauntlet_result> OpenedWorkload::Reference(std::string_view only) const {
  gauntlet_result result = {};
  result.struct_size = sizeof result;
  result.metric_count = only.empty() ? 0 : 1;
  only.copy(result.metrics[0].name, sizeof result.metrics[0].name - 1);
  gauntlet_fault fault = {};
  if (simulator_.functions().reference(opened_, &result, &fault) != GAUNTLET_OK)
    return Fail(ErrorKind::kInternalError, fmt::format("reference metrics: {}", TextOf(fault)));
  return result;
}

}  // namespace gauntlet
