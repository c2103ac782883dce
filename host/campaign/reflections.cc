#include "host/campaign/reflections.h"

#include <algorithm>
#include <boost/algorithm/string/trim.hpp>

namespace gauntlet {
namespace {

constexpr size_t kSummaryBytes = 8 << 10, kInstructionBytes = 2 << 10;

// No character is cut.
std::string Start(const std::string& text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

Reflections::Reflections(const LlmConfig& config, int64_t window) : window_(window) {
  if (config.summary.every > 0) every_[Purpose::kSummary] = config.summary.every;
  if (config.instructions.every > 0) every_[Purpose::kInstruction] = config.instructions.every;
}

std::vector<std::pair<Purpose, int64_t>> Reflections::DueAt(int64_t applied) const {
  std::vector<std::pair<Purpose, int64_t>> due;
  for (const auto& [purpose, every] : every_)
    if (const std::pair key(purpose, applied + 2 * window_);
        applied > 0 && applied % every == 0 && !texts_.contains(key))
      due.push_back(key);
  return due;
}

void Reflections::Put(Purpose purpose, int64_t from, std::string text) {
  texts_[{purpose, from}] = std::move(text);
}

// Numbers are asked about in their order: the answers before the last were there for the numbers before.
bool Reflections::ReadyFor(int64_t number) const {
  return std::ranges::all_of(every_, [&](const auto& one) {
    const auto& [purpose, every] = one;
    const int64_t asked_at = (number - 2 * window_) / every * every;
    return asked_at <= 0 || texts_.contains({purpose, asked_at + 2 * window_});
  });
}

std::string Reflections::SummaryFor(int64_t number) const {
  std::string latest;
  for (const auto& [key, text] : texts_)
    if (key.first == Purpose::kSummary && key.second <= number && !text.empty()) latest = text;
  return latest;
}

std::vector<std::string> Reflections::TakeInstructions(int64_t number) {
  std::vector<std::string> out;
  for (const auto& [key, text] : texts_)
    if (key.first == Purpose::kInstruction && key.second > instructions_taken_ && key.second <= number) {
      out.push_back(text);
      instructions_taken_ = key.second;
    }
  return out;
}

std::string ReplyOf(const Exchange& exchange) { return exchange.outcome == "ok" ? exchange.reply : ""; }

std::string TextOfReflection(Purpose purpose, const std::string& reply) {
  const std::string text = boost::algorithm::trim_copy(reply);
  if (purpose == Purpose::kSummary) return Start(text, kSummaryBytes);
  // Fences and blocks of edits would be read as the form of an answer.
  const bool is_plain = text.find("```") == std::string::npos && text.find("<<<<<<<") == std::string::npos &&
                        text.find(">>>>>>>") == std::string::npos;
  return is_plain && text.size() <= kInstructionBytes ? text : "";
}

}  // namespace gauntlet
