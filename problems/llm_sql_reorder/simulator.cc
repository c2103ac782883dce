// Tables, what an order of rows and columns reuses, and what the table as it came does.
#include <gauntlet/llmsql_abi.h>

#include <algorithm>
#include <cmath>
#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/simulators/csv.hpp>
#include <gauntlet/simulators/rounds.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gauntlet::simulators;

constexpr uint64_t kMostRows = 200000, kMostColumns = 200, kMostCells = 1 << 24;

// The most of any table of the workload: what tables must hold.
struct Settings {
  uint32_t rows;
  uint32_t columns;
  uint64_t characters;
};

// A record: these four, the length of the text, the cells, the text.
struct Head {
  uint32_t rows, columns, values, reserved_zero;
  uint64_t characters;  // of all rows
};

llmsql_table TableOf(const uint8_t* record) {
  const auto* head = reinterpret_cast<const Head*>(record);
  const auto* cells = reinterpret_cast<const llmsql_cell*>(head + 1);
  const uint64_t count = uint64_t{head->rows} * head->columns;
  return {cells, reinterpret_cast<const char*>(cells + count), head->rows, head->columns, head->values, 0};
}

uint64_t CharactersOf(const uint8_t* record) { return reinterpret_cast<const Head*>(record)->characters; }

std::string_view TextOf(const llmsql_table& table, uint32_t row, uint32_t column) {
  const llmsql_cell& cell = table.cells[uint64_t{row} * table.column_count + column];
  return {table.text + cell.offset, cell.characters};
}

uint64_t CommonPrefix(std::string_view a, std::string_view b) {
  const auto [end, ignored] =
      std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(std::min(a.size(), b.size())), b.begin());
  return static_cast<uint64_t>(end - a.begin());
}

// What rows reuse of the one before them; and of any of those before, which is the same in every order: each distinct
// prefix counts as often as it occurs, less once.
struct Hits {
  uint64_t of_last = 0, of_any = 0;
};
Hits HitsOf(std::string_view* rows, uint32_t count) {
  Hits hits;
  for (uint32_t i = 1; i < count; ++i) hits.of_last += CommonPrefix(rows[i - 1], rows[i]);
  std::sort(rows, rows + count);
  for (uint32_t i = 1; i < count; ++i) hits.of_any += CommonPrefix(rows[i - 1], rows[i]);
  return hits;
}

// A table in the making.
class TableMaker {
 public:
  void AddRow(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) {
      const auto [found, is_new] =
          values_.try_emplace(cell, Value{static_cast<uint32_t>(values_.size()), text_.size()});
      if (is_new) text_ += cell;
      cells_.push_back({found->second.number, static_cast<uint32_t>(cell.size()), found->second.offset});
      characters_ += cell.size();
    }
    ++rows_;
  }
  uint64_t rows() const { return rows_; }
  uint64_t cells() const { return cells_.size(); }
  void AddTo(Records<Settings>* out) const {
    Record record;
    const Head head = {static_cast<uint32_t>(rows_), static_cast<uint32_t>(cells_.size() / rows_),
                       static_cast<uint32_t>(values_.size()), 0, characters_};
    record.Put(head);
    record.PutAll(cells_);
    record.PutAll(std::vector<char>(text_.begin(), text_.end()));
    Settings& settings = out->settings;
    settings.rows = std::max(settings.rows, head.rows);
    settings.columns = std::max(settings.columns, head.columns);
    settings.characters = std::max(settings.characters, characters_);
    out->Add(std::move(record));
  }

 private:
  struct Value {
    uint32_t number;
    uint64_t offset;
  };
  std::map<std::string, Value> values_;
  std::string text_;
  std::vector<llmsql_cell> cells_;
  uint64_t rows_ = 0, characters_ = 0;
};

// The first row names the columns.
void Read(const File& file, Params& params, Records<Settings>* out) {
  const uint64_t first = params.CountOr("first_row", 0, 0, kMostRows),
                 most = params.CountOr("rows", kMostRows, 1, kMostRows);
  CsvReader rows(file.text());
  std::vector<std::string> row;
  if (!rows.Next(&row)) return file.Refuse(params, 1, "no columns");
  const size_t columns = row.size();
  if (columns > kMostColumns) return file.Refuse(params, 1, "more than 200 columns");
  TableMaker table;
  for (uint64_t i = 0; table.rows() < most && rows.Next(&row); ++i) {
    if (row.size() != columns)
      return file.Refuse(params, rows.line(),
                         std::to_string(row.size()) + " cells; the head has " + std::to_string(columns));
    if (table.cells() + columns > kMostCells) return file.Refuse(params, rows.line(), "more than 2^24 cells");
    if (i >= first) table.AddRow(row);
  }
  if (table.rows() == 0) return file.Refuse(params, rows.line(), "no rows, or none from first_row on");
  table.AddTo(out);
}

