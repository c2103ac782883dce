#include "host/reply/apply.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "host/reply/locate.h"
#include "host/reply/refuse.h"

namespace gauntlet::reply {
namespace {

using Lines = std::vector<std::string_view>;

std::string_view FirstText(const Lines& lines) {
  const auto at = std::ranges::find_if(lines, [](std::string_view line) { return !IsBlank(line); });
  return at == lines.end() ? std::string_view() : *at;
}

std::string_view LastText(const Lines& lines) {
  const auto at =
      std::find_if(lines.rbegin(), lines.rend(), [](std::string_view line) { return !IsBlank(line); });
  return at == lines.rend() ? std::string_view() : *at;
}

// A line that stood at indentation `from` in the model's text, where the parent's has `to`.
std::string Moved(std::string_view line, std::string_view from, std::string_view to) {
  if (from == to || IsBlank(line)) return std::string(line);
  const std::string_view own = IndentOf(line), rest = line.substr(own.size());
  if (own.starts_with(from)) return std::string(to).append(own.substr(from.size())).append(rest);
  if (from.starts_with(own)) {  // further out than what was searched for
    const size_t out = std::min(from.size() - own.size(), to.size());
    return std::string(to.substr(0, to.size() - out)).append(rest);
  }
  return std::string(to).append(rest);
}

// The lines that go in, at the indentation of those that go out. A model often cuts the indentation of the first line
// alone, so that one is moved by itself.
std::string Indented(const Block& block, const Lines& there) {
  const std::string_view first_from = IndentOf(FirstText(block.search)),
                         first_to = IndentOf(FirstText(there));
  const std::string_view from = IndentOf(LastText(block.search)), to = IndentOf(LastText(there));
  std::string text;
  bool first = true;
  for (const std::string_view line : block.replace) {
    text += first ? Moved(line, first_from, first_to) : Moved(line, from, to);
    text += '\n';
    first = first && IsBlank(line);
  }
  return text;
}

class Editor {
 public:
  explicit Editor(Parts& parts) : parts_(parts), head_lines_(LineAt(parts.head, parts.head.size()) - 1) {}

  std::expected<void, Unusable> Carry(Block block, size_t number);
  Made TakeMade() { return std::move(made_); }

 private:
  std::expected<void, Unusable> NotFound(Block block, size_t number);
  // Passes over lines at the edges of both halves that repeat fixed text. Returns whether there were any.
  bool DropFixedEdges(Block& block, bool& at_start, bool& at_end) const;
  std::unexpected<Unusable> Ambiguous(const std::vector<Place>& places, size_t number) const;
  void Put(const Place& place, const std::string& text);
  void Record(const Place& place, const std::string& after);
  uint32_t LineOf(size_t in_block) const { return head_lines_ + LineAt(parts_.block, in_block); }

  struct Shift {
    uint32_t line;  // of the source as it was then
    int32_t by;     // lines that came
  };

