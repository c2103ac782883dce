#include "host/reply/reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "host/base/utf8.h"
#include "host/reply/any_language.h"
#include "host/reply/apply.h"
#include "host/reply/blocks.h"
#include "host/reply/program.h"
#include "host/reply/refuse.h"
#include "host/reply/text.h"

namespace gauntlet {
namespace {

using namespace reply;

constexpr std::array<std::pair<ProposalEdit, std::string_view>, 4> kEdits = {{
    {ProposalEdit::kDiff, "diff"},
    {ProposalEdit::kRewrite, "rewrite"},
    {ProposalEdit::kCrossover, "crossover"},
    {ProposalEdit::kScratch, "scratch"},
}};

// UTF-8 without control characters but white space.
std::expected<void, Unusable> CheckText(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t from = at;
    const auto point = NextCodePoint(text, at);
    const auto number = static_cast<uint32_t>(point.value_or(0));
    const bool space = point && std::string_view("\t\n\r\f\v").contains(text[from]);
    if (!point || (!space && (number < 0x20 || (number >= 0x7f && number < 0xa0))))
      return Refuse("characters",
                    point ? fmt::format("The reply holds the control character U+{:04X} in line {}.", number,
                                        LineAt(text, from))
                          : fmt::format("The reply is not UTF-8 in line {}.", LineAt(text, from)));
  }
  return {};
}

std::expected<void, Unusable> CheckDirection(std::string_view block) {
  for (size_t at = 0; at < block.size();) {
    const size_t from = at;
    const auto point = NextCodePoint(block, at);
    if (!point) ++at;  // the parent's
    if (point && IsDirectionControl(*point))
      return Refuse(
          "characters",
          fmt::format("The program holds U+{:04X}, which turns the direction of text: {}.",
                      static_cast<uint32_t>(*point), Quoted(LinesOf(block)[LineAt(block, from) - 1])));
  }
  return {};
}

std::string WithPlainLineEnds(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r')
      plain += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      plain += '\n';
  return plain;
}

// What a model thought aloud is no part of its answer, drafts and all.
std::expected<std::vector<std::string_view>, Unusable> AnswerOf(std::string_view reply) {
  constexpr std::string_view kOpen = "<think>", kClose = "</think>";
  const bool thinks = Trim(reply).starts_with(kOpen);
  const size_t end = reply.find(kClose);
  if (thinks && end == std::string_view::npos)
    return Refuse("cut_off", "The reply was cut off before the answer began.");
  std::vector<std::string_view> lines = LinesOf(reply);
  if (thinks) return LinesOf(reply.substr(end + kClose.size()));
  const auto closed =
      std::ranges::find_if(lines, [&](std::string_view line) { return Trim(line) == kClose; });
  if (closed != lines.end()) lines.erase(lines.begin(), std::next(closed));
  return lines;
}

std::vector<std::string> MarkersIn(std::string_view block) {
  std::vector<std::string> markers;
  for (const std::string_view line : LinesOf(block))
    if (MarkerOf(line) != Marker::kNone) markers.push_back(KeyText(line));
  return markers;
}

// From the first line that differs to the last.
Edit RewriteOf(std::string_view before, std::string_view after, uint32_t first_line) {
  std::vector<std::string_view> a = LinesOf(before), b = LinesOf(after);
  const auto same = std::ranges::mismatch(a, b).in1 - a.begin();
  a.erase(a.begin(), a.begin() + same);
  b.erase(b.begin(), b.begin() + same);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.pop_back(), b.pop_back();
  return {.operation = "rewrite",
          .line = first_line + static_cast<uint32_t>(same),
          .before = Joined(a),
          .after = Joined(b)};
}

std::expected<std::string, Unusable> BlockIn(const std::vector<std::string_view>& answer, const Parts& parts,
                                             const ReplyRules& rules) {
  if (rules.any_language) return BlockOfAnyLanguage(answer, parts);
  auto program = FindProgram(answer);
  if (!program) return std::unexpected(std::move(program.error()));
  return BlockOfProgram(*program, parts);
}

std::expected<Made, Unusable> MadeOf(const std::vector<std::string_view>& answer, Parts& parts,
                                     const ReplyRules& rules) {
  if (HasBlocks(answer)) {
    auto blocks = ReadBlocks(answer, rules);
    if (!blocks) return std::unexpected(std::move(blocks.error()));
    return ApplyBlocks(*blocks, parts);
  }
  auto block = BlockIn(answer, parts, rules);
  if (!block) return std::unexpected(std::move(block.error()));
  Made made;
  made.edits = {RewriteOf(parts.block, *block, LineAt(parts.head, parts.head.size()))};
  parts.block = std::move(*block);
  return made;
}

std::expected<void, Unusable> CheckBlock(const Parts& parent, const Parts& child, const ReplyRules& rules) {
  if (auto good = CheckDirection(child.block); !good) return good;
  if (MarkersIn(child.block) != MarkersIn(parent.block))
    return Refuse(
        "markers",
        "A line inside of the evolve block would be one of its markers. The markers stay where they are; "
        "leave them out of what you put between them.");
  if (KeyText(child.block) == KeyText(parent.block))
    return Refuse("changes_nothing",
                  "The reply changes nothing but white space: the program is the one it was.");
  const size_t bytes = child.head.size() + child.block.size() + child.tail.size();
  if (bytes > rules.source_bytes)
    return Refuse("too_long",
                  fmt::format("The program would have {} bytes; {} are allowed.", bytes, rules.source_bytes));
  return {};
}

}  // namespace

std::string_view ToString(ProposalEdit edit) {
  return std::ranges::find(kEdits, edit, &std::pair<ProposalEdit, std::string_view>::first)->second;
}

std::optional<ProposalEdit> ProposalEditFrom(std::string_view name) {
  for (const auto& [edit, its_name] : kEdits)
    if (its_name == name) return edit;
  return std::nullopt;
}

std::expected<Made, Unusable> SourceFromReply(std::string_view reply, std::string_view parent,
                                              const ReplyRules& rules) {
  if (reply.size() > rules.reply_bytes)
    return Refuse("too_long",
                  fmt::format("The reply has {} bytes; {} are allowed.", reply.size(), rules.reply_bytes));
  if (auto good = CheckText(reply); !good) return std::unexpected(std::move(good.error()));
  const std::string plain = WithPlainLineEnds(reply);
  const auto answer = AnswerOf(plain);
  if (!answer) return std::unexpected(answer.error());
  const Parts before = PartsOf(parent);
  Parts after = before;
  auto made = MadeOf(*answer, after, rules);
  if (!made) return made;
  // Fixed text goes on behind the block, on a line of its own; a start marker may end the parent without one.
  if (!after.block.empty() && !after.tail.empty() && !after.block.ends_with('\n')) after.block += '\n';
  if (before.marked && !after.head.ends_with('\n')) after.block.insert(0, "\n");
  if (auto good = CheckBlock(before, after, rules); !good) return std::unexpected(std::move(good.error()));
  made->source = after.head + after.block + after.tail;
  return made;
}

}  // namespace gauntlet
