#include "host/workload/workload_keys.h"

namespace gauntlet {
namespace {

constexpr const char* kRequired = "required";

KeyDocs OfAll() {
  return {
      "workloads[]",
      "Of every domain. In a domain of your own, every other key is a setting that the simulator's `Make` "
      "asks for, "
      "and refuses where it does not know it; a list of values makes a workload for each, several lists a "
      "matrix.",
      {{"name", "text", "the trace's", "unique; of a matrix, the values are appended"},
       {"split", "text", "`train`", "`train`, `validation` or `test`"},
       {"dataset", "text", "the trace's, or the name",
        "the unit of uncertainty: what is from one source belongs together"},
       {"repeats", "whole number", "1", "each workload so many times, under run seeds of its own"},
       {"files", "map of files", "none", "of a domain of your own: {NAME: PATH}, relative to this file"}}};
}

KeyDocs OfCache() {
  return {
      "workloads[] of `cache`",
      "Traces x capacities. One of `trace`, `traces`, `generate`.",
      {{"trace", "file", "", "one trace, plain or compressed"},
       {"traces", "text", "", "a glob, or a list of them"},
       {"generate", "map", "", "{kind: zipf, requests, objects, seed, ...}: as `gauntlet trace generate`"},
       {"format", "text", "guessed from the name", "`gauntlet trace info` lists them"},
       {"columns", "map", "none", "of a CSV: {time: 1, id: 2, size: 3}"},
       {"range", "map", "all", "{first, last}: requests of the trace"},
       {"sample", "map", "all", "{rate, seed}: a share of the objects; the capacity is scaled with it"},
       {"object_size", "text", "`trace`", "`trace`, or `unit`: every object has the size 1"},
       {"capacity", "map, or a list", kRequired,
        "{objects: N}, {bytes: N} or {fraction: F} of the footprint"},
       {"warmup", "number", "0", "share of the requests that count for nothing"},
       {"ghosts", "number", "1", "evicted objects whose slots are kept, in caches of entries"}}};
}

KeyDocs OfSpot() {
  return {
      "workloads[] of `spot`",
      "Jobs on zones. What each does is in simulators/spot/README.md. One of `trace`, `traces`, `generate`.",
      {{"trace", "file", "", "availability of one zone"},
       {"traces", "text", "", "a glob, or a list of them"},
       {"generate", "map", "", "{name, seed, days, zones, ...}: fitted gaps and prices"},
       {"zones", "list of text", "all", "of the trace, in this order"},
       {"regions", "list of text", "all", "whose zones"},
       {"windows", "file or map", "", "where each job begins and ends"},
       {"start_tick", "whole number", "", "with `end_tick`: one window"},
       {"end_tick", "whole number", "", ""},
       {"jobs", "whole number", "0", "of a window: so many, spread over it"},
       {"semantics", "text", "`strict`", "`strict`, or `adrs_compat`: as the public harness counts"},
       {"deadline_hours", "number, or a list", kRequired, "from the start of a job"},
       {"work_hours", "number", "48", "of a job"},
       {"overhead_hours", "number, or a list", "0", "lost at each start"},
       {"on_demand_usd_per_hour", "number", "the trace's", ""},
       {"spot_usd_per_hour", "number", "the trace's", ""},
       {"nodes", "whole number", "1", "that a job runs on"},
       {"launch_delay_s", "number", "0", "strict: until a node works"},
       {"checkpoint_s", "number", "0", "strict: what a checkpoint takes"},
       {"checkpoint_ticks", "whole number", "0", "strict: between two of them"},
       {"checkpoint_gb", "number", "0", "strict: of its size"},
       {"notice_s", "number", "0", "strict: before a preemption"},
       {"probe_s", "number", "0", "strict: what a look at another region takes"},
       {"egress_usd_per_gb", "map", "0", "strict: between regions, and between zones"},
       {"price_history", "map", "constant", "strict: files of prices over time"}}};
}

KeyDocs OfMoe() {
  return {"workloads[] of `moe`",
          "A history of expert loads on a cluster. One of `load`, `generate`.",
          {{"load", "file", "", "JSON of loads by step, layer and expert"},
           {"generate", "map", "", "of a generator, with a seed"},
           {"range", "map", "all", "{first, last}: steps of the history"},
           {"window_steps", "whole number", "100", "between two rebalancings"},
           {"replicas", "whole number", kRequired, "physical experts"},
           {"gpus", "whole number", kRequired, ""},
           {"nodes", "whole number", "1", ""},
           {"groups", "whole number", "1", "of experts"},
           {"groups_per_token", "whole number", "0", "that a token may use; 0: all"},
           {"top_k", "whole number", "8", "experts a token"},
           {"history", "whole number", "1", "windows that a policy is shown"},
           {"lag", "whole number", "0", "windows that they are old"},
           {"migration_budget_bytes", "whole number", "none", "moved at one rebalancing, at most"},
           {"expert_bytes", "whole number", "from `serving`", "of one expert"},
           {"serving", "text or map", "the default", "the model of serving time"}}};
}

}  // namespace

std::vector<KeyDocs> WorkloadKeys() { return {OfAll(), OfCache(), OfSpot(), OfMoe()}; }

}  // namespace gauntlet
