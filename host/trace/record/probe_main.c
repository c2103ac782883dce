/* Touches pages of a file in an order that the test of the recorder knows: probe FILE, of at least 100 pages.
 * */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void own_handler(int signal) { _exit(signal == SIGSEGV ? 7 : 8); }

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  char page[8192];
  const int fd = open(argv[1], O_RDWR);
  if (fd < 0) return 3;
  signal(SIGSEGV, own_handler);
  pread(fd, page, 4096, 5 * 4096);  /* page 5 */
  pread(fd, page, 8192, 6 * 4096);  /* pages 6 and 7 */
  pread(fd, page, 2, 9 * 4096 - 1); /* pages 8 and 9 */
  lseek(fd, 3 * 4096, SEEK_SET);
  read(fd, page, 4096);  /* page 3 */
  write(fd, page, 4096); /* writes page 4 */
  struct iovec parts[2] = {{page, 4096}, {page + 4096, 4096}};
  preadv(fd, parts, 2, 10 * 4096); /* pages 10 and 11 */

  volatile char *map = mmap(NULL, 100 * 4096, PROT_READ, MAP_PRIVATE, fd, 0);
  if (map == MAP_FAILED) return 4;
  char sum = 0;
  sum ^= map[50 * 4096];                                    /* page 50 */
  sum ^= map[50 * 4096 + 7];                                /* still open: nothing */
  for (int i = 0; i < 40; ++i) sum ^= map[(55 + i) * 4096]; /* pages 55 to 94: 50 is closed again */
  sum ^= map[50 * 4096];                                    /* page 50 */
  int ends[2];
  if (pipe(ends) != 0 || write(ends[1], (const char *)map + 20 * 4096, 4096) != 4096)
    return 5; /* page 20, in a call */

  char *shared = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 30 * 4096);
  if (shared == MAP_FAILED) return 6;
  shared[4096] = sum; /* writes page 31 */
  const pid_t child = fork();
  if (child == 0) {
    pread(fd, page, 1, 40 * 4096); /* page 40, by another process */
    *(volatile char *)8 = 1;       /* not ours: own_handler leaves with 7 */
  }
  int status = 0;
  waitpid(child, &status, 0);
  munmap((void *)map, 100 * 4096);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 9;
}
