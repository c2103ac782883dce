#include "host/load/symbol_text.h"

#include <gtest/gtest.h>

namespace gauntlet {
namespace {

TEST(SymbolText, IsThatOfTheSource) {
  EXPECT_EQ(DemangledSymbol("_ZN6policy1fEi"), "policy::f(int)");
  EXPECT_EQ(DemangledSymbol("_ZSt4endlIcSt11char_traitsIcEERSt13basic_ostreamIT_T0_ES6_").substr(0, 30),
            "std::basic_ostream<char, std::");
  EXPECT_EQ(DemangledSymbol("system"), "system");
  EXPECT_EQ(DemangledSymbol("_Znot mangled"), "_Znot mangled");
}

// Demangled it would have some 2^40 characters.
TEST(SymbolText, OfANameThatUnfoldsWithoutEndIsTheName) {
  std::string bomb = "_Z1f1AIiiE";
  for (int i = 0; i < 40; ++i) {
    const std::string last = i < 10 ? std::string(1, static_cast<char>('0' + i)) : std::string("Z");
    bomb += "S_IS" + last + "_S" + last + "_E";
  }
  EXPECT_EQ(DemangledSymbol(bomb), bomb.substr(0, 200) + "...");
}

TEST(SymbolText, IsPrintableAndBounded) {
  EXPECT_EQ(PrintableSymbol("a\x1b[2J\xff"), "a?[2J?");
  EXPECT_EQ(PrintableSymbol(std::string(200, 'x')), std::string(200, 'x'));
  EXPECT_EQ(PrintableSymbol(std::string(201, 'x')), std::string(200, 'x') + "...");
}

}  // namespace
}  // namespace gauntlet
