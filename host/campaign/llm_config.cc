#include "host/campaign/llm_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <map>
#include <set>

namespace gauntlet {
namespace {

// What a key of a map does with its value; throws Json's exceptions, and std::runtime_error with what was expected.
using Reader = std::function<void(const Json& value)>;
using Readers = std::map<std::string, Reader>;

[[noreturn]] void Expect(const std::string& what) { throw std::runtime_error("expected " + what); }

Result<> ReadMap(const std::string& where, const Json& json, const Readers& readers) {
  if (!json.is_object()) return Fail(ErrorKind::kInput, where + ": expected a map");
  for (const auto& [key, value] : json.items()) {
    const auto reader = readers.find(key);
    if (reader == readers.end()) {
      std::vector<std::string> names;
      for (const auto& [name, read] : readers) names.push_back(name);
      return Fail(ErrorKind::kInput,
                  fmt::format("{}: unknown key {}; there are {}", where, key, fmt::join(names, ", ")));
    }
    try {
      reader->second(value);
    } catch (const std::exception& e) {
      return Fail(ErrorKind::kInput, fmt::format("{}.{}: {}, not {}", where, key, e.what(), value.dump()));
    }
  }
  return {};
}

// Within a map of a map: an Error becomes what the reader throws.
void Must(const Result<>& read) {
  if (!read) throw std::runtime_error(read.error().message);
}

Reader Text(std::string& out) {
  return [&out](const Json& value) {
    if (!value.is_string()) Expect("a text");
    out = value.get<std::string>();
  };
}

template <class T>
Reader Number(T& out, double low, double high) {
  return [&out, low, high](const Json& value) {
    const bool whole = std::is_integral_v<T>;
    if (!value.is_number() || (whole && !value.is_number_integer()) || !(value.get<double>() >= low) ||
        !(value.get<double>() <= high))
      Expect(fmt::format("a {}number from {} to {}", whole ? "whole " : "", low, high));
    out = value.get<T>();
  };
}

Reader WeightsOf(Weights& out) {
  return [&out](const Json& value) {
    if (!value.is_object()) Expect("a map of names and weights");
    double sum = 0;
    Weights given;
    for (const auto& [name, known] : out) {
      if (!value.contains(name)) continue;
      Number(given.emplace_back(name, 0.0).second, 0, 1e6)(value.at(name));
      sum += given.back().second;
    }
    for (const auto& [name, weight] : value.items())
      if (std::ranges::find(out, name, &Weights::value_type::first) == out.end())
        Expect("only names that there are: " + name + " is none");
    if (!(sum > 0)) Expect("a weight above 0");
    out = std::move(given);
  };
}

Result<> ReadModel(const Json& json, ModelSpec& m) {
  const double many = 1e9;
  const auto sub = [](const char* where, Readers readers) {
    return [where, readers = std::move(readers)](const Json& value) { Must(ReadMap(where, value, readers)); };
  };
  Readers readers = {
      {"name", Text(m.name)},
      {"api", Text(m.api)},
      {"url", Text(m.url)},
      {"model", Text(m.model)},
      {"api_key_env", Text(m.api_key_env)},
      {"command", [&](const Json& value) { m.command = value.get<std::vector<std::string>>(); }},
      {"weight", Number(m.weight, 0, 1e6)},
      {"temperatures", [&](const Json& value) { m.temperatures = value.get<std::vector<double>>(); }},
      {"reasoning_effort", Text(m.reasoning_effort)},
      {"max_tokens", Number(m.max_tokens, 1, 1e7)},
      {"in_flight", Number(m.in_flight, 1, 4096)},
      {"tries", Number(m.tries, 1, 100)},
      {"price", sub("price", {{"input", Number(m.price.input, 0, many)},
                              {"cached_input", Number(m.price.cached_input, 0, many)},
                              {"written_input",
                               [&](const Json& v) { Number(m.price.written_input.emplace(), 0, many)(v); }},
                              {"output", Number(m.price.output, 0, many)}})},
      {"rate", sub("rate", {{"requests_per_minute", Number(m.requests_per_minute, 0, many)},
                            {"tokens_per_minute", Number(m.tokens_per_minute, 0, 1e12)}})},
      {"timeouts_s", sub("timeouts_s", {{"connect", Number(m.connect_timeout_s, 0.01, 1e5)},
                                        {"first_byte", Number(m.first_byte_timeout_s, 0.01, 1e5)},
                                        {"total", Number(m.total_timeout_s, 0.01, 1e5)}})}};
  GAUNTLET_CHECK_OK(ReadMap("llm.models", json, readers));
  if (m.api.empty()) m.api = m.command.empty() ? "openai" : "command";
  if (m.name.empty()) m.name = !m.model.empty() ? m.model : m.command.empty() ? m.api : m.command.front();
  return {};
}

Result<> ReadModels(const Json& json, std::vector<ModelSpec>& models) {
  if (!json.is_array() || json.empty())
    return Fail(ErrorKind::kInput, "llm.models: expected a list of models");
  std::set<std::string> names;
  for (const Json& one : json) {
    ModelSpec spec;
    GAUNTLET_CHECK_OK(ReadModel(one, spec));
    if (!names.insert(spec.name).second)
      return Fail(ErrorKind::kInput,
                  fmt::format("llm.models: {} is there twice: give one another name", spec.name));
    models.push_back(std::move(spec));
  }
  return {};
}

}  // namespace

Result<LlmConfig> LlmConfig::From(const Json& json) {
  LlmConfig c;
  if (json.is_null()) return c;
  PromptRoom& p = c.prompt;
  SummaryConfig& s = c.summary;
  const auto summary = [&](const Json& value) {
    Must(ReadMap("summary", value,
                 {{"every", Number(s.every, 0, 1e9)}, {"words", Number(s.words, 20, 5000)}}));
  };
  InstructionConfig& i = c.instructions;
  const auto instructions = [&](const Json& value) {
    Must(ReadMap("instructions", value,
                 {{"every", Number(i.every, 0, 1e9)},
                  {"words", Number(i.words, 10, 1000)},
                  {"weight", Number(i.weight, 1e-6, 1e6)},
                  {"most", Number(i.most, 1, 100)}}));
  };
  const auto room = [&](const Json& value) {
    Must(ReadMap("prompt", value,
                 {{"tokens", Number(p.tokens, 1000, 1e7)},
                  {"top", Number(p.top, 0, 100)},
                  {"diverse", Number(p.diverse, 0, 100)},
                  {"ancestors", Number(p.ancestors, 0, 1000)},
                  {"edits", Number(p.edits, 0, 1000)},
                  {"failures", Number(p.failures, 0, 1000)}}));
  };
  GAUNTLET_CHECK_OK(ReadMap("llm", json,
                            {{"models", [&](const Json& value) { Must(ReadModels(value, c.models)); }},
                             {"choice", Text(c.choice)},
                             {"decay", Number(c.decay, 0, 1)},
                             {"cost_exponent", Number(c.cost_exponent, 0, 10)},
                             {"exploration", Number(c.exploration, 0, 1000)},
                             {"gain_scale", Number(c.gain_scale, 1e-12, 1e12)},
                             {"edits", WeightsOf(c.edits)},
                             {"variants", WeightsOf(c.variants)},
                             {"repair_attempts", Number(c.repair_attempts, 0, 100)},
                             {"offline_share", Number(c.offline_share, 0, 1)},
                             {"stagnation", Number(c.stagnation, 1, 1e9)},
                             {"summary", summary},
                             {"instructions", instructions},
                             {"reflect_with", Text(c.reflect_with)},
                             {"prompt", room}}));
  if (!c.reflect_with.empty() && c.ReflectWith() == c.models.size())
    return Fail(ErrorKind::kInput, "llm.reflect_with: there is no model " + c.reflect_with);
  GAUNTLET_TRY(const Ensemble checked, Ensemble::Make(c.Arms()));
  return c;
}

size_t LlmConfig::ReflectWith() const {
  if (reflect_with.empty()) return 0;
  const auto found = std::ranges::find(models, reflect_with, &ModelSpec::name);
  return static_cast<size_t>(found - models.begin());
}

EnsembleConfig LlmConfig::Arms() const {
  EnsembleConfig out{.choice = choice,
                     .models = {},
                     .edits = {},
                     .variants = {},
                     .decay = decay,
                     .cost_exponent = cost_exponent,
                     .exploration = exploration};
  for (const ModelSpec& m : models) out.models.push_back({m.name, m.weight});
  if (models.empty()) out.models.push_back({"none", 1});
  for (const auto& [name, weight] : edits) out.edits.push_back({name, weight});
  for (const auto& [name, weight] : variants) out.variants.push_back({name, weight});
  return out;
}

}  // namespace gauntlet
