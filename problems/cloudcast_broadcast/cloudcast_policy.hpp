// What a broadcast's routes are written against: derive from cloudcast::Policy, define route, and end the file with
// CLOUDCAST_POLICY(YourClass). The class is constructed from a const Config&, or from nothing. See cloudcast_abi.h.
//
//   void route(const Broadcast& broadcast, Routes& routes);
//
// A Bill says what routes cost, by the simulator's own rules. An exception that leaves the hook ends the run with its
// what() as the reason.
#pragma once

#include <gauntlet/cloudcast_abi.h>

#include <gauntlet/sdk/policy.hpp>
#include <gauntlet/sdk/vec.hpp>

namespace cloudcast {

using Config = cloudcast_config;  // seed, memory_budget_bytes

inline constexpr uint32_t kNone = CLOUDCAST_NONE;
inline constexpr double kNoWay = 1e300;  // USD, where a destination is not reached

// What is to be sent. Indices are checked.
class Broadcast {
 public:
  explicit Broadcast(const cloudcast_broadcast& broadcast) : broadcast_(broadcast) {}
  uint32_t regions() const { return broadcast_.region_count; }
  uint32_t destinations() const { return broadcast_.destination_count; }
  uint32_t partitions() const { return broadcast_.partition_count; }
  uint32_t source() const { return broadcast_.source; }
  uint32_t destination(uint32_t i) const {
    gauntlet::sdk::check(i < destinations(), "Broadcast: no such destination");
    return broadcast_.destinations[i];
  }
  double usd_per_gigabyte(uint32_t from, uint32_t to) const {
    return broadcast_.usd_per_gigabyte[link(from, to)];
  }
  double gbits_per_s(uint32_t from, uint32_t to) const { return broadcast_.gbits_per_s[link(from, to)]; }
  bool has_link(uint32_t from, uint32_t to) const { return broadcast_.gbits_per_s[link(from, to)] > 0; }
  double ingress(uint32_t region) const { return broadcast_.ingress[of(region)]; }
  double egress(uint32_t region) const { return broadcast_.egress[of(region)]; }
  double partition_gigabytes() const { return broadcast_.partition_gigabytes; }
  double region_usd_per_s() const { return broadcast_.region_usd_per_s; }
  const cloudcast_broadcast& raw() const { return broadcast_; }

 private:
  uint32_t of(uint32_t region) const {
    gauntlet::sdk::check(region < regions(), "Broadcast: no such region");
    return region;
  }
  uint64_t link(uint32_t from, uint32_t to) const { return uint64_t{of(from)} * regions() + of(to); }
  const cloudcast_broadcast& broadcast_;
};

// From where each region gets each partition.
class Routes {
 public:
  Routes(uint32_t* from, uint32_t partitions, uint32_t regions)
      : from_(from), partitions_(partitions), regions_(regions) {}
  uint32_t& from(uint32_t partition, uint32_t region) {
    gauntlet::sdk::check(partition < partitions_ && region < regions_, "Routes: no such partition or region");
    return from_[uint64_t{partition} * regions_ + region];
  }
  const uint32_t* raw() const { return from_; }

 private:
  uint32_t* from_;
  uint32_t partitions_, regions_;
};

// What routes cost, with tables that somebody lends: [region * region] each, or [region].
struct BillTables {
  uint32_t* carried;  // [from * regions + to]: partitions over this link; zeroed
  double* flow;       // [from * regions + to]: Gbit/s
  uint32_t* links;    // [region * region]: those that carry something, as from * regions + to
  uint32_t* used;     // [region]: those that have a part in it
  uint32_t* seen;     // [region]: by which partition last, from 1
  uint32_t* is_used;  // [region]
  uint32_t* way;      // [region]
};

// All of them but `flow` in one piece of so many numbers.
constexpr uint64_t bill_numbers(uint64_t regions) { return regions * (2 * regions + 4); }
inline BillTables bill_tables(uint32_t* numbers, double* flow, uint64_t regions) {
  uint32_t* const by_region = numbers + 2 * regions * regions;
  return {numbers,
          flow,
          numbers + regions * regions,
          by_region,
          by_region + regions,
          by_region + 2 * regions,
          by_region + 3 * regions};
}

struct BillSum {
  uint32_t links = 0, used = 0;
  double egress_usd = 0, seconds = 0, usd = 0;
  uint32_t lost_partition = 0, lost_at = kNone;  // kNone: every destination gets all; else where the way ends
};

// Regions take part in the order in which partitions, their destinations and the ways to these name them; each in turn
// shares what it takes in and gives out evenly among its links, if they want more than that.
class BillRules {
 public:
  BillRules(const cloudcast_broadcast& broadcast, const BillTables& tables) : b_(broadcast), t_(tables) {}

  BillSum Of(const uint32_t* from) {
    Clear();
    for (uint32_t p = 0; p < b_.partition_count; ++p)
      for (uint32_t d = 0; d < b_.destination_count; ++d)
        if (!Walk(from + uint64_t{p} * b_.region_count, p, b_.destinations[d])) return sum_;
    for (uint32_t i = 0; i < sum_.used; ++i) {
      Share(t_.used[i], true, b_.ingress[t_.used[i]]);
      Share(t_.used[i], false, b_.egress[t_.used[i]]);
    }
    for (uint32_t i = 0; i < sum_.links; ++i) {
      const uint32_t link = t_.links[i];
      const double gigabytes = t_.carried[link] * b_.partition_gigabytes;
      const double seconds = gigabytes * 8 / t_.flow[link];
      sum_.egress_usd += gigabytes * b_.usd_per_gigabyte[link];
      if (seconds > sum_.seconds) sum_.seconds = seconds;
    }
    sum_.usd = sum_.egress_usd + sum_.used * b_.region_usd_per_s * sum_.seconds;
    return sum_;
  }

