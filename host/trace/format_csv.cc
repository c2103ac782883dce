// CSV of libCacheSim's kind. `columns:` maps the fields by number from 1, or by header name:
//   time id size op ttl tenant address   (id is required)
// and may set
//   delimiter: ","          found from the first line when left out
//   header: true|false      found when left out: a first line whose mapped fields are not numbers
//   time_unit: s|ms|us|ns   default s
//   text_ids: true          ids are text and told apart by a 64-bit hash; default: decimal numbers
// Without `columns` the header's names decide (time, id or lbn or key, size or len, ...).
#include <fmt/format.h>
#include <gauntlet/cache.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>

#include "host/base/hash.h"
#include "host/trace/formats.h"
#include "host/trace/numbers.h"

namespace gauntlet {
namespace {

enum Field { kTime, kId, kSize, kOp, kTtl, kTenant, kAddress, kFields };

struct FieldName {
  std::string_view name;
  std::vector<std::string_view> in_headers;  // lower case
};
const std::array<FieldName, kFields> kFieldNames = {{
    {"time", {"time", "timestamp", "ts", "clock_time", "real_time"}},
    {"id", {"id", "obj_id", "object", "object_id", "key", "lbn", "lba", "block"}},
    {"size", {"size", "obj_size", "object_size", "len", "length", "bytes"}},
    {"op", {"op", "operation", "cmd"}},
    {"ttl", {"ttl"}},
    {"tenant", {"tenant", "client", "client_id"}},
    {"address", {"address"}},
}};

struct CsvPlan {
  std::array<int, kFields> column = {};  // from 1; 0: not there
  char delimiter = 0;
  std::optional<bool> header;
  uint64_t time_divisor = 1;
  bool text_ids = false;
};

std::string Lower(std::string_view text) {
  std::string out(Trimmed(text));
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view Unquoted(std::string_view field) {
  field = Trimmed(field);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
    field = field.substr(1, field.size() - 2);
  return field;
}

// Fields of a line; a delimiter inside double quotes does not count.
void Split(std::string_view line, char delimiter, std::vector<std::string_view>& out) {
  out.clear();
  size_t begin = 0;
  bool quoted = false;
  for (size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && line[i] == '"') quoted = !quoted;
    if (i < line.size() && (quoted || line[i] != delimiter)) continue;
    out.push_back(Unquoted(line.substr(begin, i - begin)));
    begin = i + 1;
  }
}

std::unexpected<Error> WrongPlan(const ByteReader& input, std::string_view what) {
  return Fail(ErrorKind::kInput, fmt::format("{}: columns: {}", input.name(), what));
}

Result<> ReadOption(const ByteReader& input, const std::string& key, const Json& value, CsvPlan& plan) {
  if (key == "delimiter") {
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    if (text == "\\t" || text == "tab") {
      plan.delimiter = '\t';
    } else if (text.size() == 1) {
      plan.delimiter = text[0];
    } else {
      return WrongPlan(input, "delimiter is one character");
    }
  } else if (key == "header" || key == "text_ids") {
    if (!value.is_boolean()) return WrongPlan(input, key + " is true or false");
    if (key == "header") plan.header = value.get<bool>();
    if (key == "text_ids") plan.text_ids = value.get<bool>();
  } else if (key == "time_unit") {
    static const std::map<std::string, uint64_t> kUnits = {
        {"s", 1}, {"ms", 1000}, {"us", 1000'000}, {"ns", 1000'000'000}};
    const auto unit = kUnits.find(value.is_string() ? value.get<std::string>() : "");
    if (unit == kUnits.end()) return WrongPlan(input, "time_unit is s, ms, us or ns");
    plan.time_divisor = unit->second;
  } else {
    return WrongPlan(input,
                     fmt::format("unknown key '{}'; there are: time, id, size, op, ttl, tenant, address, "
                                 "delimiter, header, time_unit, text_ids",
                                 key));
  }
  return {};
}

int ColumnNamed(const std::vector<std::string_view>& header, const std::string& name) {
  for (size_t i = 0; i < header.size(); ++i) {
    if (Lower(header[i]) == name) return static_cast<int>(i) + 1;
  }
  return 0;
}

// Whether a word stands where a number was expected, or the id's column says what it is.
bool LooksLikeHeader(const std::vector<std::string_view>& fields, const CsvPlan& plan) {
  for (const Field f : {kTime, kId, kSize, kTtl, kTenant, kAddress}) {
    if (plan.column[f] == 0 || static_cast<size_t>(plan.column[f]) > fields.size()) continue;
    const std::string text = Lower(fields[static_cast<size_t>(plan.column[f]) - 1]);
    if (f == kId && plan.text_ids) {
      if (std::ranges::find(kFieldNames[f].in_headers, text) != kFieldNames[f].in_headers.end()) return true;
    } else if (!text.empty() && (std::isalpha(static_cast<unsigned char>(text[0])) || text[0] == '_')) {
      return true;
    }
  }
  return false;
}

// Fills `plan` from the numbers and names in `columns`. Returns whether any field was mapped.
Result<bool> MapColumns(const ByteReader& input, const Json& columns,
                        const std::vector<std::string_view>& header, CsvPlan& plan) {
  if (!columns.is_object()) return false;
  bool mapped = false;
  for (size_t f = 0; f < kFields; ++f) {
    const auto found = columns.find(kFieldNames[f].name);
    if (found == columns.end()) continue;
    mapped = true;
    if (found->is_number_integer() && found->get<int64_t>() >= 1 && found->get<int64_t>() <= 4096) {
      plan.column[f] = found->get<int>();
    } else if (found->is_string()) {
      plan.column[f] = ColumnNamed(header, Lower(found->get<std::string>()));
      if (plan.column[f] == 0)
        return WrongPlan(input, fmt::format("the header has no '{}'", found->get<std::string>()));
      if (!plan.header) plan.header = true;
    } else {
      return WrongPlan(
          input, fmt::format("{} is a column number from 1 or a name in the header", kFieldNames[f].name));
    }
  }
  return mapped;
}

Result<CsvPlan> ReadColumns(const ByteReader& input, const Json& columns, std::string_view first_line) {
  CsvPlan plan;
  if (!columns.is_null() && !columns.is_object())
    return WrongPlan(input, "a mapping was expected, {time: 1, id: 2}");
  for (const auto& [key, value] : columns.items()) {
    if (std::ranges::find(kFieldNames, key, &FieldName::name) != kFieldNames.end()) continue;
    GAUNTLET_CHECK_OK(ReadOption(input, key, value, plan));
  }
  if (plan.delimiter == 0) {
    const size_t at = first_line.find_first_of(",;\t|");
    plan.delimiter = at != first_line.npos ? first_line[at] : first_line.contains(' ') ? ' ' : ',';
  }
  std::vector<std::string_view> header;
  Split(first_line, plan.delimiter, header);
  GAUNTLET_TRY(const bool mapped, MapColumns(input, columns, header, plan));
  if (!mapped) {
    for (size_t f = 0; f < kFields; ++f) {
      for (const std::string_view name : kFieldNames[f].in_headers) {
        if (plan.column[f] == 0) plan.column[f] = ColumnNamed(header, std::string(name));
      }
    }
    plan.header = true;
  }
  if (plan.column[kId] == 0) {
    return WrongPlan(
        input,
        mapped ? "id is missing"
               : "the header does not tell which column is the id; say columns: {time: 1, id: 2, size: 3}");
  }
  if (!plan.header) plan.header = LooksLikeHeader(header, plan);
  return plan;
}

// Seconds out of "12", "12.5" or, in other units, "12500".
const char* ParseTime(std::string_view text, uint64_t divisor, uint64_t& out) {
  const size_t dot = text.find('.');
  if (dot != text.npos && text.find_first_not_of("0123456789", dot + 1) == text.npos)
    text = text.substr(0, dot);
  const char* trouble = ParseWhole(text, out);
  out /= divisor;
  return trouble;
}

// Names and numbers that traces use for operations. SCSI codes are hexadecimal, as vscsi traces print them.
const char* ParseOperation(std::string_view text, uint8_t& out) {
  static const std::map<std::string, uint8_t, std::less<>> kNames = {
      {"r", GAUNTLET_CACHE_READ},       {"read", GAUNTLET_CACHE_READ},     {"get", GAUNTLET_CACHE_READ},
      {"gets", GAUNTLET_CACHE_READ},    {"28", GAUNTLET_CACHE_READ},       {"88", GAUNTLET_CACHE_READ},
      {"w", GAUNTLET_CACHE_WRITE},      {"write", GAUNTLET_CACHE_WRITE},   {"set", GAUNTLET_CACHE_WRITE},
      {"add", GAUNTLET_CACHE_WRITE},    {"put", GAUNTLET_CACHE_WRITE},     {"replace", GAUNTLET_CACHE_WRITE},
      {"cas", GAUNTLET_CACHE_WRITE},    {"append", GAUNTLET_CACHE_WRITE},  {"prepend", GAUNTLET_CACHE_WRITE},
      {"incr", GAUNTLET_CACHE_WRITE},   {"decr", GAUNTLET_CACHE_WRITE},    {"2a", GAUNTLET_CACHE_WRITE},
      {"8a", GAUNTLET_CACHE_WRITE},     {"delete", GAUNTLET_CACHE_DELETE}, {"del", GAUNTLET_CACHE_DELETE},
      {"remove", GAUNTLET_CACHE_DELETE}};
  const auto found = kNames.find(Lower(text));
  if (found == kNames.end()) return "is not an operation (read, write, delete, get, set, 28, 2a, ...)";
  out = found->second;
  return nullptr;
}

class CsvReader : public RequestReader {
 public:
  CsvReader(std::unique_ptr<ByteReader> input, CsvPlan plan) : input_(std::move(input)), plan_(plan) {
    widest_ = *std::ranges::max_element(plan_.column);
  }

  bool extended() const override { return plan_.column[kTtl] != 0 || plan_.column[kAddress] != 0; }

  Result<size_t> Read(std::span<TraceRequest> out) override {
    size_t count = 0;
    while (count < out.size()) {
      GAUNTLET_TRY(const auto line, input_->Line());
      if (!line) break;
      if (input_->line() == 1 && plan_.header.value_or(false)) continue;
      if (Trimmed(*line).empty()) continue;
      GAUNTLET_CHECK_OK(ParseRow(*line, out[count]));
      ++count;
      input_->set_record(input_->record() + 1);
    }
    return count;
  }

 private:
  Result<> ParseRow(std::string_view line, TraceRequest& out) {
    Split(line, plan_.delimiter, fields_);
    if (fields_.size() < static_cast<size_t>(widest_)) {
      return input_->WrongInLine(line.size() + 1,
                                 fmt::format("has {} columns, column {} is needed", fields_.size(), widest_));
    }
    out = {};
    for (size_t f = 0; f < kFields; ++f) {
      if (plan_.column[f] == 0) continue;
      const std::string_view text = fields_[static_cast<size_t>(plan_.column[f]) - 1];
      if (const char* trouble = ParseOne(static_cast<Field>(f), text, out)) {
        return input_->WrongInLine(static_cast<size_t>(text.data() - line.data()) + 1,
                                   fmt::format("{} {} {}", kFieldNames[f].name, Shown(text), trouble));
      }
    }
    return {};
  }

  const char* ParseOne(Field field, std::string_view text, TraceRequest& out) const {
    switch (field) {
      case kTime:
        return ParseTime(text, plan_.time_divisor, out.time_s);
      case kId:
        return ParseId(text, out);
      case kSize:
        return ParseWhole(text, out.size_bytes);
      case kOp:
        return ParseOperation(text, out.operation);
      case kTtl:
        return ParseWhole(text, out.ttl_s);
      case kTenant:
        return ParseWhole(text, out.tenant);
      case kAddress:
        return ParseWhole(text, out.address);
      case kFields:
        break;
    }
    return "is no field";
  }

  const char* ParseId(std::string_view text, TraceRequest& out) const {
    if (plan_.text_ids) {
      out.id = HashText(text).low;
      return nullptr;
    }
    const char* trouble = ParseWhole(text, out.id);
    if (trouble == nullptr || text.empty()) return trouble;
    return text.front() == '-' ? "is negative"
                               : "is not a whole number below 2^64 (ids that are text need `text_ids: true`)";
  }

  std::unique_ptr<ByteReader> input_;
  CsvPlan plan_;
  int widest_ = 0;
  std::vector<std::string_view> fields_;
};

Result<std::unique_ptr<RequestReader>> OpenCsv(std::unique_ptr<ByteReader> input, const Json& columns) {
  GAUNTLET_TRY(std::string_view head, input->Peek(64 << 10));
  head = head.substr(0, head.find('\n'));
  if (head.ends_with('\r')) head.remove_suffix(1);
  GAUNTLET_TRY(CsvPlan plan, ReadColumns(*input, columns, head));
  return std::make_unique<CsvReader>(std::move(input), plan);
}

}  // namespace

const TraceFormat kCsvFormat = {
    .name = "csv",
    .aliases = {},
    .endings = {".csv", ".tsv"},
    .summary = "text columns, mapped by `columns: {time: 1, id: 2, size: 3}` or by the header's names",
    .open = &OpenCsv,
};

}  // namespace gauntlet
