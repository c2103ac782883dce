#include "host/trace/generator.h"

#include <gauntlet/cache.h>

#include <map>
#include <vector>

#include "host/base/hash.h"
#include "host/trace/generator_options.h"
#include "host/trace/key_stream.h"

namespace gauntlet {
namespace {

struct SizeClass {
  uint32_t from = 1, to = 1;  // bytes, both included
  double weight = 1;
};

// What a part of a mix may say for itself, and otherwise takes from the top.
struct Attributes {
  std::vector<SizeClass> sizes = {SizeClass{}};
  double writes = 0;
  uint16_t tenant = 0;
};

Result<SizeClass> ReadSizeClass(const Json& value, const std::string& where) {
  GeneratorOptions options(value, where);
  SizeClass out;
  constexpr uint64_t kMost = 0xffffffffull;
  if (options.Has("bytes")) {
    GAUNTLET_TRY(const uint64_t bytes, options.Whole("bytes", 1, kMost));
    out.from = out.to = static_cast<uint32_t>(bytes);
  } else {
    GAUNTLET_TRY(const uint64_t from, options.Whole("from", 1, kMost));
    GAUNTLET_TRY(const uint64_t to, options.Whole("to", from, kMost));
    out.from = static_cast<uint32_t>(from);
    out.to = static_cast<uint32_t>(to);
  }
  GAUNTLET_TRY(out.weight, options.Real("weight", 0, 1e9, 1));
  GAUNTLET_CHECK_OK(options.NothingElse());
  return out;
}

Result<Attributes> ReadAttributes(GeneratorOptions& options, const Attributes& otherwise) {
  Attributes out = otherwise;
  const Json* sizes = options.Find("sizes");
  if (sizes != nullptr && sizes->is_array() && !sizes->empty()) {
    out.sizes.clear();
    double weight = 0;
    for (size_t i = 0; i < sizes->size(); ++i) {
      GAUNTLET_TRY(const SizeClass one,
                   ReadSizeClass((*sizes)[i], fmt::format("{}.sizes[{}]", options.where(), i)));
      out.sizes.push_back(one);
      weight += one.weight;
    }
    if (weight <= 0) return options.Wrong("'sizes': all weights are 0");
  } else if (sizes != nullptr) {
    GAUNTLET_TRY(const uint64_t bytes, options.Whole("sizes", 1, 0xffffffffull));
    out.sizes = {{static_cast<uint32_t>(bytes), static_cast<uint32_t>(bytes), 1}};
  }
  GAUNTLET_TRY(out.writes, options.Real("writes", 0, 1, otherwise.writes));
  GAUNTLET_TRY(const uint64_t tenant, options.Whole("tenant", 0, 0xffff, otherwise.tenant));
  out.tenant = static_cast<uint16_t>(tenant);
  return out;
}

// An object's size is a function of the object, so that it never changes.
uint32_t SizeOf(uint64_t id, const std::vector<SizeClass>& classes, uint64_t seed) {
  if (classes.size() == 1 && classes[0].from == classes[0].to) return classes[0].from;
  Rng rng(id * 0x9e3779b97f4a7c15ull ^ seed);
  double total = 0;
  for (const SizeClass& one : classes) total += one.weight;
  double at = rng.Unit() * total;
  size_t i = 0;
  while (i + 1 < classes.size() && at >= classes[i].weight) at -= classes[i++].weight;
  return classes[i].from + static_cast<uint32_t>(rng.Below(uint64_t{classes[i].to} - classes[i].from + 1));
}

struct Part {
  std::unique_ptr<KeyStream> keys;
  Attributes attributes;
  double weight = 1;
  uint64_t space = 0;     // high bits of ids
  uint64_t requests = 0;  // of a phase
};

enum class Mode { kInterleave, kRuns, kPhases };

struct Plan {
  uint64_t requests = 0;
  uint64_t seed = 1;
  double rate = 1000;
  Mode mode = Mode::kInterleave;
  uint64_t run = 1;
  std::vector<Part> parts;
};

class GeneratorReader : public RequestReader {
 public:
  explicit GeneratorReader(Plan plan) : plan_(std::move(plan)), rng_(MixSeed({plan_.seed, 0x6d6978})) {
    for (const Part& part : plan_.parts) total_weight_ += part.weight;
  }

  Result<size_t> Read(std::span<TraceRequest> out) override {
    size_t count = 0;
    for (; count < out.size() && served_ < plan_.requests; ++count, ++served_) {
      Choose();
      const Part& part = plan_.parts[current_];
      const uint64_t id = part.space << 48 | part.keys->Next();
      const bool write = part.attributes.writes > 0 && rng_.Chance(part.attributes.writes);
      out[count] = {.id = id,
                    .time_s = static_cast<uint64_t>(static_cast<double>(served_) / plan_.rate),
                    .size_bytes = SizeOf(id, part.attributes.sizes, plan_.seed),
                    .tenant = part.attributes.tenant,
                    .operation = write ? uint8_t{GAUNTLET_CACHE_WRITE} : uint8_t{GAUNTLET_CACHE_READ}};
    }
    return count;
  }

