#include <fmt/format.h>

#include "host/problem/key_doc.h"
#include "host/problem/problem.h"

namespace gauntlet {
namespace {

constexpr const char* kRequired = "required";

KeyDocs Top() {
  return {
      "",
      "The top level.",
      {{"name", "text", kRequired, "of the problem: what `gauntlet run NAME` finds it by"},
       {"title", "text", "the name", "a line for lists and reports"},
       {"domain", "text", kRequired, "`cache`, `spot`, `moe`; or a name of your own, beside `simulator:`"},
       {"interface", "text", kRequired,
        "which hook table of the domain a policy is: `policy`, `priority`, ..."},
       {"simulator", "file, or map", "the domain's",
        "simulator.cc of a domain of your own; DOMAIN_abi.h and DOMAIN_INTERFACE.hpp lie beside it. Or a "
        "program that "
        "plays policies (then domain and interface are needed for `takes: module` alone)"},
       {"seed", "file", kRequired,
        "the policy that search begins with; what it may change is its evolve block"},
       {"prompt", "file", "none", "what a language model is told of the problem"},
       {"objective", "map", kRequired, "what the score is"},
       {"constraints", "list", "none", "what a policy must keep to, to be an elite"},
       {"figures", "list", "none", "numbers that are shown beside the score"},
       {"limits", "map", "see there", "of one candidate"},
       {"baselines", "list", "none", "policies that results are compared with"},
       {"stand_ins", "list", "none", "policies that mean no good, for `gauntlet check`"},
       {"features", "list", "none", "axes of the archive; without any, the selector is `tournament`"},
       {"cascade", "list", "none", "cheap stages before the train split, where the domain can sample"},
       {"search", "map", "see there", "defaults of a campaign; `--config` has the same keys"},
       {"workloads", "list", kRequired, "at least one of the train split"}}};
}

KeyDocs OfHarness() {
  const Harness harness;
  return {
      "simulator",
      "A program that plays policies, in a cage; it is asked in JSON (problems/HARNESSES.md). Scores are "
      "unconfirmed.",
      {{"command", "list", kRequired, "the program and its words; files of the folder are found there"},
       {"takes", "text", "`source`", "`source`: in any language; `module`: compiled, as for a simulator"},
       {"reads", "list", "none", "files and folders that it may read, beside the system's and its own words"},
       {"network", "true or false", "false", "it may use the network, and so may candidates"},
       {"references", "true or false", "false", "it can be asked for metrics that need no policy"},
       {"repeatable", "true or false", "true",
        "the same policy gives the same metrics: would-be elites are run twice, and must"},
       {"wall_s", "number", "3 cpu_s + 10", "seconds of one call, waiting included"},
       {"processes", "whole number", std::to_string(harness.processes), "at a time"}}};
}

KeyDocs OfObjective() {
  return {
      "objective",
      "The score of a split is the mean over its workloads; larger is better.",
      {{"metric", "text", kRequired, "of the simulator"},
       {"form", "text", "`value`",
        "`value`: the metric, its sign turned if it is minimised; `bounded_reduction`: the share of the "
        "reference that "
        "is saved, bounded where it is exceeded"},
       {"goal", "text", "`minimize`", "`minimize` or `maximize`"},
       {"reference", "text", "none", "a metric that needs no policy; `bounded_reduction` compares with it"},
       {"bound", "text", "none", "a metric that needs no policy, and that no policy can beat"},
       {"bound_holds", "text", "always", "a metric that is 1 on workloads where the bound is one"}}};
}

KeyDocs OfLimits() {
  const Limits limits;
  return {
      "limits",
      "Beyond one of them a candidate has a verdict of its own.",
      {{"cpu_s", "number", fmt::format("{:g}", limits.cpu_s), "CPU seconds over the train split: `timeout`"},
       {"memory_mb", "whole number", std::to_string(limits.memory_mb),
        "MiB that the policy may take: `memory_limit`"},
       {"compile_s", "number", fmt::format("{:g}", limits.compile_s), "CPU seconds: `compile_timeout`"},
       {"source_kb", "whole number", std::to_string(limits.source_kb),
        "KiB of its source: `screen_rejected`"}}};
}

std::vector<KeyDocs> OfPolicies() {
  return {{"baselines[]",
           "",
           {{"name", "text", kRequired, "as it stands in reports"},
            {"source", "file", kRequired, "the policy"},
            {"memory_mb", "whole number", "the problem's limit", "a larger budget, which reports say"}}},
          {"stand_ins[]",
           "What is `ok` may not score more than the best of seed and baselines.",
           {{"name", "text", kRequired, "as `check` shows it"},
            {"source", "file", kRequired, "the policy"},
            {"expect", "text, or a list", kRequired,
             "verdicts that it may get: `ok`, `invalid_decision`, ..."}}}};
}

std::vector<KeyDocs> OfNumbers() {
  const FeatureSpec feature;
  const CascadeStage stage;
  return {
      {"constraints[]",
       "One of `at_most` and `at_least`.",
       {{"metric", "text", kRequired, "of the aggregate, or a resource such as `peak_memory_bytes`"},
        {"at_most", "number", "", "the limit"},
        {"at_least", "number", "", "the limit"},
        {"measured", "true or false", "false", "it is a clock's, and rows need not repeat: say so"}}},
      {"figures[]",
       "",
       {{"name", "text", kRequired, "as it is shown"},
        {"formula", "text", kRequired, "over metrics and resources: `1 - misses / fifo_misses`"}}},
      {"features[]",
       "",
       {{"name", "text", kRequired, "a metric of the aggregate, or of the syntax: `nodes`, `branches`, ..."},
        {"low", "number", kRequired, "what is below goes into the first bin"},
        {"high", "number", kRequired, "what is above goes into the last bin"},
        {"bins", "whole number", std::to_string(feature.bins), "1 to 1024"},
        {"scale", "text", "`linear`", "`linear` or `log`"}}},
      {"cascade[]",
       "From cheap to dear.",
       {{"sample_rate", "number", kRequired, "of the trace, between 0 and 1; capacities are scaled with it"},
        {"keep_share", "number", fmt::format("{:g}", stage.keep_share), "of candidates that go on"}}}};
}

}  // namespace

std::vector<KeyDocs> ProblemKeys() {
  std::vector<KeyDocs> out = {Top(), OfHarness(), OfObjective(), OfLimits()};
  for (const auto& some : {OfPolicies(), OfNumbers()}) out.insert(out.end(), some.begin(), some.end());
  return out;
}

}  // namespace gauntlet
