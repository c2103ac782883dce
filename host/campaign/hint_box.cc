#include "host/campaign/hint_box.h"

#include <fstream>

#include "host/base/json.h"

namespace gauntlet {
namespace fs = std::filesystem;

fs::path HintBox::PathOf(const fs::path& campaign) { return campaign.string() + "-hints"; }

Result<> HintBox::Put(const fs::path& campaign, const std::string& text) {
  const fs::path file = PathOf(campaign);
  std::ofstream out(file, std::ios::app);
  out << Json(text).dump(-1, ' ', true, Json::error_handler_t::replace) << '\n' << std::flush;
  if (!out) return Fail(ErrorKind::kStorageError, file.string() + ": cannot be written");
  return {};
}

// The file is moved away first: what is put meanwhile begins another one.
std::vector<std::string> HintBox::TakeNew() {
  std::vector<std::string> out;
  std::error_code error;
  if (!fs::exists(file_, error)) return out;
  const fs::path taken = file_.string() + "-taken";
  fs::rename(file_, taken, error);
  if (error) return out;
  std::ifstream in(taken);
  for (std::string line; std::getline(in, line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_string()) out.push_back(json.get<std::string>());
  }
  in.close();
  fs::remove(taken, error);
  return out;
}

}  // namespace gauntlet
