/* The bytes of a cache workload: a header, then request records in order. Little-endian, 64-byte aligned
 * header. Written by host/trace from any trace format, read by the cache simulator. Objects are numbered
 * densely in order of first appearance inside; policies never see these numbers. */
#ifndef GAUNTLET_CACHE_TRACE_H
#define GAUNTLET_CACHE_TRACE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAUNTLET_CACHE_TRACE_MAGIC 0x31656361434c4e47ull /* bytes "GNLCace1" */

enum {
  GAUNTLET_CACHE_TRACE_EXTENDED = 1u /* records are gauntlet_cache_record_extended */
};

typedef struct gauntlet_cache_trace_header {
  uint64_t magic;
  uint32_t record_bytes; /* sizeof of the record type */
  uint32_t flags;
  uint64_t record_count;
  uint64_t object_count;    /* objects are 0 .. object_count - 1 */
  uint64_t footprint_bytes; /* sum over objects of their first size */
  uint64_t content_hash;    /* of the records */
  uint64_t reserved_zero[2];
} gauntlet_cache_trace_header; /* 64 bytes */

typedef struct gauntlet_cache_record {
  uint32_t object;
  uint32_t size_bytes;
  uint32_t time_s; /* from the first request */
  uint16_t tenant;
  uint8_t operation; /* GAUNTLET_CACHE_READ, ... */
  uint8_t reserved_zero;
} gauntlet_cache_record; /* 16 bytes */

typedef struct gauntlet_cache_record_extended {
  gauntlet_cache_record base;
  uint32_t ttl_s;
  uint32_t reserved_zero;
  uint64_t block_address;
} gauntlet_cache_record_extended; /* 32 bytes */

#ifdef __cplusplus
}
#endif
#endif
