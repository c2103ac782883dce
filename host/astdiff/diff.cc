#include "host/astdiff/diff.h"

#include "host/astdiff/describe.h"
#include "host/astdiff/hunks.h"
#include "host/astdiff/match.h"
#include "host/base/clock.h"
#include "host/toolchain/candidate_ast_text.h"
#include "host/toolchain/normal_form.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {

Result<SourceDiff> DiffSources(Toolchain& toolchain, const DiffRequest& request) {
  SourceDiff diff;
  Result<ParseOutcome> parsed_b = ParseOutcome{};
  const auto compare = [&](ParsedCandidate& a, ParsedCandidate& b) {
    if (HasErrors(b)) return;
    const double start_ms = NowMs();
    const astdiff::SyntaxPair pair = astdiff::Match(a, b);
    const std::vector<astdiff::Hunk> hunks = astdiff::FindHunks(pair);
    diff.same_tree = Normalise(a).tree == Normalise(b).tree;
    diff.edits = astdiff::Describe(pair, hunks, diff.same_tree);
    diff.match_ms = NowMs() - start_ms;
  };
  GAUNTLET_TRY(ParseOutcome parsed_a,
               toolchain.Parse({.source = request.a, .domain = request.domain}, [&](ParsedCandidate& a) {
                 if (HasErrors(a)) return;
                 parsed_b = toolchain.Parse({.source = request.b, .domain = request.domain},
                                            [&](ParsedCandidate& b) { compare(a, b); });
               }));
  if (!parsed_b) return std::unexpected(parsed_b.error());
  diff.failed = parsed_a.failure ? "a" : parsed_b->failure ? "b" : "";
  diff.failure = parsed_a.failure ? std::move(parsed_a.failure) : std::move(parsed_b->failure);
  return diff;
}

}  // namespace gauntlet
