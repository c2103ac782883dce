#include <fmt/format.h>

#include "tests/hostile/program.h"

namespace gauntlet::hostile {
namespace {

std::string Times(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

std::string Generated(const std::string& what) {
  if (what == "nested_parentheses")
    return "inline int Deep() { return " + Times("(", 50000) + "1" + Times(")", 50000) + "; }\n";
  GAUNTLET_ASSERT(false);
}

}  // namespace gauntlet::hostile
