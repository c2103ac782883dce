// What an order of rows and columns is written against: derive from llmsql::Policy, define order, and end the file with
// LLMSQL_POLICY(YourClass). The class is constructed from a const Config&, or from nothing. See llmsql_abi.h.
//
//   void order(const Table& table, Order& order);
//
// `order` is as the table has it. An exception that leaves the hook ends the run with its what() as the reason.
#pragma once

#include <gauntlet/llmsql_abi.h>

#include <gauntlet/sdk/policy.hpp>
#include <gauntlet/sdk/vec.hpp>

namespace llmsql {

using Config = llmsql_config;  // seed, memory_budget_bytes
using Cell = llmsql_cell;      // value, characters, offset

// Indices are checked.
class Table {
 public:
  explicit Table(const llmsql_table& table) : table_(table) {}
  uint32_t rows() const { return table_.row_count; }
  uint32_t columns() const { return table_.column_count; }
  uint32_t values() const { return table_.value_count; }  // distinct texts
  const Cell& cell(uint32_t row, uint32_t column) const {
    gauntlet::sdk::check(row < table_.row_count && column < table_.column_count, "Table: no such cell");
    return table_.cells[uint64_t{row} * table_.column_count + column];
  }
  uint32_t value(uint32_t row, uint32_t column) const { return cell(row, column).value; }
  uint32_t characters(uint32_t row, uint32_t column) const { return cell(row, column).characters; }
  const char* text(uint32_t row, uint32_t column) const { return table_.text + cell(row, column).offset; }

 private:
  const llmsql_table& table_;
};

// The order in the making.
class Order {
 public:
  Order(uint32_t* rows, uint32_t* columns, const Table& table)
      : rows_(rows), columns_(columns), table_(table) {}
  // The row that goes at this place.
  uint32_t& row(uint32_t place) {
    gauntlet::sdk::check(place < table_.rows(), "Order: no such place");
    return rows_[place];
  }
  // The column whose cell stands at this place in the text of the row.
  uint32_t& column(uint32_t row, uint32_t place) {
    gauntlet::sdk::check(row < table_.rows() && place < table_.columns(), "Order: no such place");
    return columns_[uint64_t{row} * table_.columns() + place];
  }
  // Rows sorted by what less(a, b) says of two rows of the table; those that are equal stay in their order.
  template <class Less>
  void sort_rows(Less less) {
    gauntlet::sdk::Vec<uint32_t> from(table_.rows()), to(table_.rows());
    for (uint32_t i = 0; i < table_.rows(); ++i) from[i] = rows_[i];
    for (uint32_t width = 1; width < table_.rows(); width *= 2) {
      for (uint32_t begin = 0; begin < table_.rows(); begin += 2 * width) {
        const uint32_t middle = gauntlet::sdk::min(begin + width, table_.rows());
        const uint32_t end = gauntlet::sdk::min(begin + 2 * width, table_.rows());
        uint32_t a = begin, b = middle;
        for (uint32_t i = begin; i < end; ++i)
          to[i] = a < middle && (b == end || !less(from[b], from[a])) ? from[a++] : from[b++];
      }
      from.swap(to);
    }
    for (uint32_t i = 0; i < table_.rows(); ++i) rows_[i] = from[i];
  }

 private:
  uint32_t *rows_, *columns_;
  const Table& table_;
};

class Policy : public gauntlet::sdk::PolicyBase<Config> {
 public:
  using Table = llmsql::Table;
  using Order = llmsql::Order;
};

}  // namespace llmsql

// Machinery: what follows makes the hook table; no policy names it.
namespace llmsql {

template <class C>
struct PolicyModule : gauntlet::sdk::ModuleOf<PolicyModule<C>, C, llmsql_policy> {
  static_assert(
      requires(C& policy, const Table& table, Order& order) { policy.order(table, order); },
      "a policy must have a public `void order(const Table& table, Order& order)`");
  static constexpr const char* kDomain = LLMSQL_DOMAIN;
  static constexpr const char* kInterface = LLMSQL_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = LLMSQL_FINGERPRINT;

  static void order(void* self, const llmsql_table* table, uint32_t* rows, uint32_t* columns) {
    PolicyModule::guard(self, [&](C& policy) {
      const Table seen(*table);
      Order order(rows, columns, seen);
      policy.order(seen, order);
    });
  }
  static constexpr llmsql_policy kHooks = {sizeof(llmsql_policy), 0, &PolicyModule::create,
                                           &PolicyModule::destroy, &order};
};

}  // namespace llmsql

#define LLMSQL_POLICY(Class) GAUNTLET_POLICY_MODULE(llmsql::PolicyModule<Class>)
