// A number written in a policy's evolve block, as whoever wants to change it sees it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace gauntlet {

struct LiteralSite {
  uint32_t begin = 0, end = 0;  // its text in the source, in bytes: [begin, end)
  uint32_t line = 0;            // from 1
  std::string text;             // as it is written: "0x1fu"
  std::string expression;       // what it stands in, on one line and short: "count * 1.0e6"
  std::string function;         // whose body it stands in; empty: a member's initialiser

  // Its place in the parameter table of the lifted module (gauntlet/sdk/parameters.hpp), in order of the text; -1:
  // the language wants a constant there, and `fixed` says why.
  int parameter = -1;
  std::string type;  // of a parameter: "int", "unsigned long", "double", "float"
  bool is_real = false;
  uint64_t bits = 0;  // of a parameter: as in NormalForm::parameters

  // Why it is no quantity that is worth a search; empty: it is one. A parameter with a reason can be changed all the
  // same, and then most policies break.
  std::string fixed;
  bool as_real = false;      // what is read there is a real number, after implicit conversions
  bool positive = false;     // below a division, a root or a logarithm: 0 is no value for it
  bool may_be_zero = false;  // 0 is a number there, and no null pointer
  bool bounds_loop = false;  // says how often a loop goes round
  uint32_t below = 0;        // must stay below this (an array's size, the width of a shift); 0: no bound
};

Json LiteralSiteToJson(const LiteralSite& site);
LiteralSite LiteralSiteFromJson(const Json& json);  // throws: see foreign_json.h

}  // namespace gauntlet