 private:
  void Clear() {
    const uint32_t n = b_.region_count;
    for (uint32_t i = 0; i < n; ++i) t_.seen[i] = t_.is_used[i] = 0;
    for (uint64_t i = 0; i < uint64_t{n} * n; ++i) t_.carried[i] = 0;
    sum_ = {};
  }
  void Use(uint32_t region) {
    if (t_.is_used[region] != 0) return;
    t_.is_used[region] = 1;
    t_.used[sum_.used++] = region;
  }
  // From the destination up to what has this partition, then down again.
  bool Walk(const uint32_t* from, uint32_t partition, uint32_t destination) {
    uint32_t length = 0, region = destination;
    for (; region != b_.source && t_.seen[region] != partition + 1; region = from[region]) {
      const uint32_t before = from[region];
      t_.way[length++] = region;
      t_.seen[region] = partition + 1;
      const bool is_link = before < b_.region_count && b_.gbits_per_s[Link(before, region)] > 0;
      // Who comes back to this way, and not to one that reaches the source, goes round in a circle.
      bool is_circle = false;
      for (uint32_t i = 0; i < length; ++i) is_circle = is_circle || t_.way[i] == before;
      if (is_link && !is_circle) continue;
      sum_.lost_partition = partition;
      sum_.lost_at = region;
      sum_.usd = kNoWay;
      return false;
    }
    while (length > 0) {
      const uint32_t to = t_.way[--length];
      const uint32_t link = Link(from[to], to);
      Use(from[to]);
      Use(to);
      if (t_.carried[link]++ > 0) continue;
      t_.links[sum_.links++] = link;
      t_.flow[link] = b_.gbits_per_s[link];
    }
    return true;
  }
  void Share(uint32_t region, bool is_in, double most) {
    double wanted = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < sum_.links; ++i)
      if (IsOf(t_.links[i], region, is_in)) wanted += t_.flow[t_.links[i]], ++count;
    if (wanted <= most) return;
    for (uint32_t i = 0; i < sum_.links; ++i) {
      double& flow = t_.flow[t_.links[i]];
      if (IsOf(t_.links[i], region, is_in) && flow > most / count) flow = most / count;
    }
  }
  bool IsOf(uint32_t link, uint32_t region, bool is_in) const {
    return (is_in ? link % b_.region_count : link / b_.region_count) == region;
  }
  uint32_t Link(uint32_t from, uint32_t to) const { return from * b_.region_count + to; }

  const cloudcast_broadcast& b_;
  BillTables t_;
  BillSum sum_;
};

// The same with tables of its own.
class Bill {
 public:
  explicit Bill(const Broadcast& broadcast) : broadcast_(broadcast) {
    const uint32_t n = broadcast.regions();
    numbers_.resize(bill_numbers(n));
    flow_.resize(uint64_t{n} * n);
  }
  // kNoWay if a destination is not reached.
  double usd(const Routes& routes) { return of(routes).usd; }
  BillSum of(const Routes& routes) {
    const BillTables tables = bill_tables(&numbers_[0], &flow_[0], broadcast_.regions());
    return BillRules(broadcast_.raw(), tables).Of(routes.raw());
  }

 private:
  const Broadcast& broadcast_;
  gauntlet::sdk::Vec<uint32_t> numbers_;
  gauntlet::sdk::Vec<double> flow_;
};

class Policy : public gauntlet::sdk::PolicyBase<Config> {
 public:
  using Bill = cloudcast::Bill;
  using Broadcast = cloudcast::Broadcast;
  using Routes = cloudcast::Routes;
};

}  // namespace cloudcast

// Machinery: what follows makes the hook table; no policy names it.
namespace cloudcast {

template <class C>
struct PolicyModule : gauntlet::sdk::ModuleOf<PolicyModule<C>, C, cloudcast_policy> {
  static_assert(
      requires(C& policy, const Broadcast& broadcast, Routes& routes) { policy.route(broadcast, routes); },
      "a policy must have a public `void route(const Broadcast& broadcast, Routes& routes)`");
  static constexpr const char* kDomain = CLOUDCAST_DOMAIN;
  static constexpr const char* kInterface = CLOUDCAST_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = CLOUDCAST_FINGERPRINT;

  static void route(void* self, const cloudcast_broadcast* broadcast, uint32_t* from) {
    PolicyModule::guard(self, [&](C& policy) {
      const Broadcast seen(*broadcast);
      Routes routes(from, broadcast->partition_count, broadcast->region_count);
      policy.route(seen, routes);
    });
  }
  static constexpr cloudcast_policy kHooks = {sizeof(cloudcast_policy), 0, &PolicyModule::create,
                                              &PolicyModule::destroy, &route};
};

}  // namespace cloudcast

#define CLOUDCAST_POLICY(Class) GAUNTLET_POLICY_MODULE(cloudcast::PolicyModule<Class>)