// Entities that rows speak of again and again (a product, a customer), each with fields of its own; and fields that are
// the row's: few-valued or nearly unique, short or long.
class Generator {
 public:
  explicit Generator(Params& params)
      : tables_(params.CountOr("tables", 4, 1, 1000)),
        rows_(params.Count("rows", 1, kMostRows)),
        entities_(params.CountOr("entities", 2, 0, 20)),
        fields_(params.CountOr("fields", 3, 1, 20)),
        own_(params.CountOr("own", 4, 1, 100)),
        kinds_(params.CountOr("kinds", 40, 1, 1000000)),
        skew_(params.RealOr("skew", 0.8, 0, 4)),
        length_(params.CountOr("length", 24, 1, 10000)),
        rng_(params.CountOr("seed", 1, 0, UINT64_MAX)) {}

  void AddTo(Records<Settings>* out) {
    for (uint64_t t = 0; t < tables_; ++t) {
      MakeColumns();
      TableMaker table;
      for (uint64_t r = 0; r < rows_; ++r) table.AddRow(Row());
      table.AddTo(out);
    }
  }

 private:
  struct Column {
    uint64_t entity;                 // whose field it is; beyond the entities: the row's own
    std::vector<std::string> texts;  // [kind]
  };

  std::string Text(uint64_t most) {
    std::string out(1 + rng_.below(most), ' ');
    for (char& c : out) c = static_cast<char>('a' + rng_.below(26));
    return out;
  }
  void MakeColumns() {
    columns_.clear();
    for (uint64_t e = 0; e < entities_; ++e)
      for (uint64_t f = 0; f < fields_; ++f) columns_.push_back({e, {}});
    for (uint64_t o = 0; o < own_; ++o) columns_.push_back({entities_, {}});
    for (size_t i = columns_.size(); i > 1; --i) std::swap(columns_[i - 1], columns_[rng_.below(i)]);
    for (Column& column : columns_) {
      const uint64_t most = rng_.chance(0.3) ? length_ : (length_ + 5) / 6;
      const uint64_t kinds = column.entity < entities_ ? kinds_
                             : rng_.chance(0.5)        ? 2 + rng_.below(6)
                                                       : rows_ * 2;
      for (uint64_t k = 0; k < kinds; ++k) column.texts.push_back(Text(most));
    }
    below_.assign(kinds_, 0);
    double sum = 0;
    for (uint64_t k = 0; k < kinds_; ++k) below_[k] = sum += std::pow(static_cast<double>(k + 1), -skew_);
  }
  std::vector<std::string> Row() {
    std::vector<uint64_t> kind(entities_);
    for (uint64_t& k : kind)
      k = std::min<uint64_t>(
          static_cast<uint64_t>(std::lower_bound(below_.begin(), below_.end(), rng_.unit() * below_.back()) -
                                below_.begin()),
          kinds_ - 1);
    std::vector<std::string> row;
    for (const Column& column : columns_)
      row.push_back(
          column.texts[column.entity < entities_ ? kind[column.entity] : rng_.below(column.texts.size())]);
    return row;
  }

  uint64_t tables_, rows_, entities_, fields_, own_, kinds_;
  double skew_;
  uint64_t length_;
  gauntlet::sdk::Rng rng_;
  std::vector<Column> columns_;
  std::vector<double> below_;
};

// Text that is reused, as a share of all.
double Rate(uint64_t hits, uint64_t characters) {
  return characters == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(characters);
}

struct Llmsql {
  static constexpr const char* kDomain = LLMSQL_DOMAIN;
  static constexpr const char* kInterface = LLMSQL_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = LLMSQL_FINGERPRINT;
  using Hooks = llmsql_policy;
  static constexpr gauntlet_required_hook kRequired[] = {GAUNTLET_REQUIRED(llmsql_policy, create),
                                                         GAUNTLET_REQUIRED(llmsql_policy, destroy),
                                                         GAUNTLET_REQUIRED(llmsql_policy, order)};
  using Config = llmsql_config;
  using Settings = ::Settings;
  using Answer = uint32_t;

