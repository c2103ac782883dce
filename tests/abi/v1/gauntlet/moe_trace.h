/* The bytes of a MoE workload: a header, then one record for each window of steps, in order. Little-endian, 64-byte
 * aligned header. Written by host/workload from a load history or a generator, read by the MoE simulator. */
#ifndef GAUNTLET_MOE_TRACE_H
#define GAUNTLET_MOE_TRACE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAUNTLET_MOE_TRACE_MAGIC 0x314c656f4d4c4e47ull /* bytes "GNLMoeL1" */

enum { GAUNTLET_MOE_TRACE_SYNTHETIC = 1u /* the loads come from a generator, not from a served model */ };

typedef struct gauntlet_moe_trace_header {
  uint64_t magic;
  uint32_t record_bytes; /* sizeof(gauntlet_moe_record) + 4 x layers x experts, rounded up to 8 */
  uint32_t flags;
  uint32_t layers;
  uint32_t experts;
  uint64_t record_count;
  uint64_t content_hash; /* of the records */
  uint64_t reserved_zero[3];
} gauntlet_moe_trace_header; /* 64 bytes */

/* uint32_t load[layers][experts] follows: tokens routed to the expert in the window. */
typedef struct gauntlet_moe_record {
  uint32_t steps; /* that the window is long; at least 1 */
  uint32_t reserved_zero;
} gauntlet_moe_record; /* 8 bytes */

#ifdef __cplusplus
}
#endif
#endif
