#include <gauntlet/sdk/llmsql_policy.hpp>

// EVOLVE-BLOCK-START
// Greedy group recursion (Liu et al., "Optimizing LLM Queries in Relational Data Analytics Workloads", 2024),
// in our own words: the value that saves most characters, over the rows that have it, goes first in these rows;
// they are ordered in the same way by their other columns, and so are the rows that do not have it.
class GreedyGroups : public llmsql::Policy {
 public:
  void order(const Table& table, Order& order) {
    times_.clear();
    times_.resize(table.values());
    taken_.clear();
    taken_.resize(table.columns());
    for (uint32_t i = 0; i < table.rows(); ++i) rows_.push_back(i);
    group(table, order, 0, table.rows(), 0);
    for (uint32_t i = 0; i < table.rows(); ++i) order.row(i) = rows_[i];
    rows_.clear();
  }

 private:
  // Rows rows_[begin .. end): their first `fixed` columns are fixed, and the same in all of them.
  void group(const Table& table, Order& order, uint32_t begin, uint32_t end, uint32_t fixed) {
    while (begin < end && fixed < table.columns()) {
      uint32_t column = 0, value = 0;
      if (!find(table, begin, end, &column, &value)) break;
      uint32_t middle = begin;
      for (uint32_t i = begin; i < end; ++i) {
        const uint32_t row = rows_[i];
        if (table.value(row, column) != value) continue;
        rows_[i] = rows_[middle];
        rows_[middle++] = row;
        put(table, order, row, fixed, column);
      }
      taken_[column] = 1;
      group(table, order, begin, middle, fixed + 1);
      taken_[column] = 0;
      begin = middle;
    }
  }
  // The value that saves most among the columns that are left; false: none is there twice.
  bool find(const Table& table, uint32_t begin, uint32_t end, uint32_t* column, uint32_t* value) {
    uint64_t best = 0;
    for (uint32_t c = 0; c < table.columns(); ++c) {
      if (taken_[c] != 0) continue;
      for (uint32_t i = begin; i < end; ++i) {
        const uint32_t v = table.value(rows_[i], c);
        const uint64_t saved = uint64_t{times_[v]++} * table.characters(rows_[i], c);
        if (saved > best) best = saved, *column = c, *value = v;
      }
      for (uint32_t i = begin; i < end; ++i) times_[table.value(rows_[i], c)] = 0;
    }
    return best > 0;
  }
  // The column comes to this place of the row, and what stood there to where it was.
  static void put(const Table& table, Order& order, uint32_t row, uint32_t place, uint32_t column) {
    for (uint32_t i = place; i < table.columns(); ++i) {
      if (order.column(row, i) != column) continue;
      order.column(row, i) = order.column(row, place);
      order.column(row, place) = column;
      return;
    }
  }
  gauntlet::sdk::Vec<uint32_t> rows_, times_, taken_;
};
// EVOLVE-BLOCK-END
LLMSQL_POLICY(GreedyGroups)
