// Batches of transactions, the makespan of an order, and what can be said of a batch without a policy.
#include <gauntlet/txn_abi.h>

#include <algorithm>
#include <cmath>
#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/simulators/json.hpp>
#include <gauntlet/simulators/rounds.hpp>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace {

using gauntlet::simulators::File;
using gauntlet::simulators::Files;
using gauntlet::simulators::JsonValue;
using gauntlet::simulators::Memory;
using gauntlet::simulators::Params;
using gauntlet::simulators::Record;
using gauntlet::simulators::RecordList;
using gauntlet::simulators::Records;
using gauntlet::simulators::Refusal;
using gauntlet::simulators::Report;

constexpr uint64_t kMostTransactions = 100000, kMostTicks = 10000;
constexpr uint32_t kMostForced = 8;  // transactions of which every order is tried

// The most of any batch of the workload: what tables must hold.
struct Settings {
  uint32_t transactions;
  uint32_t keys;
};

// A record: these three, padding, the transactions, the accesses.
txn_batch BatchOf(const uint8_t* record) {
  const auto* head = reinterpret_cast<const uint32_t*>(record);
  txn_batch batch = {};
  batch.transaction_count = head[0];
  batch.access_count = head[1];
  batch.key_count = head[2];
  batch.transactions = reinterpret_cast<const txn_transaction*>(head + 4);
  batch.accesses = reinterpret_cast<const txn_access*>(batch.transactions + batch.transaction_count);
  return batch;
}

// Transactions in the order of a schedule; the tables have one entry a key.
class Line {
 public:
  Line(uint32_t* written, uint32_t* accessed) : written_(written), accessed_(accessed) {}
  void Add(const txn_batch& batch, const txn_transaction& one) {
    const txn_access* accesses = batch.accesses + one.first_access;
    uint32_t start = 0;
    for (uint32_t i = 0; i < one.access_count; ++i) {
      const uint32_t free =
          accesses[i].is_write != 0 ? accessed_[accesses[i].key] : written_[accesses[i].key];
      if (free > accesses[i].tick) start = std::max(start, free - accesses[i].tick);
    }
    for (uint32_t i = 0; i < one.access_count; ++i) {
      const uint32_t free = start + accesses[i].tick + 1;
      uint32_t& accessed = accessed_[accesses[i].key];
      uint32_t& written = written_[accesses[i].key];
      accessed = std::max(accessed, free);
      if (accesses[i].is_write != 0) written = std::max(written, free);
    }
    end_ = std::max(end_, start + one.ticks);
  }
  uint32_t makespan() const { return end_; }

 private:
  uint32_t* written_;   // [key]: the first tick after the last write
  uint32_t* accessed_;  // [key]: the first tick after the last access
  uint32_t end_ = 0;
};

uint32_t MakespanOf(const txn_batch& batch, const std::vector<uint32_t>& order) {
  std::vector<uint32_t> written(batch.key_count), accessed(batch.key_count);
  Line line(written.data(), accessed.data());
  for (const uint32_t number : order) line.Add(batch, batch.transactions[number]);
  return line.makespan();
}

// No order does better: writes of a key, and a read where there is one, take a tick each, none of them before the first
// access of a transaction to the key, and what is left of a transaction comes behind.
uint32_t BoundOf(const txn_batch& batch) {
  struct Key {
    uint32_t writes = 0, reads = 0, before = UINT32_MAX, behind = UINT32_MAX;
  };
  std::vector<Key> keys(batch.key_count);
  uint32_t bound = 0;
  for (uint32_t t = 0; t < batch.transaction_count; ++t) {
    const txn_transaction& one = batch.transactions[t];
    bound = std::max(bound, one.ticks);
    for (uint32_t i = 0; i < one.access_count; ++i) {
      const txn_access& access = batch.accesses[one.first_access + i];
      Key& key = keys[access.key];
      (access.is_write != 0 ? key.writes : key.reads) += 1;
      key.before = std::min(key.before, access.tick);
      key.behind = std::min(key.behind, one.ticks - access.tick - 1);
    }
  }
  for (const Key& key : keys)
    if (key.writes > 0)
      bound = std::max(bound, key.before + key.writes + (key.reads > 0 ? 1 : 0) + key.behind);
  return bound;
}

