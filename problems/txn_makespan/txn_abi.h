/* Transaction scheduling: the hook that the simulator calls, and what it tells.
 *
 * A batch of transactions is to be run. Each is a row of ticks, one behind the other and never interrupted; in some
 * of them it reads or writes a key, in the others it computes. The order decides who waits: taken one after the
 * other, each transaction starts as early as it can, so that each of its reads comes after the last write, and each
 * of its writes after the last access, that those before it in the order make to the key. The makespan is the tick
 * in which the last one ends.
 */
#ifndef TXN_ABI_H
#define TXN_ABI_H

#include <gauntlet/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TXN_DOMAIN "txn"
#define TXN_POLICY_INTERFACE "gauntlet.txn.policy/1"
#define TXN_FINGERPRINT 0x5ae71e16d6b36e52ull

/* Settings of a run. Lives from create to destroy. */
typedef struct txn_config {
  uint32_t struct_size;
  uint32_t reserved_zero;
  uint64_t seed;                /* for random numbers of the policy */
  uint64_t memory_budget_bytes; /* for all that the policy allocates */
} txn_config;

typedef struct txn_access {
  uint32_t key;      /* below key_count */
  uint32_t tick;     /* from the transaction's start, from 0 */
  uint32_t is_write; /* 1: writes, 0: reads */
  uint32_t reserved_zero;
} txn_access;

typedef struct txn_transaction {
  uint32_t first_access; /* accesses[first_access .. first_access + access_count), in the order of ticks */
  uint32_t access_count;
  uint32_t ticks; /* that it takes */
  uint32_t reserved_zero;
} txn_transaction;

/* What is to be run. Valid during the hook. */
typedef struct txn_batch {
  const txn_transaction *transactions; /* [transaction_count], as they came */
  const txn_access *accesses;          /* [access_count] */
  uint32_t transaction_count;
  uint32_t access_count;
  uint32_t key_count;
  uint32_t reserved_zero;
} txn_batch;

/* `self` is what create returned. All hooks are called from one thread, never nested. */
typedef struct txn_policy {
  uint32_t struct_size;
  uint32_t reserved_zero;
  void *(*create)(const txn_config *config, const gauntlet_host *host); /* required */
  void (*destroy)(void *self);                                          /* required */

  /* Writes the order, order[0 .. transaction_count): the number of each transaction once. It is lent as they came:
   * 0, 1, 2, ... Anything else than each number once is an invalid decision. Batches have nothing to do with one
   * another. */
  void (*order)(void *self, const txn_batch *batch, uint32_t *order); /* required */
} txn_policy;

#ifdef __cplusplus
}
#endif
#endif
