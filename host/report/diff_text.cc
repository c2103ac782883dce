#include "host/report/diff_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "host/report/page.h"
#include "host/report/text.h"

namespace gauntlet {
namespace {

constexpr uint32_t kContext = 2;  // lines shown around a change
constexpr const char* kRed = "\x1b[31m";
constexpr const char* kGreen = "\x1b[32m";
constexpr const char* kDim = "\x1b[2m";
constexpr const char* kPlain = "\x1b[0m";

// A source by lines, numbered from 0 in here.
class Lines {
 public:
  explicit Lines(std::string_view source) : source_(source) {
    for (size_t at = 0; at <= source.size();) {
      const size_t end = std::min(source.find('\n', at), source.size());
      begins_.push_back(at);
      at = end + 1;
    }
    if (source.ends_with('\n')) begins_.pop_back();
  }

  uint32_t count() const { return static_cast<uint32_t>(begins_.size()); }
  uint32_t LineAt(size_t offset) const {
    const auto next = std::ranges::upper_bound(begins_, offset);
    return next == begins_.begin() ? 0 : static_cast<uint32_t>(next - begins_.begin() - 1);
  }
  size_t Begin(uint32_t line) const { return line < count() ? begins_[line] : source_.size(); }
  std::string_view Text(uint32_t line) const {
    if (line >= count()) return {};
    const size_t begin = begins_[line];
    return source_.substr(begin, source_.find('\n', begin) - begin);
  }

 private:
  std::string_view source_;
  std::vector<size_t> begins_;
};

// Lines [a_begin, a_end) of A stand against [b_begin, b_end) of B.
struct Block {
  uint32_t a_begin, a_end, b_begin, b_end;
};

// The lines that a range touches: none where whole lines came in between two others.
std::pair<uint32_t, uint32_t> LinesOf(const Lines& lines, const TextRange& range,
                                      std::string_view other_text) {
  const uint32_t first = lines.LineAt(range.begin);
  if (range.begin != range.end) return {first, lines.LineAt(range.end - 1) + 1};
  const bool at_end = range.begin == lines.Begin(first) + lines.Text(first).size();
  const bool whole_lines =
      at_end && !other_text.empty() && (other_text.back() == ';' || other_text.back() == '}');
  return whole_lines ? std::pair(first + 1, first + 1) : std::pair(first, first + 1);
}

std::vector<Block> BlocksOf(const Lines& a, const Lines& b, const SourceDiff& diff) {
  std::vector<Block> blocks;
  for (const TreeEdit& e : diff.edits) {
    const auto [a_begin, a_end] = LinesOf(a, e.in_a, e.after);
    const auto [b_begin, b_end] = LinesOf(b, e.in_b, e.before);
    if (!blocks.empty() && (a_begin < blocks.back().a_end || b_begin < blocks.back().b_end)) {
      blocks.back().a_end = std::max(blocks.back().a_end, a_end);
      blocks.back().b_end = std::max(blocks.back().b_end, b_end);
    } else {
      blocks.push_back({a_begin, a_end, b_begin, b_end});
    }
  }
  return blocks;
}

// Lines that both sources have between block `i` - 1 and block `i`, or behind the last.
uint32_t Between(const std::vector<Block>& blocks, size_t i, const Lines& a, const Lines& b) {
  const uint32_t from_a = i == 0 ? 0 : blocks[i - 1].a_end, from_b = i == 0 ? 0 : blocks[i - 1].b_end;
  const uint32_t to_a = i == blocks.size() ? a.count() : blocks[i].a_begin;
  const uint32_t to_b = i == blocks.size() ? b.count() : blocks[i].b_begin;
  return std::min(to_a - std::min(from_a, to_a), to_b - std::min(from_b, to_b));
}
// Lines of context around block `i`; what the block before it shows behind itself is not shown twice.
uint32_t After(const std::vector<Block>& blocks, size_t i, const Lines& a, const Lines& b) {
  return std::min(kContext, Between(blocks, i + 1, a, b));
}
uint32_t Before(const std::vector<Block>& blocks, size_t i, const Lines& a, const Lines& b) {
  const uint32_t shown = i == 0 ? 0 : After(blocks, i - 1, a, b);
  return std::min(kContext, Between(blocks, i, a, b) - shown);
}
bool LeavesOut(const std::vector<Block>& blocks, size_t i, const Lines& a, const Lines& b) {
  return i > 0 && Between(blocks, i, a, b) > 2 * kContext;
}

// A terminal must not obey what stands in a source.
std::string Shown(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\t') {
      shown += "  ";
    } else {
      shown += byte < ' ' || byte == 0x7f ? '?' : c;
    }
  }
  return shown;
}

