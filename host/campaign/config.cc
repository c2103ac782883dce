#include "host/campaign/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "host/base/foreign_json.h"
#include "host/base/optional_json.h"
#include "host/campaign/generator.h"
#include "host/campaign/llm_config.h"
#include "host/campaign/search_keys.h"

namespace gauntlet {
namespace {

constexpr std::array<std::pair<std::string_view, RaceMode>, 3> kRaceModes = {
    {{"off", RaceMode::kOff}, {"sound", RaceMode::kSound}, {"likely", RaceMode::kLikely}}};

std::unexpected<Error> Wrong(std::string_view key, std::string_view expected, const Json& value) {
  return Fail(ErrorKind::kInput, fmt::format("{}: expected {}, not {}", key, expected, value.dump()));
}

Result<int64_t> Whole(std::string_view key, const Json& value, int64_t low, int64_t high) {
  if (value.is_number_integer() && value.get<int64_t>() >= low && value.get<int64_t>() <= high)
    return value.get<int64_t>();
  return Wrong(key, fmt::format("a whole number from {} to {}", low, high), value);
}

Result<> ReadSelector(const Json& value, SelectorConfig& selector) {
  if (value.is_string()) {
    if (selector.kind != value.get<std::string>()) selector.options = Json::object();
    selector.kind = value.get<std::string>();
    return {};
  }
  if (!value.is_object()) return Wrong("selector", "a kind, or a map of kind and options", value);
  Json options = Json::object();
  for (const auto& [name, option] : value.items()) {
    if (name != "kind") {
      options[name] = option;
    } else if (option.is_string()) {
      selector.kind = option.get<std::string>();
    } else {
      return Wrong("selector.kind", "a name", option);
    }
  }
  selector.options = std::move(options);
  return {};
}

Result<> ReadCascade(const Json& value, std::vector<CascadeStage>& cascade) {
  const auto wrong = [&](const Json& what) {
    return Wrong("cascade", "a list of {sample_rate: between 0 and 1, keep_share: above 0, at most 1}", what);
  };
  if (!value.is_array()) return wrong(value);
  cascade.clear();
  for (const Json& entry : value) {
    if (!entry.is_object() || !entry.contains("sample_rate")) return wrong(entry);
    CascadeStage stage;
    for (const auto& [name, number] : entry.items()) {
      if ((name != "sample_rate" && name != "keep_share") || !number.is_number()) return wrong(entry);
      (name == "sample_rate" ? stage.sample_rate : stage.keep_share) = number.get<double>();
    }
    if (!(stage.sample_rate > 0 && stage.sample_rate < 1)) return wrong(entry);
    if (!(stage.keep_share > 0 && stage.keep_share <= 1)) return wrong(entry);
    if (!cascade.empty() && stage.sample_rate <= cascade.back().sample_rate)
      return Wrong("cascade", "a larger sample_rate from stage to stage", value);
    cascade.push_back(stage);
  }
  return {};
}

// The stages alone, or a map of stages and race.
Result<> ReadCascadeAndRace(const Json& value, CampaignConfig& config) {
  if (!value.is_object()) return ReadCascade(value, config.cascade);
  for (const auto& [name, part] : value.items()) {
    if (name == "stages") {
      GAUNTLET_CHECK_OK(ReadCascade(part, config.cascade));
    } else if (name == "race") {
      const Json named = part.is_boolean() ? Json(part.get<bool>() ? "sound" : "off") : part;
      const auto mode =
          std::ranges::find_if(kRaceModes, [&](const auto& known) { return named == Json(known.first); });
      if (mode == kRaceModes.end()) return Wrong("cascade", "race: sound, likely or off", part);
      config.race = mode->second;
    } else {
      return Wrong("cascade", "stages and race", name);
    }
  }
  return {};
}

Result<> ReadNovelty(const Json& value, NoveltyConfig& novelty) {
  const auto wrong = [&] {
    return Wrong("novelty", "{distance: from 0 below 1, against: elites or all, of: models or all}", value);
  };
  novelty = {};
  if (!value.is_object()) return wrong();
  for (const auto& [name, part] : value.items()) {
    if (name == "distance" && part.is_number()) {
      novelty.distance = part.get<double>();
    } else if (name == "against" && (part == "elites" || part == "all")) {
      novelty.elites_only = part == "elites";
    } else if (name == "of" && (part == "models" || part == "all")) {
      novelty.mutants_too = part == "all";
    } else {
      return wrong();
    }
  }
  if (!(novelty.distance >= 0 && novelty.distance < 1)) return wrong();
  return {};
}

Result<> ReadKey(const std::string& key, const Json& value, CampaignConfig& config) {
  constexpr int64_t kMany = int64_t{1} << 53;
  if (key == "seed") {
    GAUNTLET_TRY(const int64_t seed, Whole(key, value, 0, kMany));
    config.seed = static_cast<uint64_t>(seed);
  } else if (key == "window") {
    GAUNTLET_TRY(config.window, Whole(key, value, 1, 100000));
  } else if (key == "candidates") {
    GAUNTLET_TRY(config.candidates, Whole(key, value, 1, kMany));
  } else if (key == "time_s") {
    if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= 1e9))
      return Wrong(key, "seconds, 0 for no limit", value);
    config.time_s = value.get<double>();
  } else if (key == "cost_usd") {
    if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= 1e9))
      return Wrong(key, "US dollars, 0 for no limit", value);
    config.cost_usd = value.get<double>();
  } else if (key == "target_score") {
    if (!value.is_null() && !value.is_number()) return Wrong(key, "a score", value);
    config.target_score = value.is_null() ? std::nullopt : std::optional(value.get<double>());
  } else if (key == "patience") {
    GAUNTLET_TRY(config.patience, Whole(key, value, 0, kMany));
  } else if (key == "tune") {
    GAUNTLET_TRY(config.tune, TuneConfig::From(value));
  } else if (key == "llm") {
    GAUNTLET_TRY(const LlmConfig checked, LlmConfig::From(value));
    config.llm = value;
  } else if (key == "replay") {
    if (!value.is_string()) return Wrong(key, "a file", value);
    config.replay = value.get<std::string>();
  } else if (key == "generator") {
    if (!value.is_string()) return Wrong(key, "a name", value);
    config.generator = value.get<std::string>();
  } else if (key == "lift_literals") {
    if (!value.is_boolean()) return Wrong(key, "true or false", value);
    config.lift_literals = value.get<bool>();
  } else if (key == "cascade") {
    GAUNTLET_CHECK_OK(ReadCascadeAndRace(value, config));
  } else if (key == "novelty") {
    GAUNTLET_CHECK_OK(ReadNovelty(value, config.novelty));
  } else if (key == "selector") {
    GAUNTLET_CHECK_OK(ReadSelector(value, config.selector));
  } else {
    std::string known;
    for (const KeyDoc& one : SearchKeys().keys) known += (known.empty() ? "" : ", ") + one.key;
    return Fail(ErrorKind::kInput, fmt::format("unknown key {}; there are {}", key, known));
  }
  return {};
}

