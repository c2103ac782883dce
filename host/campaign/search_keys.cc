#include "host/campaign/search_keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/campaign/config.h"
#include "host/campaign/generator.h"

namespace gauntlet {

KeyDocs SearchKeys() {
  const CampaignConfig c;
  const auto text = [](auto number) { return fmt::format("{:g}", static_cast<double>(number)); };
  return {
      "search",
      "Defaults of a campaign on this problem. `--config FILE.yaml` has the same keys at its top level.",
      {{"seed", "whole number", text(c.seed), "of all random choices"},
       {"window", "whole number", text(c.window),
        "candidate k is proposed from the rows up to k - window; also the most that are on their way"},
       {"generator", "text", "`" + c.generator + "`",
        fmt::format("one of {}", fmt::join(GeneratorKinds(), ", "))},
       {"lift_literals", "true or false", c.lift_literals ? "true" : "false",
        "candidates that differ in literals alone share one module"},
       {"candidates", "whole number", text(c.candidates), "stop at so many"},
       {"time_s", "number", "no limit", "stop after so many seconds"},
       {"cost_usd", "number", "no limit", "stop before models have billed more, what is in flight included"},
       {"target_score", "number", "none", "stop at the first confirmed candidate that reaches it"},
       {"patience", "whole number", "never", "stop after so many candidates without a better one"},
       {"cascade", "list, or {stages, race}", "the problem's",
        "stages as in `cascade:`; `race: sound` or `likely` plays workload by workload while a place can be "
        "won"},
       {"novelty", "map", "off",
        "{distance: from 0 below 1, against: elites or all, of: models or all}: a proposal that is too near "
        "goes back"},
       {"tune", "map", "off",
        fmt::format(
            "{{vectors: 500, share: {:g}, min_gain: {:g}}}: literals of promising candidates are tuned",
            c.tune.share, c.tune.min_gain)},
       {"llm", "map", "none",
        "models, edits, variants, prompt: with `generator: llm` or `command`; see the README, and `gauntlet "
        "models`"},
       {"replay", "file", "none", "with `generator: replay`: the campaign or file of replies"},
       {"selector", "text, or {kind, options}", "`map_elites` with features, else `tournament`",
        "who breeds and who stays; an option that a kind has not is refused with those that it has"}}};
}

}  // namespace gauntlet
