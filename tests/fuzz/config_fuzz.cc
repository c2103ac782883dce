// The YAML of --config over a problem's defaults (byte 0 even), and the configuration in a campaign file as JSON
// (odd).
#include "host/campaign/config.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

// As `gauntlet run --config` reads it.
Result<CampaignConfig> FromYaml(std::string_view text) {
  GAUNTLET_TRY(const YamlReader yaml, YamlReader::Parse(std::string(text), "config.yaml"));
  Json overrides = Json::object();
  for (const std::string& key : yaml.Keys()) {
    GAUNTLET_TRY(overrides[key], yaml.Value(key));
  }
  Problem problem;
  problem.domain = "cache";
  problem.features = {{.name = "branches", .low = 1, .high = 64}};
  return ConfigFor(problem, overrides, &yaml);
}

Result<CampaignConfig> FromFile(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return Fail(ErrorKind::kCorruptArtifact, "no JSON");
  GAUNTLET_TRY(CampaignConfig config, ConfigFromJson(json));
  GAUNTLET_TRY(const auto selector, MakeSelector(config.selector));
  return config;
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::fuzz::Input input(data, size);
  const bool yaml = input.Take<uint8_t>() % 2 == 0;
  const auto config = yaml ? gauntlet::FromYaml(input.rest()) : gauntlet::FromFile(input.rest());
  if (!config) {
    gauntlet::fuzz::CheckError(config.error());
    return 0;
  }
  GAUNTLET_ASSERT(config->window >= 1 && config->candidates >= 1);
  const auto again = gauntlet::ConfigFromJson(gauntlet::ConfigToJson(*config));
  GAUNTLET_ASSERT(again);
  return 0;
}
