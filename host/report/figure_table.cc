#include "host/report/figure_table.h"

#include <fmt/format.h>

#include <cmath>

#include "host/base/file.h"
#include "host/report/text.h"

namespace gauntlet {
namespace {

std::string RealText(double value, Column::Form form) {
  if (!std::isfinite(value)) return "-";
  switch (form) {
    case Column::Form::kScore:
      return fmt::format("{:+.5f}", value);
    case Column::Form::kShare:
      return fmt::format("{:.1f} %", value * 100);
    case Column::Form::kMs:
      return fmt::format("{:.2f}", value);
    case Column::Form::kSeconds:
      return fmt::format("{:.1f}", value);
    default:
      return fmt::format("{:.5g}", value);
  }
}

std::string CsvText(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t").contains(text.front())) text.insert(0, 1, '\'');
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

struct CsvCell {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const { return CsvText(Visible(text)); }
  std::string operator()(int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return std::isfinite(value) ? fmt::format("{}", value) : ""; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
};

struct JsonCell {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(double value) const { return std::isfinite(value) ? Json(value) : Json(nullptr); }
  Json operator()(const std::string& text) const { return Visible(text); }
  Json operator()(const auto& value) const { return value; }
};

}  // namespace

std::string CellText(const Cell& cell, Column::Form form) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<int64_t>(&cell)) return std::to_string(*count);
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "yes" : "";
  if (const auto* real = std::get_if<double>(&cell)) return RealText(*real, form);
  return "";
}

std::string TableHtml(const FigureTable& table) {
  const auto kind = [](const Column& column) { return column.form == Column::Form::kText ? "" : " class=n"; };
  std::string html = "<div class=scroll><table>\n<thead><tr>";
  for (const Column& column : table.columns)
    html += fmt::format("<th{}>{}</th>", kind(column), HtmlText(column.title));
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (size_t i = 0; i < row.size(); ++i)
      html += fmt::format("<td{}>{}</td>", kind(table.columns[i]),
                          HtmlText(CellText(row[i], table.columns[i].form)));
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string TableCsv(const FigureTable& table) {
  std::string csv;
  for (const Column& column : table.columns) csv += (csv.empty() ? "" : ",") + column.name;
  csv += "\r\n";
  for (const auto& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) csv += (i ? "," : "") + std::visit(CsvCell{}, row[i]);
    csv += "\r\n";
  }
  return csv;
}

Result<> WriteTables(const std::vector<FigureTable>& tables, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return CannotWrite(folder, error.value());
  for (const FigureTable& table : tables)
    GAUNTLET_CHECK_OK(WriteFile(folder / (table.name + ".csv"), TableCsv(table)));
  return {};
}

Json TableJson(const FigureTable& table) {
  Json rows = Json::array();
  for (const auto& row : table.rows) {
    Json one = Json::object();
    for (size_t i = 0; i < row.size(); ++i) one[table.columns[i].name] = std::visit(JsonCell{}, row[i]);
    rows.push_back(std::move(one));
  }
  return rows;
}

}  // namespace gauntlet
