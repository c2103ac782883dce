#include <gauntlet/sdk/llmsql_policy.hpp>

// EVOLVE-BLOCK-START
// Columns with few values first, as database people would sort; rows by their values in that order.
class FewestFirst : public llmsql::Policy {
 public:
  void order(const Table& table, Order& order) {
    gauntlet::sdk::Vec<double> ranks;
    for (uint32_t c = 0; c < table.columns(); ++c) ranks.push_back(rank(table, c));
    gauntlet::sdk::Vec<uint32_t> columns;
    for (uint32_t c = 0; c < table.columns(); ++c) {
      columns.push_back(c);
      for (uint32_t i = c; i > 0 && ranks[columns[i]] > ranks[columns[i - 1]]; --i) {
        const uint32_t higher = columns[i];
        columns[i] = columns[i - 1];
        columns[i - 1] = higher;
      }
    }
    for (uint32_t r = 0; r < table.rows(); ++r)
      for (uint32_t i = 0; i < table.columns(); ++i) order.column(r, i) = columns[i];
    order.sort_rows([&](uint32_t a, uint32_t b) {
      for (const uint32_t c : columns)
        if (table.value(a, c) != table.value(b, c)) return table.value(a, c) < table.value(b, c);
      return false;
    });
  }

 private:
  double rank(const Table& table, uint32_t column) {
    gauntlet::sdk::Vec<uint32_t> times(table.values());
    double distinct = 0;
    for (uint32_t r = 0; r < table.rows(); ++r)
      if (times[table.value(r, column)]++ == 0) distinct += 1;
    return -distinct;
  }
};
// EVOLVE-BLOCK-END
LLMSQL_POLICY(FewestFirst)