// The error, at the place of `key` where there is a file that has it.
std::unexpected<Error> At(const YamlReader* yaml, const std::string& key, const Error& error) {
  if (!yaml || !yaml->Has(key)) return std::unexpected(error);
  const bool named = error.message.starts_with(key + ": ");
  return yaml->Wrong(key, named ? error.message.substr(key.size() + 2) : error.message);
}

Result<> ReadKeys(const Json& keys, const YamlReader* yaml, CampaignConfig& config) {
  if (keys.is_null()) return {};
  if (!keys.is_object()) return Wrong("the whole", "a map", keys);
  for (const auto& [key, value] : keys.items())
    if (const Result<> read = ReadKey(key, value, config); !read) return At(yaml, key, read.error());
  return {};
}

// What only the rooms that use it can judge.
Result<> CheckKinds(const Problem& problem, const Json& overrides, const YamlReader* overrides_yaml,
                    const CampaignConfig& config) {
  const YamlReader* search_yaml = problem.search_yaml ? &*problem.search_yaml : nullptr;
  const auto yaml_of = [&](const char* key) {
    return overrides.contains(key) ? overrides_yaml : search_yaml;
  };
  if (const auto made = MakeSelector(config.selector); !made)
    return At(yaml_of("selector"), "selector", made.error());
  if (const auto made = MakeGenerator(config.generator, problem.domain); !made)
    return At(yaml_of("generator"), "generator", made.error());
  return {};
}

