// A simulator module loaded through the ladder, and the workloads opened in it.
#pragma once

#include <gauntlet/simulator.h>

#include <memory>
#include <string>

#include "host/evaluate/wire.h"
#include "host/load/load.h"
#include "sandbox/mapping.h"

namespace gauntlet {

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> Load(const std::string& path, const std::string& domain);

  const gauntlet_simulator& functions() const { return *functions_; }
  const gauntlet_module& descriptor() const { return *descriptor_; }
  // nullptr: it does not say.
  const gauntlet_shape* ShapeOf(std::string_view interface_name) const;
  const gauntlet_workloads* workloads() const { return workloads_; }  // nullptr: it makes none

 private:
  explicit Simulator(OpenModule module) : module_(std::move(module)) {}
  OpenModule module_;
  const gauntlet_module* descriptor_ = nullptr;
  const gauntlet_simulator* functions_ = nullptr;
  const gauntlet_shapes* shapes_ = nullptr;
  const gauntlet_workloads* workloads_ = nullptr;
};

// Settings as a simulator reads them: text, and numbers where the text is one. Points into `params`.
std::vector<gauntlet_param> ParamsOf(const std::vector<std::pair<std::string, std::string>>& params);
std::string TextOf(const gauntlet_fault& fault);

// A workload whose data lie mapped in this process.
class OpenedWorkload {
 public:
  // `simulator` outlives it.
  static Result<std::unique_ptr<OpenedWorkload>> Open(const Simulator& simulator,
                                                      const WorkloadMessage& message, int data_fd);
  ~OpenedWorkload();
  OpenedWorkload(const OpenedWorkload&) = delete;
  OpenedWorkload& operator=(const OpenedWorkload&) = delete;

  const gauntlet_facts& facts() const { return facts_; }
  std::span<const uint8_t> run_config() const;
  gauntlet_block whole() const { return {0, facts_.record_count, facts_.records}; }
  WorkloadFacts WireFacts() const;
  // `only`: the one metric that is needed; empty: all.
  Result<gauntlet_result> Reference(std::string_view only) const;

 private:
  explicit OpenedWorkload(const Simulator& simulator) : simulator_(simulator) {}

  const Simulator& simulator_;
  Mapping data_;
  void* opened_ = nullptr;
  gauntlet_facts facts_ = {};
};

}  // namespace gauntlet
