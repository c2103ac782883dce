// Monotonic time in milliseconds, and deadlines that are carried through waits.
#pragma once

#include <chrono>
#include <cstdint>

namespace gauntlet {

inline double NowMs() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

class Deadline {
 public:
  static Deadline After(double ms) { return Deadline(NowMs() + ms); }
  static Deadline Never() { return Deadline(1e18); }
  double RemainingMs() const { return at_ms_ - NowMs(); }
  bool Passed() const { return RemainingMs() <= 0; }
  // For poll(2): rounded up, at least 0, at most a minute, so that every wait looks around now and then.
  int PollMs() const {
    const double left = RemainingMs();
    if (left <= 0) return 0;
    return left > 60000 ? 60000 : static_cast<int>(left) + 1;
  }

 private:
  explicit Deadline(double at_ms) : at_ms_(at_ms) {}
  double at_ms_;
};

}  // namespace gauntlet