Json DimensionToJson(const FeatureDimension& d) {
  return {{"name", d.name}, {"low", d.low}, {"high", d.high}, {"bins", d.bins}, {"log_scale", d.log_scale}};
}

// By the rules that a problem's `features:` pass.
Result<std::vector<FeatureDimension>> DimensionsFromJson(const Json& json) {
  std::vector<FeatureDimension> out;
  try {
    for (const Json& d : json) {
      const FeatureDimension one = {d.at("name"), d.at("low"), d.at("high"),
                                    WholeFrom<uint32_t>(d.at("bins")), d.at("log_scale")};
      if (!(one.low < one.high) || one.bins < 1 || one.bins > 1024 || (one.log_scale && !(one.low > 0)))
        throw std::out_of_range("a dimension that no problem can have");
      out.push_back(one);
    }
  } catch (const std::exception& e) {
    return Fail(ErrorKind::kCorruptArtifact,
                fmt::format("the campaign's configuration: dimensions: {}", e.what()));
  }
  return out;
}

}  // namespace

std::string_view ToString(RaceMode mode) { return kRaceModes[static_cast<size_t>(mode)].first; }

Result<CampaignConfig> ConfigFor(const Problem& problem, const Json& overrides,
                                 const YamlReader* overrides_yaml) {
  CampaignConfig config;
  config.cascade = problem.cascade;
  for (const FeatureSpec& f : problem.features)
    config.selector.dimensions.push_back({f.name, f.low, f.high, f.bins, f.log_scale});
  if (problem.features.empty()) config.selector.kind = "tournament";
  GAUNTLET_CHECK_OK(ReadKeys(problem.search, problem.search_yaml ? &*problem.search_yaml : nullptr, config));
  GAUNTLET_CHECK_OK(ReadKeys(overrides, overrides_yaml, config));
  GAUNTLET_CHECK_OK(CheckKinds(problem, overrides, overrides_yaml, config));
  return config;
}

Json ConfigToJson(const CampaignConfig& c) {
  Json selector = c.selector.options.is_object() ? c.selector.options : Json::object();
  selector["kind"] = c.selector.kind;
  Json json = {{"seed", c.seed},
               {"window", c.window},
               {"generator", c.generator},
               {"lift_literals", c.lift_literals},
               {"selector", std::move(selector)},
               {"candidates", c.candidates},
               {"time_s", c.time_s},
               {"cost_usd", c.cost_usd},
               {"target_score", OrNull(c.target_score)},
               {"patience", c.patience},
               {"tune", c.tune.ToJson()},
               {"llm", c.llm},
               {"replay", c.replay},
               {"cascade", {{"stages", Json::array()}, {"race", ToString(c.race)}}},
               {"novelty",
                {{"distance", c.novelty.distance},
                 {"against", c.novelty.elites_only ? "elites" : "all"},
                 {"of", c.novelty.mutants_too ? "all" : "models"}}},
               {"dimensions", Json::array()}};
  for (const CascadeStage& s : c.cascade)
    json["cascade"]["stages"].push_back({{"sample_rate", s.sample_rate}, {"keep_share", s.keep_share}});
  for (const FeatureDimension& d : c.selector.dimensions) json["dimensions"].push_back(DimensionToJson(d));
  return json;
}

Result<CampaignConfig> ConfigFromJson(const Json& json) {
  if (!json.is_object()) return Fail(ErrorKind::kCorruptArtifact, "the campaign's configuration is no map");
  CampaignConfig config;
  for (const auto& [key, value] : json.items()) {
    if (key == "dimensions") {
      GAUNTLET_TRY(config.selector.dimensions, DimensionsFromJson(value));
    } else {
      GAUNTLET_CHECK_OK(ReadKey(key, value, config));
    }
  }
  return config;
}

}  // namespace gauntlet
