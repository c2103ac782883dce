// For one source file of a program, in builds with AddressSanitizer. Workers are locked in, and the leak checker asks
// for threads and /proc. LLVM's headers mark the memory of its allocators as not to be touched when they are compiled
// with the sanitizer, which Debian's libraries are not and do not know. Faults of candidates and of the sources that
// overthrow a compiler are for our own handlers, or end the process with their signal. A locked child has the memory
// that it has: who asks for more is told so, as malloc does.
#pragma once

#if __has_feature(address_sanitizer)
// NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer's name.
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0:allow_user_poisoning=0:allocator_may_return_null=1:"
         "handle_segv=0:handle_sigbus=0:handle_sigfpe=0";
}
#endif
