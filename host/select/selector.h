// What breeds: keeps the archive of a campaign and chooses parents from it. A selector is a value: the
// campaign clones it to remember what the archive was W candidates ago. A new selector is one file and one
// line in selectors.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/base/rng.h"

namespace gauntlet {

// A confirmed candidate, as selection sees it.
struct Elite {
  int64_t number = 0;
  double score = 0;
  std::vector<double> features;  // one for each dimension of the archive
  uint32_t island = 0;
};

// One axis of a MAP-Elites archive.
struct FeatureDimension {
  std::string name;  // of a metric or a syntax feature
  double low = 0, high = 1;
  uint32_t bins = 10;
  bool log_scale = false;
};

// From 0 to bins - 1. What is no number or lies outside goes to the nearest bin: nothing is lost at the edges.
uint32_t BinOf(const FeatureDimension& dimension, double value);

struct SelectorConfig {
  std::string kind = "map_elites";  // one of SelectorKinds()
  std::vector<FeatureDimension> dimensions;
  Json options = Json::object();  // of the kind: archive_size, tournament_size, islands, migration_every, ...
};

struct Parents {
  int64_t main = 0;
  int64_t other = -1;   // for crossover; -1: none
  uint32_t island = 0;  // where the child will live
};

// What became of a candidate, for selectors that learn from more than what the archive keeps.
struct Bred {
  int64_t number = 0;
  std::span<const int64_t> parents;
  uint32_t island = 0;
  std::optional<double>
      score;  // of a confirmed candidate; empty: anything else, failures and duplicates included
};

class Selector {
 public:
  virtual ~Selector() = default;
  virtual std::unique_ptr<Selector> Clone() const = 0;

  // Whether the archive as it is now would keep such a candidate.
  virtual bool WouldKeep(const Elite& elite) const = 0;
  // A score up to which the archive as it is now keeps no such candidate, whatever the features are that are not known
  // yet (NaN); minus infinity: there is none. Empty: this kind of archive cannot tell by a score alone.
  virtual std::optional<double> Floor(const Elite& /*unscored*/) const { return std::nullopt; }
  // Returns whether it was kept. Ties keep the older one.
  virtual bool Insert(const Elite& elite) = 0;
  virtual void Remove(int64_t number) = 0;
  // Every candidate of the campaign in the order of numbers, each once, after it was inserted if it was. Returns the
  // numbers that leave the archive over it.
  virtual std::vector<int64_t> Learn(const Bred& /*child*/) { return {}; }
  // REQUIRES: not empty. Depends on the archive, on `rng` and on the number of the child only.
  virtual Parents Choose(Rng& rng, int64_t child) const = 0;
  virtual std::vector<Elite> Contents() const = 0;  // best first
};

// Error (kInput) for an unknown kind or option, naming what there is.
Result<std::unique_ptr<Selector>> MakeSelector(const SelectorConfig& config);
std::vector<std::string> SelectorKinds();

}  // namespace gauntlet
