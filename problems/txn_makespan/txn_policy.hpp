// What a transaction scheduler is written against: derive from txn::Policy, define order, and end the file with
// TXN_POLICY(YourClass). The class is constructed from a const Config&, or from nothing. See txn_abi.h.
//
//   void order(const Batch& batch, Order& order);
//
// `order` holds 0, 1, 2, ...: the transactions as they came. A Schedule plays an order, or the beginning of one, by the
// simulator's own rules. An exception that leaves the hook ends the run with its what() as the reason.
#pragma once

#include <gauntlet/txn_abi.h>

#include <gauntlet/sdk/policy.hpp>
#include <gauntlet/sdk/vec.hpp>

namespace txn {

using Config = txn_config;  // seed, memory_budget_bytes
using Access = txn_access;  // key, tick, is_write

// What is to be run. Indices are checked.
class Batch {
 public:
  explicit Batch(const txn_batch& batch) : batch_(batch) {}
  uint32_t size() const { return batch_.transaction_count; }
  uint32_t keys() const { return batch_.key_count; }
  uint32_t ticks(uint32_t transaction) const { return at(transaction).ticks; }
  uint32_t accesses(uint32_t transaction) const { return at(transaction).access_count; }
  const Access& access(uint32_t transaction, uint32_t i) const {
    gauntlet::sdk::check(i < at(transaction).access_count, "Batch: no such access");
    return batch_.accesses[at(transaction).first_access + i];
  }

 private:
  const txn_transaction& at(uint32_t transaction) const {
    gauntlet::sdk::check(transaction < batch_.transaction_count, "Batch: no such transaction");
    return batch_.transactions[transaction];
  }
  const txn_batch& batch_;
};

// Transactions that run one after the other in the order in which they are added.
class Schedule {
 public:
  explicit Schedule(const Batch& batch) : batch_(batch) { clear(); }
  void clear() {
    end_ = 0;
    written_.clear();
    accessed_.clear();
    written_.resize(batch_.keys());
    accessed_.resize(batch_.keys());
  }
  uint32_t makespan() const { return end_; }
  // The tick in which it would start, from 0.
  uint32_t start_of(uint32_t transaction) const {
    uint32_t start = 0;
    for (uint32_t i = 0; i < batch_.accesses(transaction); ++i) {
      const Access& access = batch_.access(transaction, i);
      const uint32_t free = access.is_write != 0 ? accessed_[access.key] : written_[access.key];
      if (free > start + access.tick) start = free - access.tick;
    }
    return start;
  }
  // The makespan with it.
  uint32_t makespan_with(uint32_t transaction) const {
    return gauntlet::sdk::max(end_, start_of(transaction) + batch_.ticks(transaction));
  }
  void add(uint32_t transaction) {
    const uint32_t start = start_of(transaction);
    end_ = gauntlet::sdk::max(end_, start + batch_.ticks(transaction));
    for (uint32_t i = 0; i < batch_.accesses(transaction); ++i) {
      const Access& access = batch_.access(transaction, i);
      const uint32_t free = start + access.tick + 1;
      accessed_[access.key] = gauntlet::sdk::max(accessed_[access.key], free);
      if (access.is_write != 0) written_[access.key] = gauntlet::sdk::max(written_[access.key], free);
    }
  }

 private:
  const Batch& batch_;
  uint32_t end_ = 0;
  gauntlet::sdk::Vec<uint32_t> written_, accessed_;  // [key]: the first tick after the last write, access
};

// The order in the making.
class Order {
 public:
  Order(uint32_t* order, uint32_t size) : order_(order), size_(size) {}
  uint32_t size() const { return size_; }
  uint32_t& operator[](uint32_t i) {
    gauntlet::sdk::check(i < size_, "Order: no such place");
    return order_[i];
  }
  uint32_t* begin() { return order_; }
  uint32_t* end() { return order_ + size_; }
  void swap(uint32_t a, uint32_t b) {
    const uint32_t kept = (*this)[a];
    (*this)[a] = (*this)[b];
    (*this)[b] = kept;
  }

 private:
  uint32_t* order_;
  uint32_t size_;
};

class Policy : public gauntlet::sdk::PolicyBase<Config> {
 public:
  using Batch = txn::Batch;
  using Order = txn::Order;
  using Schedule = txn::Schedule;
};

}  // namespace txn

// Machinery: what follows makes the hook table; no policy names it.
namespace txn {

template <class C>
struct PolicyModule : gauntlet::sdk::ModuleOf<PolicyModule<C>, C, txn_policy> {
  static_assert(
      requires(C& policy, const Batch& batch, Order& order) { policy.order(batch, order); },
      "a policy must have a public `void order(const Batch& batch, Order& order)`");
  static constexpr const char* kDomain = TXN_DOMAIN;
  static constexpr const char* kInterface = TXN_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = TXN_FINGERPRINT;

  static void order(void* self, const txn_batch* batch, uint32_t* numbers) {
    PolicyModule::guard(self, [&](C& policy) {
      const Batch seen(*batch);
      Order order(numbers, batch->transaction_count);
      policy.order(seen, order);
    });
  }
  static constexpr txn_policy kHooks = {sizeof(txn_policy), 0, &PolicyModule::create, &PolicyModule::destroy,
                                        &order};
};

}  // namespace txn

#define TXN_POLICY(Class) GAUNTLET_POLICY_MODULE(txn::PolicyModule<Class>)
