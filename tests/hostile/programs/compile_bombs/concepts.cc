// expect: source=compile_timeout|compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

template <class T, int N>
concept Small = sizeof(T) + N > 0;
template <class T>
concept All =
    (Small<T, 0> || Small<T, 1>) && (Small<T, 2> || Small<T, 3>) && (Small<T, 4> || Small<T, 5>) &&
    (Small<T, 6> || Small<T, 7>) && (Small<T, 8> || Small<T, 9>) && (Small<T, 10> || Small<T, 11>) &&
    (Small<T, 12> || Small<T, 13>) && (Small<T, 14> || Small<T, 15>) && (Small<T, 16> || Small<T, 17>) &&
    (Small<T, 18> || Small<T, 19>) && (Small<T, 20> || Small<T, 21>) && (Small<T, 22> || Small<T, 23>) &&
    (Small<T, 24> || Small<T, 25>) && (Small<T, 26> || Small<T, 27>) && (Small<T, 28> || Small<T, 29>) &&
    (Small<T, 30> || Small<T, 31>) && (Small<T, 32> || Small<T, 33>) && (Small<T, 34> || Small<T, 35>) &&
    (Small<T, 36> || Small<T, 37>) && (Small<T, 38> || Small<T, 39>) && (Small<T, 40> || Small<T, 41>) &&
    (Small<T, 42> || Small<T, 43>) && (Small<T, 44> || Small<T, 45>) && (Small<T, 46> || Small<T, 47>) &&
    (Small<T, 48> || Small<T, 49>) && (Small<T, 50> || Small<T, 51>);
template <class T>
concept More = All<T> && Small<T, 99>;
template <All T>
int Choose(T) {
  return 1;
}
template <More T>
int Choose(T) {
  return 2;
}

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(Choose(1));
}
GAUNTLET_CACHE_PRIORITY(priority)
