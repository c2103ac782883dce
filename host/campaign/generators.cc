#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string_view>
#include <utility>

#include "host/campaign/generator.h"

namespace gauntlet {
namespace {

using Factory = std::unique_ptr<Generator> (*)(const std::string& domain);
constexpr std::array<std::pair<std::string_view, Factory>, 4> kGenerators = {{
    {"mutate", MakeMutateGenerator},
    // Proposals of models come to the lanes as sources (desk.h); what is mutated between them is made here.
    {"llm", MakeMutateGenerator},
    {"command", MakeMutateGenerator},
    {"replay", MakeMutateGenerator},
}};

}  // namespace

Result<std::unique_ptr<Generator>> MakeGenerator(const std::string& kind, const std::string& domain) {
  for (const auto& [name, make] : kGenerators)
    if (kind == name) return make(domain);
  return Fail(ErrorKind::kInput,
              fmt::format("unknown generator {}; there are {}", kind, fmt::join(GeneratorKinds(), ", ")));
}

bool AsksModels(const std::string& kind) { return kind != "mutate"; }

std::vector<std::string> GeneratorKinds() {
  std::vector<std::string> kinds;
  for (const auto& [name, make] : kGenerators) kinds.emplace_back(name);
  return kinds;
}

}  // namespace gauntlet
