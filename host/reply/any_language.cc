#include "host/reply/any_language.h"

#include <algorithm>

#include "host/reply/fences.h"
#include "host/reply/refuse.h"

namespace gauntlet::reply {
namespace {

using Lines = std::vector<std::string_view>;

// Between its markers; empty: it does not have both.
std::optional<Lines> BetweenMarkers(const Lines& lines) {
  const auto is = [](Marker marker) {
    return [marker](std::string_view line) { return MarkerOf(line) == marker; };
  };
  const auto start = std::ranges::find_if(lines, is(Marker::kStart));
  if (start == lines.end()) return std::nullopt;
  const auto end = std::find_if(start, lines.end(), is(Marker::kEnd));
  if (end == lines.end()) return std::nullopt;
  return Lines(start + 1, end);
}

size_t Bytes(const Lines& lines) {
  size_t bytes = 0;
  for (const std::string_view line : lines) bytes += Trim(line).size();
  return bytes;
}

bool Repeats(std::string_view line, const std::string& fixed) {
  return IsBlank(line) || MarkerOf(line) != Marker::kNone || fixed.contains(Trim(line));
}

}  // namespace

std::expected<std::string, Unusable> BlockOfAnyLanguage(const Lines& reply, const Parts& parent) {
  const std::vector<Fence> fences = FencesOf(reply);
  if (!fences.empty() && !fences.back().closed && !BetweenMarkers(fences.back().lines))
    return Refuse(
        "cut_off",
        "The reply was cut off: its last fenced block is never closed. Answer shorter, and close it.");
  std::optional<Lines> block;
  for (const Fence& fence : fences)
    if (auto between = BetweenMarkers(fence.lines)) block = std::move(between);
  if (!block) block = BetweenMarkers(reply);
  if (!block) {
    const auto longest = std::ranges::max_element(fences, {}, [](const Fence& f) { return Bytes(f.lines); });
    if (longest == fences.end() || Bytes(longest->lines) == 0)
      return Refuse(
          "no_code",
          "The reply holds no program. Answer with SEARCH/REPLACE blocks, or with the whole program in one "
          "fenced block.");
    block = longest->lines;
    const auto head = std::ranges::find_if_not(*block, [&](auto line) { return Repeats(line, parent.head); });
    block->erase(block->begin(), head);
    while (!block->empty() && Repeats(block->back(), parent.tail)) block->pop_back();
  }
  if (Bytes(*block) == 0)
    return Refuse("no_code", "The program has nothing between the markers of the evolve block.");
  return Joined(*block);
}

}  // namespace gauntlet::reply
