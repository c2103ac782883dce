// Networks of priced links, and what can be said of a broadcast without a policy. What routes cost is in
// cloudcast_policy.hpp, so that policies can ask for it: the same lines, in the simulator's own memory.
#include <gauntlet/cloudcast_abi.h>

#include <algorithm>
#include <cmath>
#include <gauntlet/sdk/cloudcast_policy.hpp>
#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/simulators/csv.hpp>
#include <gauntlet/simulators/json.hpp>
#include <gauntlet/simulators/rounds.hpp>
#include <string>
#include <vector>

namespace {

using namespace gauntlet::simulators;

constexpr uint64_t kMostRegions = 500, kMostPartitions = 1000;
constexpr double kUsdPerHour =
    0.54;  // of a machine (m5.8xlarge as a spot instance, as in the public configurations)

// The most of any broadcast of the workload.
struct Settings {
  uint32_t regions;
  uint32_t partitions;
};

// A record: four counts, two numbers, prices, bandwidths, ingress, egress, destinations.
cloudcast_broadcast BroadcastOf(const uint8_t* record) {
  const auto* counts = reinterpret_cast<const uint32_t*>(record);
  const auto* numbers = reinterpret_cast<const double*>(counts + 4);
  const uint32_t n = counts[0];
  cloudcast_broadcast out = {};
  out.region_count = n;
  out.destination_count = counts[1];
  out.partition_count = counts[2];
  out.source = counts[3];
  out.partition_gigabytes = numbers[0];
  out.region_usd_per_s = numbers[1];
  out.usd_per_gigabyte = numbers + 2;
  out.gbits_per_s = out.usd_per_gigabyte + uint64_t{n} * n;
  out.ingress = out.gbits_per_s + uint64_t{n} * n;
  out.egress = out.ingress + n;
  out.destinations = reinterpret_cast<const uint32_t*>(out.egress + n);
  return out;
}

struct Network {
  std::vector<std::string> names;
  std::vector<double> usd, gbits, ingress, egress;

