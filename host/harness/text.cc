#include "host/harness/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

#include "host/astdiff/tree_grams.h"
#include "host/base/hash.h"
#include "host/base/rng.h"
#include "host/toolchain/evolve_block.h"

namespace gauntlet {
namespace {

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Trimmed(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// Lines that say something, without white space at their ends.
std::vector<std::string_view> SayingLines(std::string_view source, std::string_view suffix) {
  const std::string_view comment = CommentSign(suffix);
  std::vector<std::string_view> out;
  for (const std::string_view line : LinesOf(source)) {
    const std::string_view trimmed = Trimmed(line);
    if (trimmed.empty() || trimmed.starts_with(comment)) continue;
    out.push_back(line.substr(0, line.find_last_not_of(" \t\r") + 1));
  }
  return out;
}

// Decimal, as every language has it: 12, 0.5, 1e-3. Hexadecimal and the like are left alone.
std::optional<NumberSite> NumberAt(std::string_view text, size_t at) {
  size_t i = at;
  while (i < text.size() && IsDigit(text[i])) ++i;
  const bool whole_part = i > at;
  bool real = false;
  if (i + 1 < text.size() && text[i] == '.' && IsDigit(text[i + 1])) {
    real = true;
    for (++i; i < text.size() && IsDigit(text[i]);) ++i;
  }
  if (!whole_part && !real) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    size_t j = i + 1;
    if (j < text.size() && (text[j] == '+' || text[j] == '-')) ++j;
    if (j < text.size() && IsDigit(text[j])) {
      real = true;
      for (i = j; i < text.size() && IsDigit(text[i]);) ++i;
    }
  }
  if (i < text.size() && (IsWord(text[i]) || text[i] == '.')) return std::nullopt;
  return NumberSite{static_cast<uint32_t>(at), static_cast<uint32_t>(i), 0, real};
}

// Where the text in quotes ends that begins at `at`; three quotes open a text of several lines.
size_t PastQuotes(std::string_view text, size_t at) {
  const char quote = text[at];
  const std::string three(3, quote);
  if (text.substr(at).starts_with(three)) {
    const size_t end = text.find(three, at + 3);
    return end == std::string_view::npos ? text.size() : end + 3;
  }
  size_t i = at + 1;
  for (; i < text.size() && text[i] != quote && text[i] != '\n'; ++i)
    if (text[i] == '\\') ++i;
  return std::min(i + 1, text.size());
}

double ValueOf(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string Written(double value, bool is_real) {
  if (!is_real) return fmt::format("{:.0f}", std::max(0.0, std::round(value)));
  std::string out = fmt::format("{:.6g}", value);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

// Around the old one, now and then far away. What stands behind a minus stays behind it.
std::string Another(const std::string& old, bool is_real, Rng& rng) {
  const double value = ValueOf(old);
  for (int tries = 0; tries < 20; ++tries) {
    double to = value;
    if (value == 0) {
      to = is_real ? rng.Unit() : static_cast<double>(1 + rng.Below(4));
    } else if (!is_real && rng.Chance(0.5)) {
      to = value + (rng.Chance(0.5) ? 1.0 : -1.0);
    } else {
      const double spread = rng.Chance(0.2) ? 3.0 : 0.6;
      to = value * std::exp((rng.Unit() + rng.Unit() - 1) * spread);
    }
    if (std::string written = Written(to, is_real); written != old) return written;
  }
  return old;
}

std::string Text(std::string_view source, const NumberSite& site) {
  return std::string(source.substr(site.begin, site.end - site.begin));
}

// From the last to the first, so that places stay where they are.
Reworked Replace(const std::string& parent, const std::vector<NumberSite>& sites,
                 const std::vector<std::string>& texts) {
  Reworked out{parent, {}};
  for (size_t i = sites.size(); i-- > 0;) {
    const std::string before = Text(parent, sites[i]);
    if (before == texts[i]) continue;
    out.source.replace(sites[i].begin, sites[i].end - sites[i].begin, texts[i]);
    out.edits.insert(out.edits.begin(), {"number", sites[i].line, before, texts[i]});
  }
  return out;
}

TreeEdit NumberEdit(const NumberSite& in_a, const NumberSite& in_b, const std::string& before,
                    const std::string& after) {
  TreeEdit edit;
  edit.edit_class = EditClass::kLiteral;
  edit.in_a = {in_a.begin, in_a.end, in_a.line}, edit.in_b = {in_b.begin, in_b.end, in_b.line};
  edit.before = before, edit.after = after;
  edit.says = fmt::format("{} -> {}", before, after);
  return edit;
}

void Add(SourceDiff& out, TreeEdit edit) {
  NamedEdit named;
  named.kind = edit.kind, named.edit_class = edit.edit_class, named.says = edit.says;
  named.places = {static_cast<int>(out.edits.size())};
  out.edits.push_back(std::move(edit));
  out.named.push_back(std::move(named));
}

std::string WithoutNumbers(const std::string& source, const std::vector<NumberSite>& sites) {
  std::string out = source;
  for (size_t i = sites.size(); i-- > 0;) out.replace(sites[i].begin, sites[i].end - sites[i].begin, "0");
  return out;
}

}  // namespace

std::string_view CommentSign(std::string_view suffix) {
  constexpr std::array<std::string_view, 7> kHashes = {".py", ".sh", ".rb", ".jl", ".r", ".R", ".yaml"};
  constexpr std::array<std::string_view, 3> kDashes = {".lua", ".hs", ".sql"};
  if (std::ranges::count(kHashes, suffix) > 0) return "#";
  if (std::ranges::count(kDashes, suffix) > 0) return "--";
  return "//";
}

NormalForm FormOfText(std::string_view source, std::string_view suffix) {
  std::string all;
  const auto lines = SayingLines(source, suffix);
  for (const std::string_view line : lines) all.append(line) += '\n';
  NormalForm form;
  form.shape = HashText(all);
  form.tree = form.shape;
  form.features = {{"lines", static_cast<double>(lines.size())},
                   {"numbers", static_cast<double>(NumbersOf(source, suffix).size())}};
  return form;
}

std::vector<NumberSite> NumbersOf(std::string_view source, std::string_view suffix) {
  const EvolveBlock block = FindEvolveBlock(source);
  const std::string_view comment = CommentSign(suffix);
  std::vector<NumberSite> out;
  uint32_t line = 1;
  for (size_t i = 0; i < source.size();) {
    const char c = source[i];
    if (source.substr(i).starts_with(comment)) {
      i = std::min(source.find('\n', i), source.size());
    } else if (c == '"' || c == '\'') {
      const size_t end = PastQuotes(source, i);
      line += static_cast<uint32_t>(std::ranges::count(source.substr(i, end - i), '\n'));
      i = end;
    } else if (const bool starts = (IsDigit(c) || c == '.') && (i == 0 || !IsWord(source[i - 1])); starts) {
      auto site = NumberAt(source, i);
      if (site && block.ContainsRange(site->begin, site->end)) site->line = line, out.push_back(*site);
      if (site) i = site->end;
      if (!site)  // 0x1f, 1.2.3: past all of it
        while (i < source.size() && (IsWord(source[i]) || source[i] == '.')) ++i;
    } else {
      line += c == '\n' ? 1 : 0;
      ++i;
    }
  }
  return out;
}

std::optional<Reworked> ReworkNumbers(const std::string& parent, const std::optional<std::string>& other,
                                      std::string_view suffix, uint64_t seed) {
  const std::vector<NumberSite> sites = NumbersOf(parent, suffix);
  if (sites.empty()) return std::nullopt;
  Rng rng(seed);
  std::vector<std::string> texts;
  for (const NumberSite& site : sites) texts.push_back(Text(parent, site));
  if (other) {
    const std::vector<NumberSite> its = NumbersOf(*other, suffix);
    if (WithoutNumbers(parent, sites) != WithoutNumbers(*other, its)) return std::nullopt;
    for (size_t i = 0; i < texts.size(); ++i)
      if (rng.Chance(0.5)) texts[i] = Text(*other, its[i]);
  } else {
    for (int changes = rng.Chance(0.3) ? 2 : 1; changes > 0; --changes) {
      const auto i = static_cast<size_t>(rng.Below(sites.size()));
      texts[i] = Another(texts[i], sites[i].is_real, rng);
    }
  }
  Reworked out = Replace(parent, sites, texts);
  if (out.edits.empty()) return std::nullopt;
  return out;
}

SourceDiff DiffOfText(const std::string& a, const std::string& b, std::string_view suffix) {
  SourceDiff out;
  out.same_tree = FormOfText(a, suffix).tree == FormOfText(b, suffix).tree;
  const std::vector<NumberSite> numbers_a = NumbersOf(a, suffix), numbers_b = NumbersOf(b, suffix);
  if (WithoutNumbers(a, numbers_a) == WithoutNumbers(b, numbers_b)) {
    for (size_t i = 0; i < numbers_a.size(); ++i)
      if (Text(a, numbers_a[i]) != Text(b, numbers_b[i]))
        Add(out, NumberEdit(numbers_a[i], numbers_b[i], Text(a, numbers_a[i]), Text(b, numbers_b[i])));
    return out;
  }
  const auto in_a = LinesOf(a), in_b = LinesOf(b);
  size_t head = 0, tail = 0;
  const size_t least = std::min(in_a.size(), in_b.size());
  while (head < least && in_a[head] == in_b[head]) ++head;
  while (tail < least - head && in_a[in_a.size() - 1 - tail] == in_b[in_b.size() - 1 - tail]) ++tail;
  if (head + tail == in_a.size() && head + tail == in_b.size()) return out;
  const auto range = [&](const std::string& text, const std::vector<std::string_view>& lines) {
    const auto at = [&](size_t line) {
      return static_cast<uint32_t>(line < lines.size() ? lines[line].data() - text.data()
                                                       : static_cast<std::ptrdiff_t>(text.size()));
    };
    return TextRange{at(head), at(lines.size() - tail), static_cast<uint32_t>(head) + 1};
  };
  TreeEdit edit;
  edit.in_a = range(a, in_a), edit.in_b = range(b, in_b);
  edit.before = a.substr(edit.in_a.begin, edit.in_a.end - edit.in_a.begin);
  edit.after = b.substr(edit.in_b.begin, edit.in_b.end - edit.in_b.begin);
  edit.kind = edit.before.empty()  ? EditKind::kInsert
              : edit.after.empty() ? EditKind::kDelete
                                   : EditKind::kUpdate;
  edit.edit_class = out.same_tree ? EditClass::kCosmetic : EditClass::kStructure;
  edit.says = fmt::format("lines from {}: {} become {}", head + 1, in_a.size() - head - tail,
                          in_b.size() - head - tail);
  Add(out, std::move(edit));
  return out;
}

std::vector<uint32_t> GramsOfText(std::string_view source, std::string_view suffix) {
  constexpr size_t kRun = 4;
  std::vector<std::string> words;
  for (const std::string_view line : SayingLines(source, suffix)) {
    for (size_t i = 0; i < line.size();) {
      size_t end = i + 1;
      while (IsWord(line[i]) && end < line.size() && IsWord(line[end])) ++end;
      if (line[i] != ' ' && line[i] != '\t') words.emplace_back(line.substr(i, end - i));
      i = end;
    }
  }
  std::vector<uint32_t> out;
  for (size_t i = 0; i + kRun <= words.size(); ++i) {
    std::string run;
    for (size_t j = i; j < i + kRun; ++j) run += words[j] + '\0';
    out.push_back(static_cast<uint32_t>(HashText(run).low));
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  if (out.size() > kMostGrams) out.resize(kMostGrams);
  return out;
}

}  // namespace gauntlet
