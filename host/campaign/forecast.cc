#include "host/campaign/forecast.h"

#include <algorithm>
#include <functional>

namespace gauntlet {
namespace {

// Of one question.
struct Assumed {
  double input = 0, output = 0, latency_s = 0;
};

// Questions about the search itself.
double Reflections(const LlmConfig& config, int64_t candidates) {
  double out = 0;
  for (const int64_t every : {config.summary.every, config.instructions.every})
    if (every > 0) out += static_cast<double>(candidates / every);
  return out;
}

// Models are asked by their weights, side by side: the slowest share decides. One is asked for reflections.
Forecast Sum(const LlmConfig& config, double questions, double reflections, int64_t window,
             const std::function<Assumed(const ModelSpec&)>& assumed) {
  double weights = 0;
  for (const ModelSpec& m : config.models) weights += m.weight;
  Forecast out{.questions = questions + reflections};
  for (size_t i = 0; i < config.models.size(); ++i) {
    const ModelSpec& m = config.models[i];
    const double share = weights > 0 ? m.weight / weights : 1.0 / static_cast<double>(config.models.size());
    const Assumed one = assumed(m);
    const double asked = questions * share + (i == config.ReflectWith() ? reflections : 0);
    out.input_tokens += asked * one.input;
    out.output_tokens += asked * one.output;
    out.usd += asked * (one.input * m.price.input + one.output * m.price.output) * 1e-6;
    const double open = std::min(static_cast<double>(m.in_flight), static_cast<double>(window) * share);
    double seconds = asked * one.latency_s / std::max(open, 1.0);
    if (m.requests_per_minute > 0) seconds = std::max(seconds, asked / m.requests_per_minute * 60);
    if (m.tokens_per_minute > 0)
      seconds = std::max(seconds, asked * (one.input + m.max_tokens) / m.tokens_per_minute * 60);
    out.hours = std::max(out.hours, seconds / 3600);
  }
  return out;
}

}  // namespace

ForecastRange ForecastOf(const LlmConfig& config, const Question& first, uint64_t source_bytes,
                         int64_t candidates, int64_t window) {
  const double asked = static_cast<double>(std::max<int64_t>(0, candidates - 1)) * (1 - config.offline_share);
  const Prompt& p = first.prompt;
  const auto prompt = static_cast<double>(EstimateTokens(p.system + p.stable + p.question));
  const auto longest = static_cast<double>(std::max(config.prompt.tokens, static_cast<uint64_t>(prompt)));
  ForecastRange out;
  out.least = Sum(config, asked, Reflections(config, candidates), window, [&](const ModelSpec& m) {
    const double reply = std::min<double>(m.max_tokens, 1.5 * static_cast<double>(source_bytes) / 4);
    return Assumed{prompt, reply, 10};
  });
  const double most = asked * (1 + config.repair_attempts);
  out.most = Sum(config, most, Reflections(config, candidates), window, [&](const ModelSpec& m) {
    return Assumed{longest + m.max_tokens, static_cast<double>(m.max_tokens), 60};
  });
  return out;
}

}  // namespace gauntlet