  uint32_t size() const { return static_cast<uint32_t>(names.size()); }
  uint32_t Find(const std::string& name) const {
    return static_cast<uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
  }
  void Resize() {
    usd.assign(names.size() * names.size(), 0);
    gbits.assign(names.size() * names.size(), 0);
    ingress.assign(names.size(), 0);
    egress.assign(names.size(), 0);
  }
};

struct Job {
  uint32_t source = 0, partitions = 1;
  std::vector<uint32_t> destinations;
  double gigabytes = 0;
};

void Add(const Network& network, const Job& job, double machines, Records<Settings>* out) {
  Record record;
  for (const uint32_t count :
       {network.size(), static_cast<uint32_t>(job.destinations.size()), job.partitions, job.source})
    record.Put(count);
  record.Put(job.gigabytes / job.partitions);
  record.Put(machines * kUsdPerHour / 3600);
  for (const auto* numbers : {&network.usd, &network.gbits, &network.ingress, &network.egress})
    record.PutAll(*numbers);
  record.PutAll(job.destinations);
  out->settings.regions = std::max(out->settings.regions, network.size());
  out->settings.partitions = std::max(out->settings.partitions, job.partitions);
  out->Add(std::move(record));
}

// A column of a CSV by its name; false, with the fault left: there is none.
bool Column(const File& file, Params& params, const std::vector<std::string>& head, const char* name,
            size_t* column) {
  *column = static_cast<size_t>(std::find(head.begin(), head.end(), name) - head.begin());
  if (*column < head.size()) return true;
  file.Refuse(params, 1, std::string("no column ") + name);
  return false;
}

bool ReadNumber(const std::string& text, double* out) {
  char* end = nullptr;
  *out = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' && std::isfinite(*out) && *out >= 0;
}

// Rows of (from, to, number): calls use(from, to, number) for each; false, with the fault left: the file is none.
template <class Use>
bool ReadLinks(const File& file, Params& params, const char* const (&names)[3], Use use) {
  CsvReader rows(file.text());
  std::vector<std::string> row;
  size_t columns[3];
  if (!rows.Next(&row)) return file.Refuse(params, 1, "the file is empty"), false;
  for (int i = 0; i < 3; ++i)
    if (!Column(file, params, row, names[i], &columns[i])) return false;
  const size_t width = row.size();
  while (rows.Next(&row)) {
    double number = 0;
    if (row.size() != width)
      return file.Refuse(params, rows.line(),
                         std::to_string(row.size()) + " cells; the head has " + std::to_string(width)),
             false;
    if (!ReadNumber(row[columns[2]], &number))
      return file.Refuse(params, rows.line(), "'" + row[columns[2]] + "' is no " + names[2]), false;
    use(row[columns[0]], row[columns[1]], number);
  }
  return true;
}

// The public profiles: throughput_sent in bit/s of one machine, cost in USD a gigabyte. A link has both.
bool ReadNetwork(const Files& files, Params& params, double machines, Network* out) {
  const File throughputs = files.Get("throughputs", params), prices = files.Get("prices", params);
  if (!throughputs || !prices) return false;
  struct Link {
    std::string from, to;
    double bits;
  };
  std::vector<Link> links;
  if (!ReadLinks(throughputs, params, {"src_region", "dst_region", "throughput_sent"},
                 [&](const std::string& from, const std::string& to, double bits) {
                   links.push_back({from, to, bits});
                 }))
    return false;
  for (const Link& link : links)
    for (const std::string& name : {link.from, link.to})
      if (out->Find(name) == out->size()) out->names.push_back(name);
  if (out->size() > kMostRegions) return throughputs.Refuse(params, 1, "more than 500 regions"), false;
  out->Resize();
  std::vector<double> priced(out->usd.size(), -1);
  const auto number = [&](const std::string& from, const std::string& to) -> uint64_t {
    return uint64_t{out->Find(from)} * out->size() + out->Find(to);
  };
  if (!ReadLinks(prices, params, {"src", "dest", "cost"},
                 [&](const std::string& from, const std::string& to, double usd) {
                   const bool is_known = out->Find(from) < out->size() && out->Find(to) < out->size();
                   if (is_known) priced[number(from, to)] = usd;
                 }))
    return false;
  for (const Link& link : links) {
    const uint64_t at = number(link.from, link.to);
    if (link.from == link.to || priced[at] < 0) continue;
    out->usd[at] = priced[at];
    out->gbits[at] = machines * link.bits / 1e9;
  }
  return true;
}

// Gbit/s of one machine, by the cloud's name, which ends at the region's colon.
bool ReadLimits(const File& file, Params& params, const JsonValue& job, const char* key, double machines,
                const Network& network, std::vector<double>* out) {
  const JsonValue* limits = job.Find(key);
  if (limits == nullptr) return file.Refuse(params, job.line, std::string("no ") + key), false;
  for (uint32_t r = 0; r < network.size(); ++r) {
    const std::string cloud = network.names[r].substr(0, network.names[r].find(':'));
    const JsonValue* limit = limits->Find(cloud);
    if (limit == nullptr || limit->kind != JsonValue::Kind::kNumber || !(limit->number > 0))
      return file.Refuse(params, limits->line, std::string(key) + ": no number above 0 for " + cloud), false;
    (*out)[r] = machines * limit->number;
  }
  return true;
}

// A public configuration: {"source_node", "dest_nodes", "data_vol", "num_partitions", limits}.
void ReadJob(const Files& files, const File& file, Params& params, Records<Settings>* out) {
  const double machines = params.RealOr("machines", 2, 0.1, 1000);
  Network network;
  JsonValue document;
  if (!ReadNetwork(files, params, machines, &network) || !ReadJson(file, params, &document)) return;
  Job job;
  const auto number = [&](const char* key, double least, double most) {
    const JsonValue* found = document.Find(key);
    if (found != nullptr && found->kind == JsonValue::Kind::kNumber && found->number >= least &&
        found->number <= most)
      return found->number;
    file.Refuse(params, document.line, std::string("expected a number ") + key + " in range");
    return least;
  };
  const auto region = [&](const JsonValue* name) {
    const uint32_t found = name == nullptr ? network.size() : network.Find(name->text);
    if (found < network.size()) return found;
    file.Refuse(params, name == nullptr ? document.line : name->line,
                name == nullptr ? "no source_node" : "'" + name->text + "' is no region of the network");
    return uint32_t{0};
  };
  job.gigabytes = number("data_vol", 1e-6, 1e9);
  job.partitions = static_cast<uint32_t>(number("num_partitions", 1, kMostPartitions));
  job.source = region(document.Find("source_node"));
  const JsonValue* destinations = document.Find("dest_nodes");
  if (destinations == nullptr || destinations->items.empty())
    return file.Refuse(params, document.line, "expected a list dest_nodes");
  for (const JsonValue& name : destinations->items) {
    const uint32_t found = region(&name);
    const bool is_new =
        std::find(job.destinations.begin(), job.destinations.end(), found) == job.destinations.end();
    if (found == job.source || !is_new)
      return file.Refuse(params, name.line, "'" + name.text + "' is the source, or named twice");
    job.destinations.push_back(found);
  }
  if (ReadLimits(file, params, document, "ingress_limit", machines, network, &network.ingress) &&
      ReadLimits(file, params, document, "egress_limit", machines, network, &network.egress) &&
      !params.failed())
    Add(network, job, machines, out);
}

// Regions of clouds on a few continents. Within a cloud and continent a gigabyte is cheap, out of some regions it is
// dear; the farther, the slower.
Network MakeNetwork(uint32_t clouds, uint32_t regions, double machines, gauntlet::sdk::Rng* rng) {
  Network out;
  constexpr uint32_t kContinents = 5;
  constexpr double kIn[] = {10, 16, 16, 12}, kOut[] = {5, 7, 16, 9};
  struct Region {
    uint32_t cloud, continent;
    double x, y, dear;
  };
  std::vector<Region> made;
  for (uint32_t r = 0; r < regions; ++r) {
    const auto continent = static_cast<uint32_t>(rng->below(kContinents));
    out.names.push_back("r" + std::to_string(r));
    made.push_back({static_cast<uint32_t>(rng->below(clouds)), continent, continent * 1.5 + rng->unit(),
                    (continent % 2) + rng->unit(), rng->chance(0.25) ? 1.5 + rng->unit() : 1});
  }
  out.Resize();
  for (uint32_t a = 0; a < regions; ++a) {
    out.ingress[a] = machines * kIn[made[a].cloud % 4];
    out.egress[a] = machines * kOut[made[a].cloud % 4];
    for (uint32_t b = 0; b < regions; ++b) {
      if (a == b) continue;
      const Region &from = made[a], &to = made[b];
      const bool same_cloud = from.cloud == to.cloud, near = from.continent == to.continent;
      const double base = same_cloud ? (near ? 0.02 : 0.05 + 0.01 * static_cast<double>(rng->below(5)))
                                     : 0.08 + 0.01 * static_cast<double>(rng->below(5));
      const double away = std::sqrt((from.x - to.x) * (from.x - to.x) + (from.y - to.y) * (from.y - to.y));
      out.usd[a * regions + b] = base * from.dear;
      out.gbits[a * regions + b] = machines * (0.3 + rng->unit()) * (same_cloud ? 8 : 5) / (1 + away);
    }
  }
  return out;
}

void Generate(Params& params, Records<Settings>* out) {
  const uint64_t broadcasts = params.CountOr("broadcasts", 6, 1, 10000);
  const auto clouds = static_cast<uint32_t>(params.Count("clouds", 1, 4));
  const auto regions = static_cast<uint32_t>(params.Count("regions", 2, kMostRegions));
  const auto destinations = static_cast<uint32_t>(params.Count("destinations", 1, regions - 1));
  const auto partitions = static_cast<uint32_t>(params.CountOr("partitions", 10, 1, kMostPartitions));
  const double gigabytes = params.RealOr("gigabytes", 300, 1e-6, 1e9);
  const double machines = params.RealOr("machines", 2, 0.1, 1000);
  gauntlet::sdk::Rng rng(params.CountOr("seed", 1, 0, UINT64_MAX));
  for (uint64_t i = 0; i < broadcasts && !params.failed(); ++i) {
    const Network network = MakeNetwork(clouds, regions, machines, &rng);
    std::vector<uint32_t> order(regions);
    for (uint32_t r = 0; r < regions; ++r) order[r] = r;
    for (uint32_t r = regions - 1; r > 0; --r) std::swap(order[r], order[rng.below(r + 1)]);
    const Job job = {order[0], partitions, {order.begin() + 1, order.begin() + 1 + destinations}, gigabytes};
    Add(network, job, machines, out);
  }
}

// Prices from a region to all others, and the region before each on the cheapest way.
struct Paths {
  std::vector<double> usd;
  std::vector<uint32_t> before;

