// What people read: tables, numbers with units, a progress line on a terminal and plain lines when piped.
#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/candidate.h"

namespace gauntlet {

// Rows of cells below a header, aligned by column; a column of numbers on the right.
class Table {
 public:
  explicit Table(std::vector<std::string> header);
  void Row(std::vector<std::string> cells);
  std::string Text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

bool IsTerminal(int fd);
void Print(const std::string& text);              // to standard output, with a line end
Result<> EndOutput();                             // error (kStorageError) if not all of it arrived
void PrintJson(const Json& json);                 // indented, to standard output
std::string MetricText(const Metric& metric);     // its value: "83966", "0.37986"
std::string MetricsText(const Metrics& metrics);  // "misses 83966, miss_ratio 0.37986"
std::string Percent(double share);                // "+12.34 %"
std::string Duration(double seconds);             // "1 h 02 m", "45 s", "0.8 s"
std::string Bytes(uint64_t bytes);                // "193.6 MiB"

// On standard error: one line that is rewritten on a terminal, a plain line every few seconds otherwise.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine();
  void Show(const std::string& text, bool last = false);

 private:
  bool quiet_;
  bool terminal_;
  double last_ms_ = -1e18;
  size_t width_ = 0;
};

}  // namespace gauntlet