 private:
  // Which part the next request comes from.
  void Choose() {
    if (plan_.parts.size() == 1 || left_ > 0) {
      if (left_ > 0) --left_;
      return;
    }
    if (plan_.mode == Mode::kPhases) {
      current_ = started_ ? (current_ + 1) % plan_.parts.size() : 0;
      started_ = true;
      left_ = plan_.parts[current_].requests - 1;
      return;
    }
    double at = rng_.Unit() * total_weight_;
    for (current_ = 0; current_ + 1 < plan_.parts.size() && at >= plan_.parts[current_].weight; ++current_) {
      at -= plan_.parts[current_].weight;
    }
    left_ = plan_.run - 1;
  }

  Plan plan_;
  Rng rng_;
  double total_weight_ = 0;
  uint64_t served_ = 0;
  size_t current_ = 0;
  uint64_t left_ = 0;  // requests that still come from the current part
  bool started_ = false;
};

Result<> ReadParts(GeneratorOptions& options, const Attributes& attributes, Plan& plan) {
  const Json* parts = options.Find("parts");
  if (parts == nullptr || !parts->is_array() || parts->empty() || parts->size() > 1000) {
    return options.Wrong("'parts' is a list, [{weight: 3, kind: zipf, objects: 1000}, ...]");
  }
  std::map<std::string, uint64_t> spaces;
  uint64_t ranked = 0;  // objects in tables
  for (size_t i = 0; i < parts->size(); ++i) {
    GeneratorOptions own((*parts)[i], fmt::format("{}.parts[{}]", options.where(), i));
    Part part;
    GAUNTLET_TRY(const std::string kind, own.Text("kind", ""));
    if (plan.mode == Mode::kPhases) {
      GAUNTLET_TRY(part.requests, own.Whole("requests", 1, 1ull << 40));
    } else {
      GAUNTLET_TRY(part.weight, own.Real("weight", 0, 1e9, 1));
    }
    GAUNTLET_TRY(const std::string space, own.Text("space", fmt::format("part {}", i)));
    part.space = spaces.try_emplace(space, spaces.size()).first->second;
    GAUNTLET_TRY(part.attributes, ReadAttributes(own, attributes));
    if (kind == "zipf") {
      GAUNTLET_TRY(const uint64_t objects, own.Whole("objects", 1, kMostObjects));
      ranked += objects;
      if (ranked > kMostObjects)
        return own.Wrong(fmt::format("the zipf parts have more than {} objects together", kMostObjects));
    }
    GAUNTLET_TRY(part.keys, OpenKeyStream(kind, own, MixSeed({plan.seed, i + 1})));
    GAUNTLET_CHECK_OK(own.NothingElse());
    plan.parts.push_back(std::move(part));
  }
  return {};
}

Result<> ReadMode(GeneratorOptions& options, Plan& plan) {
  GAUNTLET_TRY(const std::string mode, options.Text("mode", "interleave"));
  if (mode == "phases") {
    plan.mode = Mode::kPhases;
  } else if (mode == "runs") {
    plan.mode = Mode::kRuns;
    GAUNTLET_TRY(plan.run, options.Whole("run", 1, 1ull << 40, 1000));
  } else if (mode != "interleave") {
    return options.Wrong(fmt::format("unknown mode '{}'; there are: interleave, runs, phases", mode));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<RequestReader>> OpenGenerator(const Json& json) {
  GeneratorOptions options(json, "generate");
  Plan plan;
  GAUNTLET_TRY(const std::string kind, options.Text("kind", ""));
  GAUNTLET_TRY(plan.requests, options.Whole("requests", 1, 1ull << 40));
  GAUNTLET_TRY(plan.seed, options.Whole("seed", 0, ~0ull >> 1, 1));
  GAUNTLET_TRY(plan.rate, options.Real("rate", 1e-6, 1e12, 1000));
  GAUNTLET_TRY(const Attributes attributes, ReadAttributes(options, {}));
  if (kind == "mix") {
    GAUNTLET_CHECK_OK(ReadMode(options, plan));
    GAUNTLET_CHECK_OK(ReadParts(options, attributes, plan));
  } else {
    Part part;
    part.attributes = attributes;
    GAUNTLET_TRY(part.keys, OpenKeyStream(kind, options, MixSeed({plan.seed, 1})));
    plan.parts.push_back(std::move(part));
  }
  GAUNTLET_CHECK_OK(options.NothingElse());
  return std::make_unique<GeneratorReader>(std::move(plan));
}

}  // namespace gauntlet
