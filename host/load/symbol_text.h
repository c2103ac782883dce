// Names of symbols that a file brings, made fit for people and for JSON: bounded, printable, and as source text has
// them where that is safe to find out.
#pragma once

#include <string>
#include <string_view>

namespace gauntlet {

// Printable ASCII, the rest as '?', cut after some 200 characters.
std::string PrintableSymbol(std::string_view symbol);
// "policy::f(int)" for "_ZN6policy1fEi".
std::string DemangledSymbol(const std::string& symbol);

}  // namespace gauntlet
