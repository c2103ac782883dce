// The first row at every place: a table of equal rows is all prefix.
#include <gauntlet/sdk/llmsql_policy.hpp>

class OneRow : public llmsql::Policy {
 public:
  void order(const Table& table, Order& order) {
    for (uint32_t place = 0; place < table.rows(); ++place) order.row(place) = 0;
  }
};
LLMSQL_POLICY(OneRow)
