/* What a spot workload's data hold: many jobs on one set of regions, tick after tick. Made by the host, read by
 * the simulator; no policy sees it.
 *
 * header, then record_count records. Each job is history_records records of which only the prices count, then
 * tick_records ticks. The first record of a job has GAUNTLET_SPOT_RECORD_FIRST.
 */
#ifndef GAUNTLET_SPOT_TRACE_H
#define GAUNTLET_SPOT_TRACE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAUNTLET_SPOT_TRACE_MAGIC 0x31746f7073746e67ull /* "gntspot1" */

enum { GAUNTLET_SPOT_RECORD_FIRST = 1, GAUNTLET_SPOT_RECORD_HISTORY = 2 };

typedef struct gauntlet_spot_trace_header {
  uint64_t magic;
  uint32_t
      record_bytes; /* sizeof(gauntlet_spot_record) + region_count * sizeof(gauntlet_spot_record_region) */
  uint32_t region_count;
  uint64_t record_count;
  uint32_t history_records; /* of each job */
  uint32_t tick_records;    /* of each job: floor(deadline / gap) */
  uint32_t job_count;
  uint32_t reserved_zero;
  double gap_s;
  uint64_t content_hash;
  uint64_t padding_zero;
} gauntlet_spot_trace_header;

typedef struct gauntlet_spot_record_region {
  double spot_usd_per_hour; /* of one instance */
  uint32_t offered;         /* instances */
  uint32_t notice_ticks;    /* 1: capacity for the job is gone in the next tick, 2: in the one after, ...;
                             * 0: not within the time of notice */
} gauntlet_spot_record_region;

typedef struct gauntlet_spot_record {
  uint32_t flags;
  uint32_t job; /* its number in the workload that it comes from: random numbers follow from it */
  /* gauntlet_spot_record_region regions[region_count] */
} gauntlet_spot_record;

#ifdef __cplusplus
}
#endif
#endif
