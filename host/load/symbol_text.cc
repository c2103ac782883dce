#include "host/load/symbol_text.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace gauntlet {
namespace {

constexpr size_t kMaxShownBytes = 200;

// A mangled name may say "that again" (S0_, T_) of what says so itself: each time the result may double, and some
// 300 characters fill a memory.
bool IsTame(std::string_view symbol) {
  constexpr int kMostRepeats = 10;
  int repeats = 0;
  for (size_t i = 0; i + 1 < symbol.size(); ++i) {
    const char next = symbol[i + 1];
    const bool is_number = (next >= '0' && next <= '9') || (next >= 'A' && next <= 'Z') || next == '_';
    repeats += (symbol[i] == 'S' || symbol[i] == 'T') && is_number;
  }
  return symbol.size() <= 1024 && repeats <= kMostRepeats;
}

}  // namespace

std::string PrintableSymbol(std::string_view symbol) {
  std::string out(symbol.substr(0, kMaxShownBytes));
  for (char& c : out)
    if (c < ' ' || c > '~') c = '?';
  return symbol.size() > kMaxShownBytes ? out + "..." : out;
}

std::string DemangledSymbol(const std::string& symbol) {
  if (!IsTame(symbol)) return PrintableSymbol(symbol);
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), std::free);
  return PrintableSymbol(status == 0 && name ? name.get() : symbol.c_str());
}

}  // namespace gauntlet
