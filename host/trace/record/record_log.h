/* The log that recorded programs share, and who writes what.
 *
 * `gauntlet trace record` creates the log, a sparse file, and starts the program with the shim
 * (LD_PRELOAD) and the environment below. Every process of the program maps the log. For each access to a
 * regular file a process takes the next place by adding 1 to `next` and fills it; so places are in the
 * order of the accesses, whichever process made them, and nothing is lost when a process dies. Afterwards
 * the host reads min(next, capacity) events; a place that was taken and not filled has operation 0. */
#ifndef GAUNTLET_RECORD_LOG_H
#define GAUNTLET_RECORD_LOG_H

#include <stdint.h>

#define GAUNTLET_RECORD_MAGIC 0x31636572636e4747ull
#define GAUNTLET_RECORD_LOG_ENV "GAUNTLET_RECORD_LOG" /* path of the log */
#define GAUNTLET_RECORD_UNDER_ENV \
  "GAUNTLET_RECORD_UNDER" /* only files below these directories, split by ':'; empty: all */

enum { GAUNTLET_RECORD_READ = 1, GAUNTLET_RECORD_WRITE = 2 };

typedef struct gauntlet_record_header {
  uint64_t magic;
  uint64_t capacity; /* events */
  uint64_t next;     /* atomic */
  uint64_t reserved_zero;
} gauntlet_record_header;

typedef struct gauntlet_record_event {
  uint64_t file;   /* hash of device, inode and time of birth */
  uint64_t offset; /* bytes from the file's start */
  uint64_t time_us;
  uint32_t length; /* bytes */
  uint32_t operation;
} gauntlet_record_event;

#endif
