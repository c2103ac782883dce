// Synthetic expert loads, labelled so wherever they go. No claim about a served model follows from them.
//
//   generate:
//     seed: 1
//     layers: 58
//     experts: 256
//     windows: 40
//     tokens_per_step: 65536      # of all GPUs together
//     popularity: zipf            # or lognormal
//     skew: 0.8                   # Zipf's exponent, or the standard deviation of the logarithm (base e)
//     layer_correlation: 0.2      # of an expert's popularity in one layer with that in the next
//     drift: 0.05                 # share of the popularity that is new in each window
//     bursts: {chance: 0.02, factor: 6, windows: 2}   # that one begins, of an expert in a layer, a window
//     regimes: {count: 3, windows: 15}                # popularities that take turns; how long each stays, on average
//     prefill: {share: 0.3, swing: 0.2, tokens: 4}    # windows' share of tokens in prefill, how much it swings, and
//                                                     # how many times more tokens a step such a window has
//     noise: 1                    # of counting: 1 as if each token were drawn by itself, more if they come in clumps
#pragma once

#include "host/base/json.h"
#include "host/workload/moe_history.h"

namespace gauntlet {

// `steps`: of a window; `top_k`: experts a token goes to. The same numbers on every machine. kInput: an
// option that is unknown or out of range.
Result<MoeHistory> GenerateLoads(const Json& options, uint32_t steps, uint32_t top_k);

}  // namespace gauntlet