std::string Cell(const std::string& text, size_t width) {
  if (text.size() <= width) return text + std::string(width - text.size(), ' ');
  return text.substr(0, width - 1) + ">";
}

// A line with what changed in it marked.
std::string HtmlLine(const Lines& lines, uint32_t line, const std::vector<TextRange>& changed,
                     const char* tag) {
  const std::string_view text = lines.Text(line);
  const size_t begin = lines.Begin(line), end = begin + text.size();
  std::string html;
  size_t at = begin;
  for (const TextRange& range : changed) {
    const size_t from = std::clamp<size_t>(range.begin, at, end),
                 to = std::clamp<size_t>(range.end, from, end);
    if (from == to) continue;
    html += HtmlText(text.substr(at - begin, from - at)) +
            fmt::format("<{0}>{1}</{0}>", tag, HtmlText(text.substr(from - begin, to - from)));
    at = to;
  }
  return html + HtmlText(text.substr(at - begin));
}

std::string CountText(const SourceDiff& diff) {
  if (diff.edits.empty()) return diff.same_tree ? "The same policy." : "No difference.";
  const char* plural = diff.named.size() == 1 ? "" : "s";
  if (diff.same_tree)
    return fmt::format("The same policy, written otherwise: {} cosmetic edit{}.", diff.named.size(), plural);
  return fmt::format("{} edit{}.", diff.named.size(), plural);
}

}  // namespace

std::string LinesText(const SourceDiff& diff, const NamedEdit& named) {
  std::string lines;
  uint32_t last = 0;
  for (const int place : named.places) {
    const TreeEdit& e = diff.edits[static_cast<size_t>(place)];
    const uint32_t line = e.kind == EditKind::kInsert ? e.in_b.line : e.in_a.line;
    if (line != last) lines += (lines.empty() ? "" : ", ") + std::to_string(line);
    last = line;
  }
  return lines;
}

std::string NamedText(const NamedEdit& e) {
  std::string text = Shown(e.says);
  if (e.places.size() > 1) text += fmt::format(", {} places", e.places.size());
  if (e.brings_back >= 0) text += fmt::format(" [brings back what #{} removed]", e.brings_back);
  return text;
}

std::string EditListText(const SourceDiff& diff) {
  std::string out = CountText(diff) + "\n";
  const std::string* where = nullptr;
  for (const NamedEdit& e : diff.named) {
    if (where == nullptr || *where != e.where) out += (e.where.empty() ? "(top level)" : e.where) + "\n";
    where = &e.where;
    out += fmt::format("  {:<9}  {}  (line {})\n", ToString(e.edit_class), NamedText(e), LinesText(diff, e));
  }
  return out;
}

std::string SideBySideText(const DiffSide& a, const DiffSide& b, const SourceDiff& diff, size_t width,
                           bool colour) {
  const Lines in_a(a.source), in_b(b.source);
  const auto blocks = BlocksOf(in_a, in_b, diff);
  const size_t column = std::max<size_t>(width, 60) / 2 - 7;
  const auto paint = [&](const char* with, const std::string& text) {
    return colour ? with + text + kPlain : text;
  };
  const auto half = [&](const Lines& lines, uint32_t line, bool there) {
    return there ? fmt::format("{:>4} {}", line + 1, Cell(Shown(lines.Text(line)), column))
                 : std::string(column + 5, ' ');
  };
  std::string out = fmt::format("     {}   {}\n", Cell(a.name, column), "     " + b.name);
  for (size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    if (LeavesOut(blocks, i, in_a, in_b)) out += paint(kDim, "  ...") + "\n";
    const auto same = [&](uint32_t la, uint32_t lb) {
      out += paint(kDim, half(in_a, la, true) + "   " + half(in_b, lb, true)) + "\n";
    };
    const uint32_t before = Before(blocks, i, in_a, in_b), after = After(blocks, i, in_a, in_b);
    for (uint32_t k = before; k > 0; --k) same(block.a_begin - k, block.b_begin - k);
    const uint32_t rows = std::max(block.a_end - block.a_begin, block.b_end - block.b_begin);
    for (uint32_t k = 0; k < rows; ++k) {
      const bool in_left = block.a_begin + k < block.a_end, in_right = block.b_begin + k < block.b_end;
      out += paint(kRed, half(in_a, block.a_begin + k, in_left)) +
             (in_left && in_right ? " | "
              : in_left           ? " < "
                                  : " > ") +
             paint(kGreen, half(in_b, block.b_begin + k, in_right)) + "\n";
    }
    for (uint32_t k = 0; k < after; ++k) same(block.a_end + k, block.b_end + k);
  }
  return out;
}

