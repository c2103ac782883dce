// What breaks a container's contract, or an answer that nobody can carry out, is a std::logic_error; notes for the
// policy's author go nowhere.
#include "runtime/support.cc"

#include <gauntlet/sdk/support.hpp>
#include <stdexcept>

[[noreturn]] void gauntlet_sdk_misuse(const char* text) { throw ::std::logic_error(text); }
void gauntlet_sdk_note(const gauntlet_host*, const char*) noexcept {}
void gauntlet_sdk_note_value(const gauntlet_host*, const char*, double) noexcept {}