uint32_t OptimumOf(const txn_batch& batch) {
  std::vector<uint32_t> order(batch.transaction_count);
  std::iota(order.begin(), order.end(), 0u);
  uint32_t best = UINT32_MAX;
  do {
    best = std::min(best, MakespanOf(batch, order));
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

// A batch in the making.
class BatchMaker {
 public:
  void Begin() { transactions_.push_back({static_cast<uint32_t>(accesses_.size()), 0, 0, 0}); }
  void Compute() { ++transactions_.back().ticks; }
  void Access(uint32_t key, bool writes) {
    txn_transaction& one = transactions_.back();
    accesses_.push_back({Number(key), one.ticks++, writes ? 1u : 0u, 0});
    ++one.access_count;
  }
  void AddTo(Records<Settings>* out) {
    Record record;
    const uint32_t head[] = {static_cast<uint32_t>(transactions_.size()),
                             static_cast<uint32_t>(accesses_.size()), static_cast<uint32_t>(keys_.size()), 0};
    for (const uint32_t word : head) record.Put(word);
    record.PutAll(transactions_);
    record.PutAll(accesses_);
    out->settings.transactions = std::max(out->settings.transactions, head[0]);
    out->settings.keys = std::max(out->settings.keys, head[2]);
    out->Add(std::move(record));
  }

 private:
  // Keys are numbered in the order in which they are met: their names tell nothing.
  uint32_t Number(uint32_t key) {
    const auto number = static_cast<uint32_t>(std::find(keys_.begin(), keys_.end(), key) - keys_.begin());
    if (number == keys_.size()) keys_.push_back(key);
    return number;
  }

  std::vector<txn_transaction> transactions_;
  std::vector<txn_access> accesses_;
  std::vector<uint32_t> keys_;
};

// The public form: {"txn0": "r-17 w-5 * ...", ...}; * is a tick of computing.
void ReadBatch(const File& file, Params& params, Records<Settings>* out) {
  JsonValue document;
  if (!ReadJson(file, params, &document)) return;
  BatchMaker batch;
  if (document.kind != JsonValue::Kind::kObject || document.items.empty() ||
      document.items.size() > kMostTransactions)
    return file.Refuse(params, 1, "expected an object of transactions, {\"txn0\": \"r-1 w-2 *\", ...}");
  for (const JsonValue& one : document.items) {
    if (one.kind != JsonValue::Kind::kText)
      return file.Refuse(params, one.line, "expected a text such as \"r-1 w-2 *\"");
    batch.Begin();
    uint64_t ticks = 0;
    for (size_t at = 0; at < one.text.size();) {
      const size_t end = std::min(one.text.find(' ', at), one.text.size());
      const std::string_view word = std::string_view(one.text).substr(at, end - at);
      at = end + 1;
      if (word.empty()) continue;
      if (++ticks > kMostTicks)
        return file.Refuse(params, one.line, "a transaction of more than 10,000 ticks");
      const bool is_access = word.size() > 2 && word.size() < 12 && (word[0] == 'r' || word[0] == 'w') &&
                             word[1] == '-' && word.find_first_not_of("0123456789", 2) == word.npos;
      if (is_access) {
        batch.Access(static_cast<uint32_t>(std::strtoul(std::string(word.substr(2)).c_str(), nullptr, 10)),
                     word[0] == 'w');
      } else if (word == "*") {
        batch.Compute();
      } else {
        return file.Refuse(params, one.line, "'" + std::string(word) + "' is neither r-KEY nor w-KEY nor *");
      }
    }
    if (ticks == 0) return file.Refuse(params, one.line, "a transaction of no ticks");
  }
  batch.AddTo(out);
}

// Keys by Zipf's law: few are wanted by all.
void GenerateBatches(Params& params, Records<Settings>* out) {
  const uint64_t batches = params.CountOr("batches", 4, 1, 10000);
  const uint64_t transactions = params.Count("transactions", 1, kMostTransactions);
  const uint64_t keys = params.Count("keys", 1, 1000000);
  const uint64_t ticks =
      params.Count("ticks", 1, kMostTicks);  // of the longest; the shortest take half as many
  const double skew = params.RealOr("skew", 1, 0, 4);
  const double reads = params.RealOr("reads", 0.5, 0, 1);        // share of accesses
  const double computes = params.RealOr("computes", 0.3, 0, 1);  // share of ticks
  gauntlet::sdk::Rng rng(params.CountOr("seed", 1, 0, UINT64_MAX));
  if (params.failed()) return;
  std::vector<double> below(keys);
  double sum = 0;
  for (uint64_t k = 0; k < keys; ++k) below[k] = sum += std::pow(static_cast<double>(k + 1), -skew);
  for (uint64_t b = 0; b < batches; ++b) {
    BatchMaker batch;
    for (uint64_t t = 0; t < transactions; ++t) {
      batch.Begin();
      const uint64_t length = ticks - rng.below((ticks + 1) / 2);
      for (uint64_t i = 0; i < length; ++i) {
        if (rng.chance(computes)) {
          batch.Compute();
          continue;
        }
        const auto key = std::lower_bound(below.begin(), below.end(), rng.unit() * sum) - below.begin();
        batch.Access(static_cast<uint32_t>(std::min<uint64_t>(static_cast<uint64_t>(key), keys - 1)),
                     !rng.chance(reads));
      }
    }
    batch.AddTo(out);
  }
}

struct Txn {
  static constexpr const char* kDomain = TXN_DOMAIN;
  static constexpr const char* kInterface = TXN_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = TXN_FINGERPRINT;
  using Hooks = txn_policy;
  static constexpr gauntlet_required_hook kRequired[] = {GAUNTLET_REQUIRED(txn_policy, create),
                                                         GAUNTLET_REQUIRED(txn_policy, destroy),
                                                         GAUNTLET_REQUIRED(txn_policy, order)};
  using Config = txn_config;
  using Settings = ::Settings;
  using Answer = uint32_t;

  static void Make(Params& params, const Files& files, Records<Settings>* out) {
    if (const File file = files.Find("batch")) {
      ReadBatch(file, params, out);
    } else {
      GenerateBatches(params, out);
    }
  }
  static uint64_t MostNumbers(const Settings& settings) { return settings.transactions; }
  static Config ConfigOf(const Settings&, uint64_t seed, uint64_t memory_budget_bytes) {
    return {sizeof(Config), 0, seed, memory_budget_bytes};
  }

  static void Reference(const Settings&, const RecordList& records, Report* out) {
    uint64_t arrival = 0, bound = 0, optimum = 0;
    bool is_small = true;
    for (uint64_t i = 0; i < records.size(); ++i) {
      const txn_batch batch = BatchOf(records[i]);
      std::vector<uint32_t> order(batch.transaction_count);
      std::iota(order.begin(), order.end(), 0u);
      arrival += MakespanOf(batch, order);
      bound += BoundOf(batch);
      is_small = is_small && batch.transaction_count <= kMostForced;
    }
    out->Count("arrival_makespan", arrival);
    out->Count("bound_makespan", bound);
    if (!is_small || !out->Wants("optimal_makespan")) return;
    for (uint64_t i = 0; i < records.size(); ++i) optimum += OptimumOf(BatchOf(records[i]));
    out->Count("optimal_makespan", optimum);
  }

  struct Game {
    uint32_t *written, *accessed;  // [key]
    uint8_t* seen;                 // [transaction]
    uint64_t batches, makespan, ticks;

    bool Start(const Settings& settings, const Memory& memory) {
      written = memory.Array<uint32_t>(settings.keys + uint64_t{1});
      accessed = memory.Array<uint32_t>(settings.keys + uint64_t{1});
      seen = memory.Array<uint8_t>(settings.transactions);
      return written != nullptr && accessed != nullptr && seen != nullptr;
    }
    uint32_t Ask(const Hooks& hooks, void* self, const uint8_t* record, uint32_t* answer) {
      const txn_batch batch = BatchOf(record);
      for (uint32_t i = 0; i < batch.transaction_count; ++i) answer[i] = i;
      hooks.order(self, &batch, answer);
      return batch.transaction_count;
    }
    void Judge(const uint8_t* record, std::span<const uint32_t> answer, Refusal& refuse) {
      const txn_batch batch = BatchOf(record);
      const uint32_t count = batch.transaction_count;
      if (answer.size() != count)
        return refuse("an order of %zu transactions; there are %u", answer.size(), count);
      std::fill(seen, seen + count, uint8_t{0});
      std::fill(written, written + batch.key_count, 0u);
      std::fill(accessed, accessed + batch.key_count, 0u);
      Line line(written, accessed);
      for (uint32_t place = 0; place < count; ++place) {
        const uint32_t number = answer[place];
        if (number >= count)
          return refuse("place %u: there is no transaction %u, the last one is %u", place, number, count - 1);
        if (seen[number]++ != 0)
          return refuse("place %u: transaction %u stands in the order already", place, number);
        line.Add(batch, batch.transactions[number]);
        ticks += batch.transactions[number].ticks;
      }
      ++batches;
      makespan += line.makespan();
    }
    void Tell(Report* out) const {
      out->Count("batches", batches);
      out->Count("makespan", makespan);
      out->Real("parallelism",
                makespan == 0 ? 0 : static_cast<double>(ticks) / static_cast<double>(makespan));
    }
  };
};

}  // namespace

GAUNTLET_ROUNDS_SIMULATOR(Txn)