std::string UnifiedText(const DiffSide& a, const DiffSide& b, const SourceDiff& diff, bool colour) {
  const Lines in_a(a.source), in_b(b.source);
  const auto blocks = BlocksOf(in_a, in_b, diff);
  if (blocks.empty()) return "";
  std::string out = fmt::format("--- {}\n+++ {}\n", a.name, b.name);
  for (size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    const uint32_t before = Before(blocks, i, in_a, in_b), after = After(blocks, i, in_a, in_b);
    const uint32_t a_lines = before + block.a_end - block.a_begin + after;
    const uint32_t b_lines = before + block.b_end - block.b_begin + after;
    out += fmt::format("@@ -{},{} +{},{} @@\n", block.a_begin - before + (a_lines > 0 ? 1 : 0), a_lines,
                       block.b_begin - before + (b_lines > 0 ? 1 : 0), b_lines);
    const auto put = [&](char mark, const char* with, const Lines& lines, uint32_t line) {
      const std::string text = mark + Shown(lines.Text(line));
      out += (colour && with != nullptr ? with + text + kPlain : text) + "\n";
    };
    for (uint32_t k = before; k > 0; --k) put(' ', nullptr, in_a, block.a_begin - k);
    for (uint32_t l = block.a_begin; l < block.a_end; ++l) put('-', kRed, in_a, l);
    for (uint32_t l = block.b_begin; l < block.b_end; ++l) put('+', kGreen, in_b, l);
    for (uint32_t k = 0; k < after; ++k) put(' ', nullptr, in_a, block.a_end + k);
  }
  return out;
}

std::string EditListHtml(const SourceDiff& diff) {
  std::string edits;
  for (const NamedEdit& e : diff.named)
    edits += fmt::format("<li><b>{}</b> <i>{}</i> {}</li>\n", HtmlText(e.where), ToString(e.edit_class),
                         HtmlText(NamedText(e)));
  return "<ul class=edits>\n" + edits + "</ul>\n";
}

std::string DiffTableHtml(const std::string& a, const std::string& b, const SourceDiff& diff) {
  const Lines in_a(a), in_b(b);
  std::vector<TextRange> changed_a, changed_b;
  for (const TreeEdit& e : diff.edits) {
    changed_a.push_back(e.in_a);
    changed_b.push_back(e.in_b);
  }
  std::string rows;
  const auto blocks = BlocksOf(in_a, in_b, diff);
  const auto row = [&](uint32_t la, bool left, uint32_t lb, bool right, const char* kind) {
    rows +=
        fmt::format("<tr class={}><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", kind,
                    left ? std::to_string(la + 1) : "", left ? HtmlLine(in_a, la, changed_a, "del") : "",
                    right ? std::to_string(lb + 1) : "", right ? HtmlLine(in_b, lb, changed_b, "ins") : "");
  };
  for (size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    if (LeavesOut(blocks, i, in_a, in_b)) rows += "<tr class=gap><td colspan=4>&#8942;</td></tr>\n";
    const uint32_t before = Before(blocks, i, in_a, in_b), after = After(blocks, i, in_a, in_b);
    for (uint32_t k = before; k > 0; --k) row(block.a_begin - k, true, block.b_begin - k, true, "same");
    const uint32_t lines = std::max(block.a_end - block.a_begin, block.b_end - block.b_begin);
    for (uint32_t k = 0; k < lines; ++k)
      row(block.a_begin + k, block.a_begin + k < block.a_end, block.b_begin + k,
          block.b_begin + k < block.b_end, "changed");
    for (uint32_t k = 0; k < after; ++k) row(block.a_end + k, true, block.b_end + k, true, "same");
  }
  return "<table class=diff>\n" + rows + "</table>\n";
}

std::string DiffPage(const DiffSide& a, const DiffSide& b, const SourceDiff& diff) {
  const std::string title = fmt::format("{} and {}", a.name, b.name);
  return PageHtml({.title = title,
                   .body = fmt::format("<h1>{}</h1>\n<p>{}</p>\n{}{}", HtmlText(title), CountText(diff),
                                       EditListHtml(diff), DiffTableHtml(a.source, b.source, diff))});
}

}  // namespace gauntlet
