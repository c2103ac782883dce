#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "host/report/diff_text.h"
#include "host/report/page.h"
#include "host/report/report_page.h"
#include "host/report/tables.h"
#include "host/report/text.h"
#include "host/report/wording.h"

namespace gauntlet {
namespace {

// Share of cells with a lower score, in [0, 1]: colours by rank, since one bad cell would take all of a linear scale.
std::map<double, double> Ranks(const ArchiveMap& map) {
  std::vector<double> scores;
  for (const ArchiveCell& cell : map.cells) scores.push_back(cell.score);
  std::ranges::sort(scores);
  std::map<double, double> ranks;
  for (size_t i = 0; i < scores.size(); ++i)
    ranks.try_emplace(
        scores[i], scores.size() > 1 ? static_cast<double>(i) / static_cast<double>(scores.size() - 1) : 1);
  return ranks;
}

std::string CellHtml(const ArchiveMap& map, const ArchiveCell& cell, double rank, bool is_subject) {
  std::string title = fmt::format("candidate {}, score {}", cell.number, ScoreText(cell.score));
  for (size_t axis = 0; axis < map.axes.size(); ++axis) {
    const uint32_t at = axis == 0 ? cell.x : cell.y;
    title += fmt::format("; {} {:.4g} to {:.4g}", map.axes[axis].dimension.name, map.axes[axis].Begin(at),
                         map.axes[axis].Begin(at + 1));
  }
  if (cell.elites > 1) title += fmt::format("; the best of {}", cell.elites);
  return fmt::format("<td class=\"cell{}\" style=\"--v:{:.0f}%\" title=\"{}\">{:+.3f}</td>",
                     fmt::format("{}{}", rank > 0.55 ? " high" : "", is_subject ? " me" : ""), rank * 100,
                     HtmlText(title), cell.score);
}

std::string HeatMapHtml(const Figures& f) {
  const ArchiveMap& map = f.archive;
  const auto ranks = Ranks(map);
  std::map<std::pair<uint32_t, uint32_t>, const ArchiveCell*> cells;
  for (const ArchiveCell& cell : map.cells) cells[{cell.y, cell.x}] = &cell;
  const ArchiveAxis& x = map.axes[0];
  const uint32_t rows = map.axes.size() > 1 ? map.axes[1].cells : 1;
  std::string html =
      fmt::format("<div class=scroll><table class=\"heat{}\">\n", x.cells > 16 ? " dense" : "");
  for (uint32_t row = rows; row-- > 0;) {
    html += "<tr>";
    html += map.axes.size() > 1 ? fmt::format("<th>{:.3g}</th>", map.axes[1].Begin(row)) : "<th></th>";
    for (uint32_t column = 0; column < x.cells; ++column) {
      const auto at = cells.find({row, column});
      html += at == cells.end() ? "<td></td>"
                                : CellHtml(map, *at->second, ranks.at(at->second->score),
                                           f.subject && f.subject->number == at->second->number);
    }
    html += "</tr>\n";
  }
  html += "<tr><th></th>";
  for (uint32_t column = 0; column < x.cells; ++column)
    html += fmt::format("<th>{:.3g}</th>", x.Begin(column));
  return html + "</tr>\n</table></div>\n";
}

std::string StepHtml(const LineageStep& step, const Candidate* parent, bool failed) {
  const Candidate& c = step.candidate;
  const Descent* main = step.descents.empty() ? nullptr : &step.descents.front();
  std::string of;
  for (const Descent& descent : step.descents)
    of += fmt::format("{}#{}", of.empty() ? " of " : " and ", descent.parent);
  std::string html = fmt::format("<div class=step><h3>#{} <span class=score>{}</span>", c.number,
                                 c.score ? ScoreText(*c.score) : "-");
  if (main && main->gain)
    html += fmt::format(" <span class={}>{:+.5f}</span>",
                        *main->gain > 0   ? "up"
                        : *main->gain < 0 ? "down"
                                          : "even",
                        *main->gain);
  html += fmt::format(" <small>{}{}</small></h3>\n", HtmlText(MadeBy(c)), of);
  if (main && !failed) {
    if (main->diff.failure) {
      html += "<p class=note>One of the two does not parse.</p>\n";
    } else if (main->diff.named.empty()) {
      html += "<p class=note>The same policy.</p>\n";
    } else {
      html += EditListHtml(main->diff);
      if (parent != nullptr)
        html +=
            FoldedHtml("Side by side",
                       "<div class=scroll>" + DiffTableHtml(parent->source, c.source, main->diff) + "</div>");
    }
  }
  return html + "</div>\n";
}

}  // namespace

std::string ArchiveHtml(const Figures& f) {
  if (f.elites.empty()) return "";
  std::string body;
  if (!f.archive.axes.empty()) {
    body += fmt::format("<p class=note>Across: {}", HtmlText(f.archive.axes[0].dimension.name));
    if (f.archive.axes.size() > 1)
      body += fmt::format("; up: {}", HtmlText(f.archive.axes[1].dimension.name));
    body +=
        "; each number is where a cell begins. A cell shows the best train score in it, colours go by rank.";
    for (const std::string& name : f.archive.folded)
      body += fmt::format(" The best over {}.", HtmlText(name));
    body += "</p>\n" + HeatMapHtml(f);
  }
  body += FoldedHtml(fmt::format("All {} elites as a table", f.elites.size()), TableHtml(EliteTable(f)));
  return SectionHtml("archive", "Archive", body);
}

namespace {

// "+0.01234" and a colour, for a line that something is known of.
std::string WorthCell(const Json& lines, size_t line) {
  if (!lines.is_array()) return "";
  const bool known = line < lines.size() && lines[line].is_number();
  const double worth = known ? lines[line].get<double>() : 0;
  const char* kind = worth > 0 ? "gain" : worth < 0 ? "loss" : "idle";
  const std::string text = !known ? "" : worth == 0 ? "0" : fmt::format("{:+.5f}", worth);
  return fmt::format("<td class=\"worth {}\">{}</td>", kind, text);
}

}  // namespace

std::string SourceHtml(const std::string& source, const Json& explanation) {
  const Json lines = explanation.is_object() ? explanation.value("lines", Json()) : Json();
  std::string html =
      lines.is_array()
          ? "<p class=note>Beside a line: what the score on train loses without the part that begins there, "
            "the "
            "one that is worth most; 0: nothing depends on it.</p>\n"
          : "<p class=note>What each line is worth is not known yet: gauntlet explain finds out, and stores "
            "it.</p>\n";
  html += "<div class=scroll><table class=source>\n";
  size_t line = 0;
  for (size_t at = 0; at < source.size(); ++line) {
    const size_t end = std::min(source.find('\n', at), source.size());
    html += fmt::format("<tr id=L{0}><td>{0}</td>{1}<td>{2}</td></tr>\n", line + 1, WorthCell(lines, line),
                        HtmlText(source.substr(at, end - at)));
    at = end + 1;
  }
  return html + "</table></div>\n";
}

std::string LineageHtml(const Figures& f) {
  if (f.lineage.empty()) return "";
  std::string body = FoldedHtml("The steps as a table", TableHtml(LineageTable(f.lineage)));
  if (!f.lineage_failure.empty())
    body += fmt::format("<p class=note>The edits could not be read: {}</p>\n", HtmlText(f.lineage_failure));
  const Candidate* parent = nullptr;
  for (const LineageStep& step : f.lineage) {
    body += StepHtml(step, parent, !f.lineage_failure.empty());
    parent = &step.candidate;
  }
  const size_t steps = f.lineage.size() - 1;
  return SectionHtml("lineage",
                     fmt::format("From the seed to candidate {}, {} step{}",
                                 f.lineage.back().candidate.number, steps, steps == 1 ? "" : "s"),
                     body);
}

}  // namespace gauntlet
