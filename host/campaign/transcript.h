// What models answered in an earlier run, to be answered again: from a campaign file, or from a file of replies
// (JSON lines: a head, then one exchange a line, prompts as hashes).
#pragma once

#include <filesystem>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "host/campaign/questioner.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

Hash128 HashOfPrompt(const std::vector<PromptPart>& prompt);

struct Recorded {
  Exchange exchange;  // of a file of replies: without its prompt
  Hash128 prompt;
};

class Transcript {
 public:
  // kInput: neither of the two; with the line. kCorruptArtifact: a damaged campaign.
  static Result<Transcript> Read(const std::filesystem::path& path);
  static Result<Transcript> Of(const CampaignFile& file);

  const Recorded* Find(Purpose purpose, int64_t candidate, uint32_t attempt) const;  // nullptr: there is none
  void Add(Exchange exchange);

  size_t size() const { return exchanges_.size(); }
  int64_t last_candidate() const { return exchanges_.empty() ? -1 : std::get<0>(exchanges_.rbegin()->first); }
  double usd() const { return usd_; }             // of all of them
  const Json& config() const { return config_; }  // of the campaign that was recorded
  const std::vector<Hint>& hints() const { return hints_; }

  // As a file of replies.
  Result<> Write(const std::filesystem::path& path) const;

 private:
  static Result<Transcript> ReadReplies(const std::filesystem::path& path);

  using Key = std::tuple<int64_t, Purpose, uint32_t>;  // candidate, attempt
  static Key KeyOf(const Exchange& exchange) {
    return {exchange.candidate, exchange.purpose, exchange.attempt};
  }

  std::map<Key, Recorded> exchanges_;
  double usd_ = 0;
  Json config_;
  std::vector<Hint> hints_;
};

}  // namespace gauntlet