  Parts& parts_;
  uint32_t head_lines_;
  std::vector<Shift> shifts_;
  Made made_;
};

bool Same(const Lines& a, const Lines& b) { return KeyText(Joined(a)) == KeyText(Joined(b)); }

std::expected<void, Unusable> Editor::Carry(Block block, size_t number) {
  const bool empty = std::ranges::all_of(block.search, IsBlank);
  if (empty && IsBlank(parts_.block)) {
    Put({.begin = 0, .end = parts_.block.size()}, Joined(block.replace));
    return {};
  }
  if (empty)
    return RefuseBlock(
        "empty_search", number,
        "its SEARCH is empty, and the evolve block is not. To insert, search for a line beside the "
        "place and repeat it in REPLACE.");
  if (Joined(block.search) == Joined(block.replace))
    return RefuseBlock("changes_nothing", number, "its REPLACE is its SEARCH: it changes nothing.");
  const std::string search = Joined(block.search);
  const std::vector<Place> places = Locate(parts_.block, search);
  if (places.size() > 1) return Ambiguous(places, number);
  if (places.empty()) return NotFound(std::move(block), number);
  const Place& place = places.front();
  made_.loosely += place.loosely ? 1 : 0;
  if (!place.whole_lines) {
    Put(place, std::string(Trim(Joined(block.replace))));
  } else {
    const std::string there = parts_.block.substr(place.begin, place.end - place.begin);
    Put(place, place.loosely ? Indented(block, LinesOf(there)) : Joined(block.replace));
  }
  return {};
}

bool Editor::DropFixedEdges(Block& block, bool& at_start, bool& at_end) const {
  std::set<std::string> fixed;
  for (const std::string* text : {&parts_.head, &parts_.tail})
    for (const std::string_view line : LinesOf(*text))
      if (!IsBlank(line)) fixed.insert(KeyText(line));
  const auto drop = [&](Lines& search, Lines& replace, Marker marker, bool& beside) {
    // Both are given with the edge behind.
    bool dropped = false;
    while (!search.empty()) {
      const bool is_marker = MarkerOf(search.back()) == marker;
      const bool repeated = !replace.empty() && KeyText(search.back()) == KeyText(replace.back());
      if (!is_marker && !(repeated && (IsBlank(search.back()) || fixed.contains(KeyText(search.back())))))
        break;
      if (!IsBlank(search.back())) beside = is_marker;
      dropped = dropped || !IsBlank(search.back());
      search.pop_back();
      if (!replace.empty() && (repeated || MarkerOf(replace.back()) == marker)) replace.pop_back();
    }
    return dropped;
  };
  const auto turn = [&] { std::ranges::reverse(block.search), std::ranges::reverse(block.replace); };
  turn();
  const bool front = drop(block.search, block.replace, Marker::kStart, at_start);
  turn();
  return drop(block.search, block.replace, Marker::kEnd, at_end) || front;
}

std::expected<void, Unusable> Editor::NotFound(Block block, size_t number) {
  const std::string search = Joined(block.search);
  bool at_start = false, at_end = false;
  if (parts_.marked && DropFixedEdges(block, at_start, at_end)) {
    const bool insertion = std::ranges::all_of(block.search, IsBlank);
    if (Same(block.search, block.replace) && (!insertion || at_start || at_end))
      return RefuseBlock("changes_nothing", number,
                         "it changes nothing inside of the evolve block; the text around it is fixed.");
    if (!insertion) return Carry(std::move(block), number);
    if (at_start || at_end) {
      const size_t at = at_start ? 0 : parts_.block.size();
      Put({.begin = at, .end = at}, Joined(block.replace));
      return {};
    }
  }
  for (const auto& [text, before] :
       {std::pair(&parts_.head, 0u), std::pair(&parts_.tail, LineOf(parts_.block.size()) - 1)}) {
    const auto places = Locate(*text, search);
    if (places.empty()) continue;
    const uint32_t line = before + LineAt(*text, places.front().begin);
    return RefuseBlock(
        "fixed_text", number,
        fmt::format("its SEARCH text stands outside of the evolve block, at line {}: that text is "
                    "fixed. Change only what is between the markers.",
                    line));
  }
  if (!Locate(parts_.head + parts_.block + parts_.tail, search).empty())
    return RefuseBlock(
        "fixed_text", number,
        "its SEARCH text begins or ends outside of the evolve block, where the text is fixed. Search "
        "only for what is between the markers.");
  if (parts_.block.empty())
    return RefuseBlock("not_found", number, "the evolve block is empty: leave SEARCH empty.");
  const Nearest nearest = FindNearest(parts_.block, search);
  std::string reason =
      fmt::format("its SEARCH text does not occur in the evolve block. The nearest text is at line {}:\n{}",
                  head_lines_ + nearest.line, nearest.quoted);
  if (nearest.differs_at != 0)
    reason += fmt::format("Line {} reads `{}` where SEARCH has `{}`.\n", head_lines_ + nearest.differs_at,
                          nearest.there, nearest.asked);
  reason += "SEARCH must repeat lines of the program as they stand there.";
  auto refused = RefuseBlock("not_found", number, reason);
  refused.error().detail["lines"] = {head_lines_ + nearest.line};
  return refused;
}

std::unexpected<Unusable> Editor::Ambiguous(const std::vector<Place>& places, size_t number) const {
  std::vector<uint32_t> lines;
  for (const Place& place : places) lines.push_back(LineOf(place.begin));
  auto refused = RefuseBlock(
      "ambiguous", number,
      fmt::format(
          "its SEARCH text occurs more than once in the evolve block{}, at lines {}. Add lines around it "
          "until it occurs once.",
          places.front().loosely ? " up to white space" : "", fmt::join(lines, ", ")));
  refused.error().detail["lines"] = lines;
  return refused;
}

void Editor::Put(const Place& place, const std::string& text) {
  std::string after = text;
  // A last line without an end stays one, and nothing runs into the line before it.
  if (place.whole_lines && place.end == parts_.block.size() && place.end > place.begin &&
      parts_.block.back() != '\n' && after.ends_with('\n'))
    after.pop_back();
  if (place.begin == parts_.block.size() && place.begin > 0 && parts_.block.back() != '\n')
    after.insert(0, "\n");
  Record(place, after);
  parts_.block.replace(place.begin, place.end - place.begin, after);
  ++made_.blocks;
}

void Editor::Record(const Place& place, const std::string& after) {
  std::string before = parts_.block.substr(place.begin, place.end - place.begin);
  const uint32_t now = LineOf(place.begin);
  uint32_t line = now;
  for (auto shift = shifts_.rbegin(); shift != shifts_.rend(); ++shift)
    if (line > shift->line)
      line = static_cast<uint32_t>(std::max<int64_t>(int64_t{line} - shift->by, shift->line));
  const auto ends = [](std::string_view text) {
    return static_cast<int32_t>(std::ranges::count(text, '\n'));
  };
  shifts_.push_back({now, ends(after) - ends(before)});
  const char* operation = IsBlank(before) ? "insert" : IsBlank(after) ? "delete" : "replace";
  made_.edits.push_back({.operation = operation, .line = line, .before = std::move(before), .after = after});
}

}  // namespace

std::expected<Made, Unusable> ApplyBlocks(const std::vector<Block>& blocks, Parts& parts) {
  Editor editor(parts);
  for (size_t i = 0; i < blocks.size(); ++i)
    if (auto done = editor.Carry(blocks[i], i + 1); !done) return std::unexpected(std::move(done.error()));
  return editor.TakeMade();
}

}  // namespace gauntlet::reply
