#include "host/reply/blocks.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>

#include "host/reply/fences.h"
#include "host/reply/refuse.h"
#include "host/reply/text.h"

namespace gauntlet::reply {
namespace {

enum class Sign { kNone, kSearch, kDivider, kReplace };

bool IsFileName(std::string_view word) {
  constexpr std::string_view kEnds[] = {".cc", ".cpp", ".cxx", ".c", ".h", ".hpp"};
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return word.ends_with(end); }) &&
         std::ranges::all_of(word, [](char c) {
           return IsWordCharacter(c) || c == '.' || c == '/' || c == '-' || c == '\\';
         });
}

// "<<<<<<< SEARCH", with a colon or the name of a file behind it at most.
bool Names(std::string_view rest, std::string_view word) {
  rest = Trim(rest);
  if (rest.size() < word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i)
    if (std::toupper(static_cast<unsigned char>(rest[i])) != word[i]) return false;
  rest.remove_prefix(word.size());
  if (rest.starts_with(':')) rest.remove_prefix(1);
  return IsBlank(rest) || (IndentOf(rest) != "" && IsFileName(Trim(rest)));
}

Sign SignOf(std::string_view line) {
  constexpr size_t kFewest = 5;
  line = Trim(line);
  if (line.empty()) return Sign::kNone;
  const size_t signs = std::min(line.find_first_not_of(line.front()), line.size());
  if (signs < kFewest) return Sign::kNone;
  const std::string_view rest = line.substr(signs);
  switch (line.front()) {
    case '<':
      return Names(rest, "SEARCH") ? Sign::kSearch : Sign::kNone;
    case '>':
      return Names(rest, "REPLACE") ? Sign::kReplace : Sign::kNone;
    case '=':
      return rest.empty() ? Sign::kDivider : Sign::kNone;
    default:
      return Sign::kNone;
  }
}

// Without the name of a file and a code fence around it.
std::vector<std::string_view> Half(std::vector<std::string_view> lines) {
  const auto drop_name = [&] {
    if (!lines.empty() && IsFileName(Trim(lines.front()))) lines.erase(lines.begin());
  };
  drop_name();
  const auto is_text = [](std::string_view line) { return !IsBlank(line); };
  const auto first = std::ranges::find_if(lines, is_text);
  if (first == lines.end() || !IsFence(*first)) return lines;
  const auto last = std::find_if(lines.rbegin(), lines.rend(), is_text);
  const auto close = std::prev(last.base());
  if (close == first || !IsFence(*close)) return lines;
  lines = std::vector(std::next(first), close);
  drop_name();
  return lines;
}

}  // namespace

bool HasBlocks(const std::vector<std::string_view>& lines) {
  return std::ranges::any_of(lines, [](std::string_view line) { return SignOf(line) == Sign::kSearch; });
}

std::expected<std::vector<Block>, Unusable> ReadBlocks(const std::vector<std::string_view>& lines,
                                                       const ReplyRules& rules) {
  std::vector<Block> blocks;
  Sign within = Sign::kNone;  // of which half: kSearch, then kDivider
  size_t number = 0;
  for (const std::string_view line : lines) {
    const Sign sign = SignOf(line);
    switch (sign) {
      case Sign::kSearch:
        if (within != Sign::kNone)
          return RefuseBlock(
              "malformed", number,
              "another SEARCH begins before its >>>>>>> REPLACE. Each block is <<<<<<< SEARCH, "
              "=======, >>>>>>> REPLACE, on lines of their own.");
        if (number == rules.blocks)
          return Refuse("too_long", fmt::format("The reply has more than {} SEARCH/REPLACE blocks.", number));
        ++number;
        blocks.emplace_back();
        within = sign;
        break;
      case Sign::kDivider:
        if (within == Sign::kNone) break;  // a heading of Markdown, say
        if (within == Sign::kDivider)
          return RefuseBlock("malformed", number, "it has two lines of =======; a block has one.");
        within = sign;
        break;
      case Sign::kReplace:
        if (within == Sign::kNone)
          return RefuseBlock("malformed", number + 1, "a >>>>>>> REPLACE has no <<<<<<< SEARCH before it.");
        if (within == Sign::kSearch)
          return RefuseBlock("malformed", number, "there is no ======= between SEARCH and REPLACE.");
        within = Sign::kNone;
        break;
      case Sign::kNone:
        if (within == Sign::kSearch) blocks.back().search.push_back(line);
        if (within == Sign::kDivider) blocks.back().replace.push_back(line);
        break;
    }
  }
  if (within != Sign::kNone)
    return RefuseBlock("cut_off", number, "the reply was cut off within it: its >>>>>>> REPLACE is missing.");
  for (Block& block : blocks) {
    block.search = Half(std::move(block.search));
    block.replace = Half(std::move(block.replace));
  }
  return blocks;
}

}  // namespace gauntlet::reply
