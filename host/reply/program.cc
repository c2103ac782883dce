#include "host/reply/program.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "host/reply/fences.h"
#include "host/reply/refuse.h"

namespace gauntlet::reply {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view kHowToAnswer =
    "Answer with SEARCH/REPLACE blocks, or with the whole program in one fenced block of C++.";

bool Holds(const Lines& lines, Marker marker) {
  return std::ranges::any_of(lines, [&](std::string_view line) { return MarkerOf(line) == marker; });
}

bool AllBlank(const Lines& lines) { return std::ranges::all_of(lines, IsBlank); }

bool IsCodeLike(std::string_view line) {
  line = Trim(line);
  if (line.empty()) return false;
  constexpr std::array<std::string_view, 3> kStarts = {"//", "/*", "template"};
  if (std::ranges::any_of(kStarts, [&](std::string_view start) { return line.starts_with(start); }))
    return true;
  // A directive, and no heading of Markdown.
  if (line.starts_with('#') && line.size() > 1 && IsWordCharacter(line[1])) return true;
  constexpr std::string_view kEnds = ";{}";
  if (kEnds.contains(line.back())) return true;
  constexpr std::string_view kSigns = "{}<>=&|*+[]";
  const bool goes_on = line.back() == ',' || line.back() == ')' || line.back() == ':' || line.back() == '(';
  return goes_on && (line.ends_with("public:") || line.ends_with("private:") ||
                     line.find_first_of(kSigns) != std::string_view::npos);
}

// The share of code-like lines among those that are not blank, at least; and some statement.
bool LooksLikeCpp(const Lines& lines, double share) {
  size_t code = 0, text = 0;
  bool statement = false;
  for (const std::string_view line : lines) {
    if (IsBlank(line)) continue;
    ++text;
    if (!IsCodeLike(line)) continue;
    ++code;
    statement = statement || line.contains(';');
  }
  return statement && static_cast<double>(code) >= share * static_cast<double>(text);
}

bool IsCppTag(std::string_view tag) {
  constexpr std::array<std::string_view, 9> kTags = {"cpp", "c++", "cc",    "cxx",  "c",
                                                     "h",   "hpp", "c++20", "c++23"};
  return std::ranges::find(kTags, tag) != kTags.end();
}

bool HoldsBothMarkers(const Lines& lines) {
  return Holds(lines, Marker::kStart) && Holds(lines, Marker::kEnd);
}

size_t Bytes(const Lines& lines) {
  size_t bytes = 0;
  for (const std::string_view line : lines) bytes += line.size() + 1;
  return bytes;
}

// The program among fenced blocks; nullptr if there is none.
const Fence* Choose(const std::vector<Fence>& fences) {
  const Fence* chosen = nullptr;
  for (const Fence& fence : fences)
    if ((IsCppTag(fence.tag) || fence.tag.empty()) && Holds(fence.lines, Marker::kStart)) chosen = &fence;
  if (chosen != nullptr) return chosen;
  // Whose tag says C++, then no tag, then another that looks like C++ all the same.
  const auto rank = [](const Fence& fence) {
    if (AllBlank(fence.lines)) return 0;
    const bool looks = LooksLikeCpp(fence.lines, 0.6);
    if (IsCppTag(fence.tag)) return looks ? 4 : 2;
    return !looks ? 0 : fence.tag.empty() ? 3 : 1;
  };
  int best = 0;
  for (const Fence& fence : fences) {
    // The longest of those that look like code, tagged or not.
    const int is = std::min(rank(fence), 3);
    if (is == 0) continue;
    if (is > best || (is == best && Bytes(fence.lines) >= Bytes(chosen->lines))) best = is, chosen = &fence;
  }
  return chosen;
}

// `text` without comments, line by line; what is left is trimmed.
std::vector<std::string> WithoutComments(const Lines& lines) {
  std::vector<std::string> code;
  bool within = false;  // a comment over several lines
  for (const std::string_view line : lines) {
    std::string left;
    char quote = 0;
    for (size_t i = 0; i < line.size(); ++i) {
      const std::string_view two = line.substr(i, 2);
      if (within) {
        if (two == "*/") within = false, ++i;
      } else if (quote != 0) {
        left += line[i];
        if (line[i] == '\\' && i + 1 < line.size())
          left += line[++i];
        else if (line[i] == quote)
          quote = 0;
      } else if (two == "//") {
        break;
      } else if (two == "/*") {
        within = true, ++i;
      } else {
        if (line[i] == '"' || line[i] == '\'') quote = line[i];
        left += line[i];
      }
    }
    code.emplace_back(Trim(left));
  }
  return code;
}

bool IsInclude(std::string_view code) {
  if (!code.starts_with('#')) return false;
  return Trim(code.substr(1)).starts_with("include");
}

// "GAUNTLET_CACHE_POLICY" of "GAUNTLET_CACHE_POLICY(Seed)"; empty: not such a line.
std::string_view CalledName(std::string_view line) {
  size_t end = 0;
  while (end < line.size() && IsWordCharacter(line[end])) ++end;
  return end > 0 && end < line.size() && line[end] == '(' ? line.substr(0, end) : std::string_view();
}

// The code of the parent's fixed text, as keys, and the macros that export a policy there.
struct Fixed {
  std::set<std::string> lines;
  std::set<std::string, std::less<>> macros;
  std::string export_line;