  Paths(const cloudcast_broadcast& b, uint32_t start)
      : usd(b.region_count, HUGE_VAL), before(b.region_count, CLOUDCAST_NONE) {
    std::vector<uint8_t> done(b.region_count);
    std::vector<uint32_t> met = {start};  // ties go to who was met first
    usd[start] = 0;
    for (;;) {
      uint32_t next = CLOUDCAST_NONE;
      for (const uint32_t r : met)
        if (done[r] == 0 && (next == CLOUDCAST_NONE || usd[r] < usd[next])) next = r;
      if (next == CLOUDCAST_NONE) return;
      done[next] = 1;
      for (uint32_t r = 0; r < b.region_count; ++r) {
        const uint64_t link = uint64_t{next} * b.region_count + r;
        if (done[r] != 0 || b.gbits_per_s[link] <= 0 || usd[next] + b.usd_per_gigabyte[link] >= usd[r])
          continue;
        if (usd[r] == HUGE_VAL) met.push_back(r);
        usd[r] = usd[next] + b.usd_per_gigabyte[link];
        before[r] = next;
      }
    }
  }
};

double UsdOf(const cloudcast_broadcast& b, const std::vector<uint32_t>& from) {
  std::vector<uint32_t> numbers(cloudcast::bill_numbers(b.region_count));
  std::vector<double> flow(uint64_t{b.region_count} * b.region_count);
  return cloudcast::BillRules(b, cloudcast::bill_tables(numbers.data(), flow.data(), b.region_count))
      .Of(from.data())
      .usd;
}

double CheapestPathsUsd(const cloudcast_broadcast& b) {
  const Paths paths(b, b.source);
  std::vector<uint32_t> from;
  for (uint32_t p = 0; p < b.partition_count; ++p)
    from.insert(from.end(), paths.before.begin(), paths.before.end());
  return UsdOf(b, from);
}

// No routes cost less: all data comes into each destination over some link, and gets to the farthest one; it leaves the
// source and enters each destination no faster than machines and links let it, and these at least are paid for.
double BoundUsd(const cloudcast_broadcast& b) {
  const double gigabytes = b.partition_gigabytes * b.partition_count;
  const Paths paths(b, b.source);
  const auto most_of = [&](uint32_t region, bool is_in) {
    double links = 0;
    for (uint32_t r = 0; r < b.region_count; ++r)
      links += b.gbits_per_s[is_in ? uint64_t{r} * b.region_count + region
                                   : uint64_t{region} * b.region_count + r];
    return std::min(links, is_in ? b.ingress[region] : b.egress[region]);
  };
  double into_all = 0, farthest = 0, slowest = most_of(b.source, false);
  for (uint32_t d = 0; d < b.destination_count; ++d) {
    const uint32_t to = b.destinations[d];
    double cheapest = HUGE_VAL;
    for (uint32_t r = 0; r < b.region_count; ++r)
      if (b.gbits_per_s[uint64_t{r} * b.region_count + to] > 0)
        cheapest = std::min(cheapest, b.usd_per_gigabyte[uint64_t{r} * b.region_count + to]);
    into_all += cheapest;
    farthest = std::max(farthest, paths.usd[to]);
    slowest = std::min(slowest, most_of(to, true));
  }
  return gigabytes * std::max(into_all, farthest) +
         (b.destination_count + 1) * b.region_usd_per_s * gigabytes * 8 / slowest;
}

struct Cloudcast {
  static constexpr const char* kDomain = CLOUDCAST_DOMAIN;
  static constexpr const char* kInterface = CLOUDCAST_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = CLOUDCAST_FINGERPRINT;
  using Hooks = cloudcast_policy;
  static constexpr gauntlet_required_hook kRequired[] = {GAUNTLET_REQUIRED(cloudcast_policy, create),
                                                         GAUNTLET_REQUIRED(cloudcast_policy, destroy),
                                                         GAUNTLET_REQUIRED(cloudcast_policy, route)};
  using Config = cloudcast_config;
  using Settings = ::Settings;
  using Answer = uint32_t;

