// Where a person leaves hints for a campaign that runs: a file beside it, CAMPAIGN-hints, one JSON string a line. The
// campaign's file itself belongs to the run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/result.h"

namespace gauntlet {

class HintBox {
 public:
  explicit HintBox(std::filesystem::path file) : file_(std::move(file)) {}
  static std::filesystem::path PathOf(const std::filesystem::path& campaign);
  static Result<> Put(const std::filesystem::path& campaign, const std::string& text);

  // Those that nobody has taken; they are gone from the box then.
  std::vector<std::string> TakeNew();

 private:
  std::filesystem::path file_;
};

}  // namespace gauntlet
