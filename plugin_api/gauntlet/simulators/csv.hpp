// Comma-separated values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::simulators {

// Rows of comma-separated values (RFC 4180: quotes, doubled quotes, line breaks within quotes).
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}
  // The next row that is not empty; false: there is none.
  bool Next(std::vector<std::string>* row) {
    while (at_ < text_.size()) {
      line_ = next_line_;
      ReadRow(row);
      if (row->size() > 1 || !row->front().empty()) return true;
    }
    return false;
  }
  uint64_t line() const { return line_; }  // on which the last row began

 private:
  void ReadRow(std::vector<std::string>* row) {
    row->assign(1, "");
    bool quoted = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++next_line_;
      if (quoted) {
        if (c != '"') {
          row->back() += c;
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          row->back() += text_[++at_];
        } else {
          quoted = false;
        }
      } else if (c == '\n') {
        ++at_;
        break;
      } else if (c == '"' && row->back().empty()) {
        quoted = true;
      } else if (c == ',') {
        row->emplace_back();
      } else if (c != '\r') {
        row->back() += c;
      }
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  uint64_t line_ = 1, next_line_ = 1;
};

}  // namespace gauntlet::simulators
