// A table of a report: one form for the page, for CSV and for JSON, so that all three say the same.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

// std::monostate: there is none, which is no number.
using Cell = std::variant<std::monostate, std::string, int64_t, double, bool>;

struct Column {
  enum class Form { kText, kCount, kScore, kShare, kMs, kSeconds, kReal };
  std::string name;   // of CSV and JSON, with its unit: train_score, median_ms
  std::string title;  // of the page
  Form form = Form::kText;
};

struct FigureTable {
  std::string name;  // of the CSV file and of the JSON key
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // as many cells as columns
};

// As a person reads it: "+0.18271", "12.3 %"; empty for none.
std::string CellText(const Cell& cell, Column::Form form);

// <table> with a head, numbers on the right. Everything in it is escaped.
std::string TableHtml(const FigureTable& table);
// RFC 4180 with a header line; numbers so that they read back equal. Text that a spreadsheet would take for a
// formula begins with an apostrophe.
std::string TableCsv(const FigureTable& table);
// NAME.csv of each, in `folder`, which is made when it is missing.
Result<> WriteTables(const std::vector<FigureTable>& tables, const std::filesystem::path& folder);
// One object a row.
Json TableJson(const FigureTable& table);

template <class T>
Cell CellOf(const std::optional<T>& value) {
  return value ? Cell(*value) : Cell();
}

}  // namespace gauntlet
