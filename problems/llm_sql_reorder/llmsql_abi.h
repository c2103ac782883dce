/* Rows and columns for prefix reuse: the hook that the simulator calls, and what it tells.
 *
 * Each row of a table goes to a language model as one text: its cells, one behind the other. The model keeps what it
 * computed for the row before, as far as the next one begins with the same characters. In which order the rows go, and
 * in which order the cells of each row, is free.
 */
#ifndef LLMSQL_ABI_H
#define LLMSQL_ABI_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LLMSQL_DOMAIN "llmsql"
#define LLMSQL_POLICY_INTERFACE "gauntlet.llmsql.policy/1"
#define LLMSQL_FINGERPRINT 0x1a641603aa96b726ull

/* Settings of a run. Lives from create to destroy. */
typedef struct llmsql_config {
  uint32_t struct_size;
  uint32_t reserved_zero;
  uint64_t seed;                /* for random numbers of the policy */
  uint64_t memory_budget_bytes; /* for all that the policy allocates */
} llmsql_config;

typedef struct llmsql_cell {
  uint32_t value;      /* equal in two cells if their texts are, in whatever columns; below value_count */
  uint32_t characters; /* bytes of its text */
  uint64_t offset;     /* text[offset .. offset + characters) */
} llmsql_cell;

/* What is to be ordered. Valid during the hook. */
typedef struct llmsql_table {
  const llmsql_cell *cells; /* [row_count][column_count], row-major */
  const char *text;
  uint32_t row_count;
  uint32_t column_count;
  uint32_t value_count;
  uint32_t reserved_zero;
} llmsql_table;

/* `self` is what create returned. All hooks are called from one thread, never nested. */
typedef struct llmsql_policy {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const llmsql_config *config, const gauntlet_host *host); /* required */
  void (*destroy)(void *self);                                             /* required */

  /* Writes rows[0 .. row_count): the rows in the order in which they go, each once; and
   * columns[row][0 .. column_count): for each row of the table (by its number in the table) its columns in the order
   * of the text, each once. Both are lent as the table has them. Anything else is an invalid decision. */
  void (*order)(void *self, const llmsql_table *table, uint32_t *rows, uint32_t *columns); /* required */
} llmsql_policy;

#ifdef __cplusplus
}
#endif
#endif
