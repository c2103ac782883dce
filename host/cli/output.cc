#include "host/cli/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "host/base/clock.h"

namespace gauntlet {
namespace {

constexpr double kTerminalIntervalMs = 100;
constexpr double kPipedIntervalMs = 5000;

int print_error = 0;  // of the first Print that came to nothing

// Characters that a terminal shows: UTF-8 continuation bytes take no room.
size_t Width(const std::string& text) {
  return static_cast<size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool LooksLikeNumber(const std::string& cell) {
  return cell.empty() || cell == "-" || std::isdigit(static_cast<unsigned char>(cell[0])) ||
         ((cell[0] == '-' || cell[0] == '+') && cell.size() > 1 &&
          std::isdigit(static_cast<unsigned char>(cell[1])));
}

}  // namespace

Table::Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

void Table::Row(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string Table::Text() const {
  const size_t columns = rows_.front().size();
  std::vector<size_t> widths(columns, 0);
  std::vector<bool> right(columns, rows_.size() > 1);
  for (size_t r = 0; r < rows_.size(); ++r)
    for (size_t c = 0; c < columns; ++c) {
      widths[c] = std::max(widths[c], Width(rows_[r][c]));
      if (r > 0 && !LooksLikeNumber(rows_[r][c])) right[c] = false;
    }
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (size_t c = 0; c < columns; ++c) {
      const std::string pad(widths[c] - Width(row[c]), ' ');
      line += (c ? "  " : "") + (right[c] ? pad + row[c] : row[c] + pad);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

bool IsTerminal(int fd) { return ::isatty(fd) == 1; }

void Print(const std::string& text) {
  bool printed = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (text.empty() || text.back() != '\n') printed = std::fputc('\n', stdout) != EOF && printed;
  if (!printed && print_error == 0) print_error = errno;
}

Result<> EndOutput() {
  if (std::fflush(stdout) != 0 && print_error == 0) print_error = errno;
  if (print_error == 0) return {};
  return Fail(ErrorKind::kStorageError,
              fmt::format("standard output: {}: the answer is cut short", std::strerror(print_error)));
}

void PrintJson(const Json& json) { Print(json.dump(1, ' ', false, Json::error_handler_t::replace)); }

std::string MetricText(const Metric& metric) {
  return metric.is_count ? std::to_string(metric.count) : fmt::format("{:.5g}", metric.real);
}

std::string MetricsText(const Metrics& metrics) {
  std::string out;
  for (const Metric& m : metrics) out += (out.empty() ? "" : ", ") + m.name + " " + MetricText(m);
  return out;
}

std::string Percent(double share) { return fmt::format("{:+.2f} %", share * 100); }

std::string Duration(double seconds) {
  if (seconds < 0.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} m {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} m", whole / 3600, whole / 60 % 60);
}

std::string Bytes(uint64_t bytes) {
  const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto amount = static_cast<double>(bytes);
  size_t unit = 0;
  while (amount >= 1024 && unit + 1 < std::size(units)) {
    amount /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, units[unit]);
}

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(IsTerminal(STDERR_FILENO)) {}

ProgressLine::~ProgressLine() {
  if (terminal_ && width_ > 0) std::fputc('\n', stderr);
}

void ProgressLine::Show(const std::string& text, bool last) {
  if (quiet_) return;
  const double now = NowMs();
  if (!last && now - last_ms_ < (terminal_ ? kTerminalIntervalMs : kPipedIntervalMs)) return;
  last_ms_ = now;
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return;
  }
  const size_t width = Width(text);
  const std::string pad(width_ > width ? width_ - width : 0, ' ');
  std::fprintf(stderr, "\r%s%s", text.c_str(), pad.c_str());
  std::fflush(stderr);
  width_ = width;
}

}  // namespace gauntlet
