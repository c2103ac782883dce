#include "tests/llm_server/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <thread>

#include "host/base/clock.h"
#include "host/base/file.h"

namespace gauntlet::llm_server {
namespace fs = std::filesystem;

namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(100);

uint64_t LargestNumber(const fs::path& folder) {
  uint64_t largest = 0;
  for (const auto& item : fs::directory_iterator(folder)) {
    const std::string stem = item.path().stem();
    uint64_t number = 0;
    if (item.path().extension() == ".prompt" &&
        std::from_chars(stem.data(), stem.data() + stem.size(), number).ec == std::errc())
      largest = std::max(largest, number);
  }
  return largest;
}

// The size of a file that is there and stays as it is for two looks.
bool IsThereWhole(const fs::path& file) {
  std::error_code error;
  const auto before = fs::file_size(file, error);
  if (error) return false;
  std::this_thread::sleep_for(2 * kLookEvery);
  return fs::file_size(file, error) == before && !error;
}

Result<> MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return CannotWrite(folder, error.value());
  return {};
}

}  // namespace

Result<Handler> FileReplies(const fs::path& file) {
  GAUNTLET_TRY(const std::string text, ReadTextFile(file));
  return [text](const Json&) { return text; };
}

Result<Handler> FolderReplies(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& item : fs::directory_iterator(folder, error))
    if (item.is_regular_file()) files.push_back(item.path());
  if (files.empty()) return Fail(ErrorKind::kInput, folder.string() + ": no replies are there");
  std::ranges::sort(files);
  std::vector<std::string> texts;
  for (const fs::path& file : files) {
    GAUNTLET_TRY(std::string text, ReadTextFile(file));
    texts.push_back(std::move(text));
  }
  auto next = std::make_shared<std::atomic<size_t>>(0);
  return [texts, next](const Json&) { return texts[(*next)++ % texts.size()]; };
}

Result<Handler> Desk(const fs::path& folder, double deadline_s) {
  GAUNTLET_CHECK_OK(MakeFolder(folder));
  auto next = std::make_shared<std::atomic<uint64_t>>(LargestNumber(folder) + 1);
  return [folder, deadline_s, next](const Json& request) -> Result<std::string> {
    const uint64_t number = (*next)++;
    const fs::path prompt = folder / fmt::format("{}.prompt", number);
    const fs::path reply = folder / fmt::format("{}.reply", number);
    const fs::path unfinished = folder / fmt::format(".{}.prompt", number);
    GAUNTLET_CHECK_OK(WriteFile(unfinished, ReadableText(request)));
    std::error_code error;
    fs::rename(unfinished, prompt, error);
    if (error) return CannotWrite(prompt, error.value());
    const Deadline deadline = deadline_s > 0 ? Deadline::After(deadline_s * 1000) : Deadline::Never();
    while (!deadline.Passed()) {
      if (IsThereWhole(reply)) return ReadTextFile(reply);
      std::this_thread::sleep_for(kLookEvery);
    }
    return Fail(ErrorKind::kLlmTransient, "nobody answered " + prompt.string());
  };
}

}  // namespace gauntlet::llm_server
