#include "host/toolchain/flags.h"

namespace gauntlet {

const std::vector<std::string>& InexactMathFunctions() {
  static const std::vector<std::string> functions = [] {
    std::vector<std::string> all;
    for (const char* name :
         {"acos",  "acosh", "asin", "asinh", "atan",   "atan2", "atanh", "cbrt",   "cos",   "cosh",
          "erf",   "erfc",  "exp",  "exp10", "exp2",   "expm1", "hypot", "lgamma", "log",   "log10",
          "log1p", "log2",  "pow",  "sin",   "sincos", "sinh",  "tan",   "tanh",   "tgamma"}) {
      for (const char* suffix : {"", "f", "l"}) all.push_back(std::string(name) + suffix);
    }
    return all;
  }();
  return functions;
}

std::vector<std::string> CandidateFlags() {
  std::vector<std::string> flags = {
      "-triple",
      "x86_64-pc-linux-gnu",
      "-target-cpu",
      "x86-64-v2",
      "-emit-obj",
      "-main-file-name",
      kCandidateFileName,
      "-x",
      "c++",
      "-std=c++20",
      "-O2",
      "-disable-llvm-verifier",
      "-discard-value-names",
      // Linked into a shared object that is loaded into a process with others.
      "-mrelocation-model",
      "pic",
      "-pic-level",
      "2",
      "-fhalf-no-semantic-interposition",
      "-fvisibility=hidden",
      "-mconstructor-aliases",
      "-ffunction-sections",
      "-fdata-sections",
      // Exceptions must find every barrier; nobody asks for dynamic types.
      "-fcxx-exceptions",
      "-fexceptions",
      "-funwind-tables=2",
      "-fno-rtti",
      "-mframe-pointer=none",
      // Bit-equal mathematics: no contraction, and calls of mathematical functions stay calls (-fmath-errno
      // keeps __builtin_ forms from becoming intrinsics that the optimiser would fold with this machine's
      // libm).
      "-ffp-contract=off",
      "-fno-rounding-math",
      "-fmath-errno",
      "-fgnuc-version=4.2.1",
      "-fno-implicit-modules",
      "-fdeprecated-macro",
      "-fpch-instantiate-templates",
      // A static local would need a lock of the runtime; the screen rejects those that are left.
      "-fno-threadsafe-statics",
      "-stack-protector",
      "0",
      // Bombs end in a diagnostic.
      "-ftemplate-depth=256",
      "-fconstexpr-depth=256",
      "-fconstexpr-steps=1000000",
      "-fbracket-depth",
      "200",
      "-ferror-limit",
      "20",
      "-ftemplate-backtrace-limit=4",
      "-fmacro-backtrace-limit=4",
      "-fconstexpr-backtrace-limit=4",
      "-fspell-checking-limit=20",
      // Warnings that tell an author of a mistake; the rest is noise here.
      "-Wno-everything",
      "-Wreturn-type",
      "-Wuninitialized",
      "-Wdiv-by-zero",
      "-Winfinite-recursion",
      "-Wdate-time",
      // Times and places of the build never reach the module.
      "-fdebug-compilation-dir=/",
      "-fcoverage-compilation-dir=/",
      "-D__GCC_HAVE_DWARF2_CFI_ASM=1",
  };
  for (const std::string& name : InexactMathFunctions()) flags.push_back("-fno-builtin-" + name);
  return flags;
}

}  // namespace gauntlet
