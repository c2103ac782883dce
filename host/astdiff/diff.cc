#include "host/astdiff/diff.h"

#include "host/astdiff/describe.h"
#include "host/astdiff/hunks.h"
#include "host/astdiff/match.h"
#include "host/base/clock.h"
#include "host/toolchain/candidate_ast_text.h"
#include "host/toolchain/normal_form.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {

namespace {

// `tree_a`: of the normalised A.
SourceDiff Compare(ParsedCandidate& a, const Hash128& tree_a, ParsedCandidate& b) {
  SourceDiff diff;
  const double start_ms = NowMs();
  const astdiff::SyntaxPair pair = astdiff::Match(a, b);
  const std::vector<astdiff::Hunk> hunks = astdiff::FindHunks(pair);
  diff.same_tree = tree_a == Normalise(b).tree;
  astdiff::Describe(pair, hunks, diff);
  diff.match_ms = NowMs() - start_ms;
  return diff;
}

Result<SourceDiff> DiffWith(Toolchain& toolchain, ParsedCandidate& a, const Hash128& tree_a,
                            const std::string& b, const std::string& domain) {
  SourceDiff diff;
  GAUNTLET_TRY(ParseOutcome parsed,
               toolchain.Parse({.source = b, .domain = domain}, [&](ParsedCandidate& candidate) {
                 if (!HasErrors(candidate)) diff = Compare(a, tree_a, candidate);
               }));
  if (parsed.failure) {
    diff.failure = std::move(parsed.failure);
    diff.failed = "b";
  }
  return diff;
}

}  // namespace

Result<std::vector<SourceDiff>> DiffSources(Toolchain& toolchain, const DiffRequest& request) {
  std::vector<SourceDiff> diffs;
  Result<> compared;
  GAUNTLET_TRY(const ParseOutcome parsed,
               toolchain.Parse({.source = request.a, .domain = request.domain}, [&](ParsedCandidate& a) {
                 if (HasErrors(a)) return;
                 const Hash128 tree_a = Normalise(a).tree;
                 for (const std::string& b : request.b) {
                   auto diff = DiffWith(toolchain, a, tree_a, b, request.domain);
                   if (!diff) {
                     compared = std::unexpected(diff.error());
                     return;
                   }
                   diffs.push_back(std::move(*diff));
                 }
               }));
  GAUNTLET_CHECK_OK(compared);
  if (parsed.failure) {
    SourceDiff none;
    none.failure = parsed.failure;
    none.failed = "a";
    diffs.assign(request.b.size(), none);
  }
  return diffs;
}

}  // namespace gauntlet
