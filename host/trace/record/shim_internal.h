/* Between the two halves of the recording shim: calls (shim.c) and maps (shim_map.c). */
#ifndef GAUNTLET_RECORD_SHIM_INTERNAL_H
#define GAUNTLET_RECORD_SHIM_INTERNAL_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "host/trace/record/record_log.h"

/* The file's hash, or 0 if it is not recorded: not a regular file, not below the directories asked for. */
uint64_t gauntlet_shim_file(int fd);
void gauntlet_shim_log(uint64_t file, uint64_t offset, uint64_t length, uint32_t operation);

/* Opens [buffer, buffer + length) for a system call that would not take the fault, logs its pages. Returns
 * whether anything of it was watched; then close it with gauntlet_shim_watch_again. */
int gauntlet_shim_open_range(const void *buffer, size_t length, uint32_t operation);
void gauntlet_shim_watch_again(const void *buffer, size_t length);

/* The system call; nothing is watched. */
void *gauntlet_shim_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);

/* The real functions behind the ones that the shim stands in for. */
void *gauntlet_shim_real(const char *name);

#endif