  static void Make(Params& params, const Files& files, Records<Settings>* out) {
    if (const File file = files.Find("broadcast")) {
      ReadJob(files, file, params, out);
    } else {
      Generate(params, out);
    }
  }
  static uint64_t MostNumbers(const Settings& settings) {
    return uint64_t{settings.regions} * settings.partitions;
  }
  static Config ConfigOf(const Settings&, uint64_t seed, uint64_t memory_budget_bytes) {
    return {sizeof(Config), 0, seed, memory_budget_bytes};
  }

  static void Reference(const Settings&, const RecordList& records, Report* out) {
    double cheapest = 0, bound = 0;
    for (uint64_t i = 0; i < records.size(); ++i) {
      const cloudcast_broadcast broadcast = BroadcastOf(records[i]);
      cheapest += CheapestPathsUsd(broadcast);
      bound += BoundUsd(broadcast);
    }
    out->Real("cheapest_paths_usd", cheapest);
    out->Real("bound_usd", bound);
  }

  struct Game {
    uint32_t* numbers;
    double* flow;
    uint64_t broadcasts, relayed;
    double usd, egress_usd, seconds;

    bool Start(const Settings& settings, const Memory& memory) {
      numbers = memory.Array<uint32_t>(cloudcast::bill_numbers(settings.regions));
      flow = memory.Array<double>(uint64_t{settings.regions} * settings.regions);
      return numbers != nullptr && flow != nullptr;
    }
    uint32_t Ask(const Hooks& hooks, void* self, const uint8_t* record, uint32_t* answer) {
      const cloudcast_broadcast broadcast = BroadcastOf(record);
      const uint32_t count = broadcast.partition_count * broadcast.region_count;
      std::fill(answer, answer + count, CLOUDCAST_NONE);
      hooks.route(self, &broadcast, answer);
      return count;
    }
    void Judge(const uint8_t* record, std::span<const uint32_t> answer, Refusal& refuse) {
      const cloudcast_broadcast b = BroadcastOf(record);
      const uint64_t count = uint64_t{b.partition_count} * b.region_count;
      if (answer.size() != count)
        return refuse("%zu regions; there are %llu to name", answer.size(),
                      static_cast<unsigned long long>(count));
      const cloudcast::BillSum bill =
          cloudcast::BillRules(b, cloudcast::bill_tables(numbers, flow, b.region_count)).Of(answer.data());
      if (bill.lost_at != CLOUDCAST_NONE) {
        const uint32_t from = answer[uint64_t{bill.lost_partition} * b.region_count + bill.lost_at];
        if (from == CLOUDCAST_NONE)
          return refuse("partition %u: nobody sends it to region %u", bill.lost_partition, bill.lost_at);
        if (from >= b.region_count || !(b.gbits_per_s[uint64_t{from} * b.region_count + bill.lost_at] > 0))
          return refuse("partition %u: there is no link from region %u to %u", bill.lost_partition, from,
                        bill.lost_at);
        return refuse("partition %u: region %u gets it in a circle", bill.lost_partition, bill.lost_at);
      }
      ++broadcasts;
      relayed += bill.used - 1 - b.destination_count;
      usd += bill.usd;
      egress_usd += bill.egress_usd;
      seconds += bill.seconds;
    }
    void Tell(Report* out) const {
      out->Count("broadcasts", broadcasts);
      out->Real("usd", usd);
      out->Real("egress_usd", egress_usd);
      out->Real("seconds", seconds);
      out->Real("relays",
                broadcasts == 0 ? 0 : static_cast<double>(relayed) / static_cast<double>(broadcasts));
    }
  };
};

}  // namespace

GAUNTLET_ROUNDS_SIMULATOR(Cloudcast)
