// Put before the C library: the wall clock jumps to and fro by up to nine hours, a step a look.
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

namespace {

std::atomic<long> looks = 0;

long Jump() { return (looks++ * 7919 % 19 - 9) * 3600; }

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* at) noexcept {
  const long failed = ::syscall(SYS_clock_gettime, clock, at);
  if (failed == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += Jump();
  return static_cast<int>(failed);
}

extern "C" time_t time(time_t* at) noexcept {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  if (at != nullptr) *at = now.tv_sec;
  return now.tv_sec;
}

extern "C" int gettimeofday(timeval* at, void*) noexcept {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  *at = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}
