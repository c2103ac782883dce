// What a placement is written against: derive from prism::Policy, define place, and end the file with
// PRISM_POLICY(YourClass). The class is constructed from a const Config&, or from nothing. See prism_abi.h.
//
//   void place(const Fleet& fleet, Placement& gpu);
//
// An exception that leaves the hook ends the run with its what() as the reason.
#pragma once

#include <gauntlet/prism_abi.h>

#include <gauntlet/sdk/policy.hpp>
#include <gauntlet/sdk/vec.hpp>

namespace prism {

using Config = prism_config;  // seed, memory_budget_bytes

inline constexpr double kGigabytes = PRISM_GPU_GIGABYTES;  // of a GPU
inline constexpr double kDoesNotFit = 1e300;               // as a pressure

// What is to be served. Indices are checked.
class Fleet {
 public:
  explicit Fleet(const prism_fleet& fleet) : fleet_(fleet) {}
  uint32_t size() const { return fleet_.model_count; }  // models
  uint32_t gpus() const { return fleet_.gpus; }
  double gigabytes(uint32_t model) const { return at(model).gigabytes; }
  double requests_per_s(uint32_t model) const { return at(model).requests_per_s; }
  double slo(uint32_t model) const { return at(model).slo; }
  double load(uint32_t model) const { return at(model).requests_per_s / at(model).slo; }

 private:
  const prism_model& at(uint32_t model) const {
    gauntlet::sdk::check(model < fleet_.model_count, "Fleet: no such model");
    return fleet_.models[model];
  }
  const prism_fleet& fleet_;
};

// What the GPUs hold so far.
class Gpus {
 public:
  explicit Gpus(const Fleet& fleet) : fleet_(fleet), load_(fleet.gpus()), used_(fleet.gpus()) {}
  double load(uint32_t gpu) const { return load_[gpu]; }
  double free(uint32_t gpu) const { return kGigabytes - used_[gpu]; }
  double pressure(uint32_t gpu) const { return load_[gpu] / free(gpu); }
  // The GPU's pressure with the model on it, too; kDoesNotFit if there is no room.
  double pressure_with(uint32_t gpu, uint32_t model) const {
    const double left = free(gpu) - fleet_.gigabytes(model);
    return left > 0 ? (load_[gpu] + fleet_.load(model)) / left : kDoesNotFit;
  }
  void add(uint32_t gpu, uint32_t model) {
    load_[gpu] += fleet_.load(model);
    used_[gpu] += fleet_.gigabytes(model);
  }

 private:
  const Fleet& fleet_;
  gauntlet::sdk::Vec<double> load_, used_;  // [gpu]
};

// The GPU of each model, 0 until it is set.
class Placement {
 public:
  Placement(uint32_t* gpu, uint32_t size) : gpu_(gpu), size_(size) {}
  uint32_t& operator[](uint32_t model) {
    gauntlet::sdk::check(model < size_, "Placement: no such model");
    return gpu_[model];
  }

 private:
  uint32_t* gpu_;
  uint32_t size_;
};

class Policy : public gauntlet::sdk::PolicyBase<Config> {
 public:
  using Fleet = prism::Fleet;
  using Gpus = prism::Gpus;
  using Placement = prism::Placement;
};

}  // namespace prism

// Machinery: what follows makes the hook table; no policy names it.
namespace prism {

template <class C>
struct PolicyModule : gauntlet::sdk::ModuleOf<PolicyModule<C>, C, prism_policy> {
  static_assert(
      requires(C& policy, const Fleet& fleet, Placement& gpu) { policy.place(fleet, gpu); },
      "a policy must have a public `void place(const Fleet& fleet, Placement& gpu)`");
  static constexpr const char* kDomain = PRISM_DOMAIN;
  static constexpr const char* kInterface = PRISM_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = PRISM_FINGERPRINT;

  static void place(void* self, const prism_fleet* fleet, uint32_t* numbers) {
    PolicyModule::guard(self, [&](C& policy) {
      const Fleet seen(*fleet);
      Placement gpu(numbers, fleet->model_count);
      policy.place(seen, gpu);
    });
  }
  static constexpr prism_policy kHooks = {sizeof(prism_policy), 0, &PolicyModule::create,
                                          &PolicyModule::destroy, &place};
};

}  // namespace prism

#define PRISM_POLICY(Class) GAUNTLET_POLICY_MODULE(prism::PolicyModule<Class>)