  static void Make(Params& params, const Files& files, Records<Settings>* out) {
    if (const File file = files.Find("table")) return Read(file, params, out);
    Generator generator(params);
    if (!params.failed()) generator.AddTo(out);
  }
  static uint64_t MostNumbers(const Settings& settings) {
    return settings.rows + uint64_t{settings.rows} * settings.columns;
  }
  static Config ConfigOf(const Settings&, uint64_t seed, uint64_t memory_budget_bytes) {
    return {sizeof(Config), 0, seed, memory_budget_bytes};
  }

  static void Reference(const Settings&, const RecordList& records, Report* out) {
    uint64_t characters = 0;
    Hits hits;
    for (uint64_t i = 0; i < records.size(); ++i) {
      const llmsql_table table = TableOf(records[i]);
      std::vector<std::string> texts(table.row_count);
      for (uint32_t r = 0; r < table.row_count; ++r)
        for (uint32_t c = 0; c < table.column_count; ++c) texts[r] += TextOf(table, r, c);
      std::vector<std::string_view> rows(texts.begin(), texts.end());
      const Hits one = HitsOf(rows.data(), table.row_count);
      hits.of_last += one.of_last;
      hits.of_any += one.of_any;
      characters += CharactersOf(records[i]);
    }
    out->Real("arrival_miss_rate", 1 - Rate(hits.of_last, characters));
    out->Real("arrival_hit_rate_any", Rate(hits.of_any, characters));
  }

  struct Game {
    char* text;
    std::string_view* rows;
    uint8_t* seen;
    uint64_t tables, of_last, of_any, characters;

    bool Start(const Settings& settings, const Memory& memory) {
      text = memory.Array<char>(settings.characters + 1);
      rows = memory.Array<std::string_view>(settings.rows);
      seen = memory.Array<uint8_t>(std::max(settings.rows, settings.columns));
      return text != nullptr && rows != nullptr && seen != nullptr;
    }
    uint32_t Ask(const Hooks& hooks, void* self, const uint8_t* record, uint32_t* answer) {
      const llmsql_table table = TableOf(record);
      const uint32_t cells = table.row_count * table.column_count;
      for (uint32_t r = 0; r < table.row_count; ++r) answer[r] = r;
      for (uint32_t i = 0; i < cells; ++i) answer[table.row_count + i] = i % table.column_count;
      hooks.order(self, &table, answer, answer + table.row_count);
      return table.row_count + cells;
    }
    void Judge(const uint8_t* record, std::span<const uint32_t> answer, Refusal& refuse) {
      const llmsql_table table = TableOf(record);
      const uint32_t row_count = table.row_count, column_count = table.column_count;
      if (answer.size() != row_count + uint64_t{row_count} * column_count)
        return refuse("%zu numbers for %u rows of %u columns", answer.size(), row_count, column_count);
      std::fill(seen, seen + row_count, uint8_t{0});
      char* end = text;
      for (uint32_t place = 0; place < row_count; ++place) {
        const uint32_t row = answer[place];
        if (row >= row_count)
          return refuse("place %u: there is no row %u, the last one is %u", place, row, row_count - 1);
        if (seen[row]++ != 0) return refuse("place %u: row %u stands in the order already", place, row);
        const char* begin = end;
        if (!Append(table, row, answer.subspan(row_count + uint64_t{row} * column_count, column_count), &end,
                    refuse))
          return;
        rows[place] = {begin, static_cast<size_t>(end - begin)};
      }
      const Hits hits = HitsOf(rows, row_count);
      ++tables;
      of_last += hits.of_last;
      of_any += hits.of_any;
      characters += CharactersOf(record);
    }
    // The cells of the row, each once.
    static bool Append(const llmsql_table& table, uint32_t row, std::span<const uint32_t> columns, char** end,
                       Refusal& refuse) {
      bool used[kMostColumns] = {};
      for (const uint32_t column : columns) {
        if (column >= table.column_count || used[column]) {
          refuse("row %u: column %u %s", row, column,
                 column < table.column_count ? "stands in it already" : "does not exist");
          return false;
        }
        used[column] = true;
        const std::string_view cell = TextOf(table, row, column);
        *end = std::copy(cell.begin(), cell.end(), *end);
      }
      return true;
    }
    void Tell(Report* out) const {
      out->Count("tables", tables);
      out->Count("characters", characters);
      out->Real("miss_rate", 1 - Rate(of_last, characters));
      out->Real("hit_rate", Rate(of_last, characters));
      out->Real("hit_rate_any", Rate(of_any, characters));
    }
  };
};

}  // namespace

GAUNTLET_ROUNDS_SIMULATOR(Llmsql)
