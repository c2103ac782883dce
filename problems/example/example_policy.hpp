// What a policy is written against: derive from example::Policy, define assign, and end the file with
// EXAMPLE_POLICY(YourClass). The class is constructed from a const Config&, or from nothing. See example_abi.h.
//
//   void assign(const Batch& batch, Assignment& machine);
//
// An exception that leaves the hook ends the run with its what() as the reason.
#pragma once

#include <gauntlet/example_abi.h>

#include <gauntlet/sdk/policy.hpp>
#include <gauntlet/sdk/vec.hpp>

namespace example {

using Config = example_config;  // machines, seed, memory_budget_bytes

// What is to be run. Indices are checked.
class Batch {
 public:
  explicit Batch(const example_batch& batch) : batch_(batch) {}
  uint32_t size() const { return batch_.job_count; }
  uint32_t seconds(uint32_t job) const {
    gauntlet::sdk::check(job < batch_.job_count, "Batch: no such job");
    return batch_.seconds[job];
  }

 private:
  const example_batch& batch_;
};

// The machine of each job, 0 until it is set.
class Assignment {
 public:
  Assignment(uint32_t* machine, uint32_t size) : machine_(machine), size_(size) {}
  uint32_t& operator[](uint32_t job) {
    gauntlet::sdk::check(job < size_, "Assignment: no such job");
    return machine_[job];
  }

 private:
  uint32_t* machine_;
  uint32_t size_;
};

class Policy : public gauntlet::sdk::PolicyBase<Config> {
 public:
  using Batch = example::Batch;
  using Assignment = example::Assignment;
};

}  // namespace example

// Machinery: what follows makes the hook table; no policy names it.
namespace example {

template <class C>
struct PolicyModule : gauntlet::sdk::ModuleOf<PolicyModule<C>, C, example_policy> {
  static_assert(
      requires(C& policy, const Batch& batch, Assignment& machine) { policy.assign(batch, machine); },
      "a policy must have a public `void assign(const Batch& batch, Assignment& machine)`");
  static constexpr const char* kDomain = EXAMPLE_DOMAIN;
  static constexpr const char* kInterface = EXAMPLE_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = EXAMPLE_FINGERPRINT;

  static void assign(void* self, const example_batch* batch, uint32_t* numbers) {
    PolicyModule::guard(self, [&](C& policy) {
      const Batch seen(*batch);
      Assignment machine(numbers, batch->job_count);
      policy.assign(seen, machine);
    });
  }
  static constexpr example_policy kHooks = {sizeof(example_policy), 0, &PolicyModule::create,
                                            &PolicyModule::destroy, &assign};
};

}  // namespace example

#define EXAMPLE_POLICY(Class) GAUNTLET_POLICY_MODULE(example::PolicyModule<Class>)
