#include "host/reply/locate.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "host/base/brief.h"
#include "host/reply/text.h"

namespace gauntlet::reply {
namespace {

// A few more than anybody wants to read; all occurrences within lines, among which the whole lines are, are bounded by
// the length of the text.
constexpr size_t kMost = 9;

// From the start of the line that `begin` is on to the end of the one that the byte before `end` is on.
Place LinesAround(std::string_view text, size_t begin, size_t end) {
  const size_t newline = begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
  const size_t next = text.find('\n', end - 1);
  return {.begin = newline == std::string_view::npos ? 0 : newline + 1,
          .end = next == std::string_view::npos ? text.size() : next + 1};
}

std::vector<Place> ExactLines(std::string_view text, std::string_view search) {
  if (search.ends_with('\n')) search.remove_suffix(1);
  std::vector<Place> places;
  for (const size_t at : Occurrences(text, search, text.size())) {
    const size_t end = at + search.size();
    const bool starts = at == 0 || text[at - 1] == '\n';
    const bool ends = end == text.size() || text[end] == '\n';
    if (!starts || !ends) continue;
    places.push_back({.begin = at, .end = std::min(end + 1, text.size())});
    if (places.size() == kMost) break;
  }
  return places;
}

std::vector<Place> LooseLines(std::string_view text, std::string_view search) {
  const Key key = KeyOf(text);
  const std::string wanted = KeyText(search);
  std::vector<Place> places;
  for (const size_t at : Occurrences(key.text, wanted, key.text.size())) {
    const size_t first = key.at[at], last = key.at[at + wanted.size() - 1];
    // Nothing else may stand on its first and its last line: an end of line lies between it and its neighbours.
    const size_t before = at > 0 && key.text[at - 1] == ' ' ? at - 1 : at;
    const size_t behind = at + wanted.size();
    const bool starts =
        before == 0 || text.substr(key.at[before - 1], first - key.at[before - 1]).contains('\n');
    const bool ends = behind == key.text.size() || text.substr(last, key.at[behind] - last).contains('\n');
    if (!starts || !ends) continue;
    Place place = LinesAround(text, first, last + 1);
    place.loosely = true;
    places.push_back(place);
    if (places.size() == kMost) break;
  }
  return places;
}

std::vector<Place> PartsOfLines(std::string_view text, std::string_view search) {
  search = Trim(search);
  const auto divides_word = [&](size_t at) {  // the place between two characters
    return at > 0 && at < text.size() && IsWordCharacter(text[at - 1]) && IsWordCharacter(text[at]);
  };
  std::vector<Place> places;
  for (const size_t at : Occurrences(text, search, text.size())) {
    if (divides_word(at) || divides_word(at + search.size())) continue;
    places.push_back({.begin = at, .end = at + search.size(), .whole_lines = false});
    if (places.size() == kMost) break;
  }
  return places;
}

// Pairs of neighbouring characters.
using Pairs = std::array<uint16_t, 256>;
Pairs PairsOf(std::string_view key) {
  Pairs pairs{};
  for (size_t i = 0; i + 1 < key.size() && i < 1000; ++i)
    ++pairs[(static_cast<unsigned char>(key[i]) * 31u + static_cast<unsigned char>(key[i + 1])) & 255u];
  return pairs;
}

// From 0 to 1: pairs in common (Dice's coefficient).
double Likeness(const Pairs& a, const Pairs& b) {
  double common = 0, all = 0;
  for (size_t i = 0; i < a.size(); ++i) common += std::min(a[i], b[i]), all += a[i] + b[i];
  return all == 0 ? 0 : 2 * common / all;
}

std::vector<std::string> KeysOf(const std::vector<std::string_view>& lines, size_t most) {
  std::vector<std::string> keys;
  for (size_t i = 0; i < std::min(lines.size(), most); ++i) keys.push_back(KeyText(lines[i]));
  return keys;
}

// Line of `there` at which line 0 of `asked` would be, such that most lines agree; nothing if none does.
std::optional<ptrdiff_t> BestOffset(const std::vector<std::string>& there,
                                    const std::vector<std::string>& asked) {
  std::unordered_map<std::string_view, std::vector<size_t>> where;
  for (size_t i = 0; i < asked.size(); ++i)
    if (asked[i].size() > 2) where[asked[i]].push_back(i);  // a brace alone says nothing
  std::unordered_map<ptrdiff_t, int> votes;
  ptrdiff_t best = 0;
  int most = 0;
  for (size_t i = 0; i < there.size(); ++i) {
    const auto at = where.find(there[i]);
    if (at == where.end()) continue;
    for (const size_t j : at->second) {
      const ptrdiff_t offset = static_cast<ptrdiff_t>(i) - static_cast<ptrdiff_t>(j);
      if (const int count = ++votes[offset]; count > most) most = count, best = offset;
    }
  }
  return most > 0 ? std::optional(best) : std::nullopt;
}

// The line of `there` that is most like the longest of `asked`.
size_t MostAlike(const std::vector<std::string>& there, const std::vector<std::string>& asked) {
  const auto longest = std::ranges::max_element(asked, {}, &std::string::size);
  const Pairs wanted = PairsOf(longest == asked.end() ? std::string_view() : *longest);
  size_t best = 0;
  double most = -1;
  for (size_t i = 0; i < there.size(); ++i)
    if (const double likeness = Likeness(wanted, PairsOf(there[i])); likeness > most)
      most = likeness, best = i;
  return best;
}

}  // namespace

std::vector<Place> Locate(std::string_view text, std::string_view search) {
  std::vector<Place> places = ExactLines(text, search);
  if (places.empty()) places = LooseLines(text, search);
  if (places.empty()) places = PartsOfLines(text, search);
  return places;
}

Nearest FindNearest(std::string_view text, std::string_view search) {
  constexpr size_t kQuoted = 6, kLines = 4000, kAskedLines = 200;
  const std::vector<std::string_view> lines = LinesOf(text), asked_lines = LinesOf(search);
  const std::vector<std::string> there = KeysOf(lines, kLines), asked = KeysOf(asked_lines, kAskedLines);
  Nearest nearest;
  size_t first = 0;
  if (const auto offset = BestOffset(there, asked)) {
    first = static_cast<size_t>(std::max<ptrdiff_t>(*offset, 0));
    for (size_t j = 0; j < asked.size() && nearest.differs_at == 0; ++j) {
      const ptrdiff_t i = *offset + static_cast<ptrdiff_t>(j);
      if (i < 0 || i >= std::ssize(there) || there[static_cast<size_t>(i)] == asked[j]) continue;
      nearest.differs_at = static_cast<uint32_t>(i) + 1;
      nearest.there = Brief(lines[static_cast<size_t>(i)]);
      nearest.asked = Brief(asked_lines[j]);
    }
  } else {
    first = MostAlike(there, asked);
  }
  nearest.line = static_cast<uint32_t>(first) + 1;
  const size_t quoted = std::clamp<size_t>(asked_lines.size(), 1, kQuoted);
  for (size_t i = first; i < std::min(first + quoted, lines.size()); ++i)
    nearest.quoted += std::string(IndentOf(lines[i]).substr(0, 16)) + Brief(lines[i]) + "\n";
  return nearest;
}

}  // namespace gauntlet::reply
