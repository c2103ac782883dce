#include "host/cli/explain_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string_view>
#include <vector>

#include "host/cli/output.h"

namespace gauntlet {
namespace {

constexpr const char* kRed = "\x1b[31m";
constexpr const char* kGreen = "\x1b[32m";
constexpr const char* kDim = "\x1b[2m";
constexpr const char* kPlain = "\x1b[0m";

std::string Worth(double worth) { return worth == 0 ? "0" : fmt::format("{:+.5f}", worth); }

std::string FateText(const Fate& fate) {
  switch (fate.kind) {
    case Fate::Kind::kScored:
    case Fate::Kind::kSame:
      return Worth(*fate.worth);
    case Fate::Kind::kFails:
      return std::string(ToString(fate.failure->kind));
    case Fate::Kind::kInfeasible:
      return "infeasible";
    case Fate::Kind::kChanged:
      return "changed since";
    case Fate::Kind::kUntried:
      return "untried";
  }
  GAUNTLET_ASSERT(false);
}

std::string AnnotatedSource(const Explanation& e, bool colour) {
  const auto worths = e.LineWorths();
  std::string out = "    worth  line\n";
  std::istringstream lines(e.source);
  std::string text;
  for (size_t i = 0; std::getline(lines, text); ++i) {
    const auto& worth = worths[i];
    const std::string shown = worth ? Worth(*worth) : "";
    std::string line = fmt::format("{:>9}  {:>4}  {}", shown, i + 1, text);
    if (colour && worth) line = (*worth > 0 ? kGreen : *worth < 0 ? kRed : kDim) + line + kPlain;
    out += line + "\n";
  }
  return out;
}

template <class Items>
std::vector<const typename Items::value_type*> ByWorth(const Items& items) {
  std::vector<const typename Items::value_type*> out;
  for (const auto& item : items) {
    if (item.fate.kind == Fate::Kind::kScored) out.push_back(&item);
  }
  // Those of equal worth stay in their order.
  std::ranges::sort(out, {}, [](const auto* item) { return std::pair(-std::abs(*item->fate.worth), item); });
  return out;
}

std::string PartsText(const Explanation& e) {
  constexpr size_t kMost = 12;
  const auto parts = ByWorth(e.parts);
  if (parts.empty()) return "";
  Table table({"worth", "line", "in", "part"});
  for (size_t i = 0; i < std::min(kMost, parts.size()); ++i) {
    const Ablation& a = parts[i]->part;
    table.Row({Worth(*parts[i]->fate.worth), std::to_string(a.range.line), a.where, a.says});
  }
  std::string out = "What the parts are worth, the most first:\n" + table.Text();
  if (parts.size() > kMost) out += fmt::format("and {} more that count.\n", parts.size() - kMost);
  return out;
}

// "12 change nothing, 3 are needed (without them it does not compile or fails)".
std::string TallyText(const Explanation& e) {
  const auto count = [&](Fate::Kind kind) {
    return std::ranges::count_if(e.parts, [&](const PartWorth& p) { return p.fate.kind == kind; });
  };
  const auto harmful =
      std::ranges::count_if(e.parts, [](const PartWorth& p) { return p.fate.worth && *p.fate.worth < 0; });
  std::string out = fmt::format(
      "{} parts: {} change the score, {} of them for the worse; {} change nothing; "
      "without {} it fails",
      e.parts.size(), count(Fate::Kind::kScored), harmful, count(Fate::Kind::kSame),
      count(Fate::Kind::kFails));
  if (const auto n = count(Fate::Kind::kInfeasible); n > 0)
    out += fmt::format("; without {} it breaks a constraint", n);
  if (const auto n = count(Fate::Kind::kUntried); n > 0) out += fmt::format("; {} were not tried", n);
  return out + ".\n";
}

std::string EditsText(const Explanation& e) {
  if (e.edits.empty()) return "";
  Table table({"step", "gain then", "worth now", "class", "in", "edit"});
  for (const EditWorth& edit : e.edits) {
    std::string gain = edit.gain ? Worth(*edit.gain) : "-";
    if (edit.edits_of_step > 1) gain += fmt::format(" (1 of {})", edit.edits_of_step);
    table.Row({fmt::format("#{}", edit.step), gain, FateText(edit.fate),
               std::string(ToString(edit.edit_class)), edit.where, edit.says});
  }
  return "The edits from the seed to it, each undone by itself in the policy as it is:\n" + table.Text();
}

}  // namespace

std::string ExplanationText(const Explanation& e, bool colour) {
  std::string out = fmt::format("Candidate #{}: score {:+.6f} on train", e.number, e.score);
  if (e.seed_score) out += fmt::format(", {:+.6f} over the seed", e.score - *e.seed_score);
  out += ". The worth of a part is what the score loses without it.\n\n";
  out += AnnotatedSource(e, colour) + "\n" + PartsText(e) + TallyText(e);
  const std::string edits = EditsText(e);
  if (!edits.empty()) out += "\n" + edits;
  return out;
}

std::string MinimizedText(const Minimized& m, double tolerance, const std::string& path) {
  std::string out = fmt::format(
      "\nThe smallest policy within {:.6f} of the score: {} of {} characters ({:.0f} %), score "
      "{:+.6f}, confirmed, in {} steps.\n",
      tolerance, m.bytes, m.bytes_before,
      m.bytes_before == 0 ? 100.0
                          : 100.0 * static_cast<double>(m.bytes) / static_cast<double>(m.bytes_before),
      m.score, m.steps.size());
  for (const MinimizeStep& step : m.steps)
    for (const std::string& gone : step.gone) out += "  " + gone + "\n";
  if (m.stopped) out += "Stopped before the end: more may be spare.\n";
  out += path.empty() ? "\n" + m.source : "Written to " + path + ".\n";
  return out;
}

}  // namespace gauntlet
