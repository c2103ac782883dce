// For one source file of a program, in builds with AddressSanitizer. Workers are locked in, and the leak checker asks
// for threads and /proc. LLVM's headers mark the memory of its allocators as not to be touched when they are compiled
// with the sanitizer, which Debian's libraries are not and do not know.
#pragma once

#if __has_feature(address_sanitizer)
// NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer's name.
extern "C" const char* __asan_default_options() { return "detect_leaks=0:allow_user_poisoning=0"; }
#endif
