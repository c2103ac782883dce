// Which expert is in which slot: asked now and then with the loads that were counted since.
#pragma once

#include <gauntlet/sdk/moe_policy.hpp>
#include <memory>

namespace gauntlet::moe {

template <class C>
class BasicBalancer {
 public:
  explicit BasicBalancer(const Config& config) : config_(config) {
    detail::lent = {&config_, nullptr};
    if constexpr (__is_constructible(C, const Config&)) {
      policy_.reset(new C(config_));
    } else {
      policy_.reset(new C());
    }
  }
  BasicBalancer(const BasicBalancer&) = delete;
  BasicBalancer& operator=(const BasicBalancer&) = delete;

  // `experts[layer][slot]`, row-major: the placement in force, changed in place. True: the change is to take
  // effect. That each layer has each of its experts is the caller's to check.
  bool Rebalance(const gauntlet_moe_view& seen, uint32_t* experts) {
    const View view(seen, config_);
    Placement placement(experts, config_);
    return policy_->rebalance(view, placement);
  }

 private:
  Config config_;
  ::std::unique_ptr<C> policy_;
};

}  // namespace gauntlet::moe

#define GAUNTLET_MOE_POLICY(Class) using Made = gauntlet::moe::BasicBalancer<Class>;

// The policy stands here.

using Balancer = policy::Made;
using gauntlet::moe::Config;
using Loads = gauntlet_moe_view;
using Window = gauntlet_moe_window;