  explicit Fixed(const Parts& parent) {
    for (const std::string* text : {&parent.head, &parent.tail}) {
      const std::vector<std::string> code = WithoutComments(LinesOf(*text));
      for (const std::string& line : code) {
        if (!line.empty()) lines.insert(KeyText(line));
        if (text != &parent.tail || CalledName(line).empty()) continue;
        macros.emplace(CalledName(line));
        export_line = line;
      }
    }
  }
  bool Has(std::string_view code) const { return lines.contains(KeyText(code)); }
};

std::unexpected<Unusable> Foreign(std::string_view line, const Fixed& fixed) {
  if (fixed.macros.contains(CalledName(line)))
    return Refuse(
        "fixed_text",
        fmt::format("The program has {}, but the text outside of the evolve block is fixed, and there {} "
                    "stands. Keep that name, and write the rest between the markers.",
                    Quoted(line), Quoted(fixed.export_line)));
  return Refuse("fixed_text",
                fmt::format("{} stands outside of the evolve block, where the text is fixed. Put it "
                            "between the markers.",
                            Quoted(line)));
}

struct Split {
  size_t begin, end;  // lines of the program that its markers have between them
  bool has_start, has_end;
};

Split SplitAtMarkers(const Lines& program) {
  const auto is = [](Marker marker) {
    return [marker](std::string_view line) { return MarkerOf(line) == marker; };
  };
  const auto start = std::ranges::find_if(program, is(Marker::kStart));
  const auto last = std::find_if(program.rbegin(), program.rend(), is(Marker::kEnd));
  Split split{.begin = 0, .end = program.size(), .has_start = start != program.end(), .has_end = false};
  if (split.has_start) split.begin = static_cast<size_t>(start - program.begin()) + 1;
  const size_t end = last == program.rend() ? 0 : static_cast<size_t>(last.base() - program.begin());
  if (end > split.begin || (end > 0 && !split.has_start)) split.has_end = true, split.end = end - 1;
  return split;
}

}  // namespace

std::expected<Lines, Unusable> FindProgram(const Lines& reply) {
  std::vector<Fence> fences = FencesOf(reply);
  if (!fences.empty() && !fences.back().closed) {
    const Fence& open = fences.back();
    const bool stray =
        open.tag.empty() && !LooksLikeCpp(open.lines, 0.6) && !Holds(open.lines, Marker::kStart);
    if (!stray && !HoldsBothMarkers(open.lines))
      return Refuse(
          "cut_off",
          "The reply was cut off: its last fenced block is never closed. Answer shorter, and close it.");
    if (stray) fences.pop_back();
  }
  if (const Fence* const fence = Choose(fences)) return fence->lines;
  const Split split = SplitAtMarkers(reply);
  if (split.has_start && split.has_end)
    return Lines(reply.begin() + static_cast<ptrdiff_t>(split.begin) - 1,
                 reply.begin() + static_cast<ptrdiff_t>(split.end) + 1);
  Lines text;
  for (const std::string_view line : reply)
    if (!IsFence(line)) text.push_back(line);
  const auto first = std::ranges::find_if(text, [](std::string_view line) { return !IsBlank(line); });
  const auto opens = [](std::string_view line) { return Trim(line).ends_with('{') || line.contains(") {"); };
  const bool whole = first != text.end() && IsCodeLike(*first) && LooksLikeCpp(text, 0.85) &&
                     std::ranges::any_of(text, opens);
  if (!whole) return Refuse("no_code", fmt::format("The reply holds no program. {}", kHowToAnswer));
  return text;
}

std::expected<std::string, Unusable> BlockOfProgram(const Lines& program, const Parts& parent) {
  if (!parent.marked) {
    Lines kept;
    std::ranges::copy_if(program, std::back_inserter(kept),
                         [](std::string_view line) { return MarkerOf(line) == Marker::kNone; });
    return Joined(kept);
  }
  const Fixed fixed(parent);
  const Split split = SplitAtMarkers(program);
  const std::vector<std::string> code = WithoutComments(program);
  Lines includes, inside;
  bool leading = !split.has_start;  // what repeats the fixed text in front is still being passed over
  for (size_t i = 0; i < program.size(); ++i) {
    const std::string_view line = program[i];
    const bool is_marker = (split.has_start && i + 1 == split.begin) || (split.has_end && i == split.end);
    if (is_marker) continue;
    const bool around = i < split.begin || i >= split.end;
    if (IsInclude(code[i]) && (around || leading || fixed.Has(code[i]))) {
      if (!fixed.Has(code[i])) includes.push_back(line);
      continue;
    }
    if (around) {
      if (!code[i].empty() && !fixed.Has(code[i])) return Foreign(line, fixed);
      continue;
    }
    if (leading && (IsBlank(line) || (!code[i].empty() && fixed.Has(code[i])))) continue;
    if (leading && code[i].empty() && parent.head.contains(line)) continue;  // its comments
    leading = false;
    if (IndentOf(line).empty() && fixed.macros.contains(CalledName(line))) {
      if (!fixed.Has(code[i])) return Foreign(line, fixed);
      continue;
    }
    inside.push_back(line);
  }
  while (!inside.empty() && (IsBlank(inside.back()) || (!split.has_end && fixed.Has(inside.back()))))
    inside.pop_back();
  inside.erase(inside.begin(), std::ranges::find_if_not(inside, IsBlank));
  if (inside.empty())
    return Refuse("no_code", "The program has nothing between the markers of the evolve block.");
  return Joined(includes) + Joined(inside);
}

}  // namespace gauntlet::reply
