// Always the same answer: rows and columns the other way round.
#include <gauntlet/sdk/llmsql_policy.hpp>

class Backwards : public llmsql::Policy {
 public:
  void order(const Table& table, Order& order) {
    for (uint32_t place = 0; place < table.rows(); ++place) order.row(place) = table.rows() - 1 - place;
    for (uint32_t row = 0; row < table.rows(); ++row)
      for (uint32_t place = 0; place < table.columns(); ++place)
        order.column(row, place) = table.columns() - 1 - place;
  }
};
LLMSQL_POLICY(Backwards)
