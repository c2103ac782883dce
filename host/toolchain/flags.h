// How every candidate is compiled. Fixed: two builds of one source anywhere give the same module. Plain C++.
#pragma once

#include <string>
#include <vector>

namespace gauntlet {

// Front-end (cc1) arguments without the search path. `policy.cc` is the name that every candidate goes by.
std::vector<std::string> CandidateFlags();

// Functions whose last bits differ between mathematical libraries: never folded at compile time, always
// called at run time.
const std::vector<std::string>& InexactMathFunctions();

// What the optimiser does, in LLVM's own notation. What -O2 does, less the second simplification of each
// function, the vectorisers and passes for large programs: short units get it in two thirds of the time, and
// policies run as fast.
inline constexpr const char* kOptimiserPasses =
    "always-inline,inferattrs,function(lower-expect,simplifycfg,sroa<modify-cfg>,early-cse),globalopt,"
    "cgscc(inline,function-attrs,function<eager-inv>("
    "sroa<modify-cfg>,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,"
    "jump-threading,correlated-propagation,simplifycfg,"
    "loop-mssa(loop-rotate,licm,simple-loop-unswitch),simplifycfg,instcombine<no-verify-fixpoint>,"
    "loop(loop-idiom,indvars,loop-deletion,loop-unroll-full),"
    "gvn,memcpyopt,bdce,instcombine<no-verify-fixpoint>,dse,adce,simplifycfg)),"
    "globaldce,function(loop-unroll,instcombine<no-verify-fixpoint>,loop-mssa(licm),"
    "lower-constant-intrinsics,div-rem-pairs,simplifycfg)";

inline constexpr const char* kCandidateFileName = "policy.cc";

}  // namespace gauntlet
