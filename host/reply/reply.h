// From what a model answered to the source of a candidate. Only the evolve block is the model's to change: in whatever
// is returned, the text around it is the parent's, byte for byte. What cannot be carried out as it was meant is refused
// with a sentence for the model; nothing is left out silently.
//
// A reply is one of two things, and what came decides, not what was asked for:
//
// 1. Edits, if any line of it is `<<<<<<< SEARCH`: blocks of
//        <<<<<<< SEARCH
//        text of the parent
//        =======
//        text in its place
//        >>>>>>> REPLACE
//    carried out in order, each on what the ones before left. Five signs or more, white space around a marker, the name
//    of a file beside it, and code fences around a block or within its two halves do not matter. A SEARCH text is
//    looked for in the evolve block as whole lines; then as whole lines without regard to white space (the text put in
//    its place moves to the parent's indentation); then as a part of lines, between tokens. The first of the three that
//    finds it must find it once. Lines at a block's edges that repeat the fixed text or the markers are passed over.
//    An empty SEARCH fills an empty evolve block and is refused otherwise.
//
// 2. A program otherwise: the fenced block tagged as C++ or not at all that holds the evolve markers (the last of
//    several), else the longest that looks like C++; without any fence the whole reply, if it holds both markers or
//    looks like a program from its first line on. A fence that is never closed means that the reply was cut off,
//    unless both markers stand in it. Of the program
//      - what stands between its markers is the new block; a marker that is missing is taken to be where the text ends
//        that repeats the parent's fixed text;
//      - lines around it that are the parent's, up to white space, comments and blank lines go;
//      - further #include lines around it move into the block, in front;
//      - anything else around it is refused, above all an export macro with another name: the parent's stays.
//
// In both forms: no line of the new block may be an evolve marker (other than those that were inside before), nor hold
// characters that turn the direction of text; what is left must differ from the parent by more than white space.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"
#include "host/candidate/candidate.h"

namespace gauntlet {

// What a model can be asked for. A crossover is answered in full, as a rewrite is.
enum class ProposalEdit { kDiff, kRewrite, kCrossover, kScratch };
std::string_view ToString(ProposalEdit edit);  // "diff", "rewrite", "crossover", "scratch"
std::optional<ProposalEdit> ProposalEditFrom(std::string_view name);

struct ReplyRules {
  uint64_t reply_bytes = 4 << 20;  // most, of a reply
  uint64_t source_bytes = 256 << 10;
  uint32_t blocks = 64;
  bool any_language = false;  // a program need not look like C++; see any_language.h
};

struct Made {
  std::string source;
  uint32_t blocks = 0;   // carried out; 0: a program
  uint32_t loosely = 0;  // of these, found only without regard to white space
  // In order: replace, insert, delete; of a program one `rewrite` from the first line that differs to the last.
  std::vector<Edit> edits;
};

struct Unusable {
  std::string reason;  // for the model: which block, why, what the nearest text is. Below 4 KiB, UTF-8
  // {"kind": one of cut_off, no_code, too_long, characters, malformed, ambiguous, not_found, fixed_text, markers,
  //  changes_nothing, empty_search; "block": from 1, of edits; "lines": of the parent as the blocks before left it}
  Json detail;
};

// A reply that is cut off where an endpoint's limit was reached often looks whole: who knows that should say so
// instead of asking here.
std::expected<Made, Unusable> SourceFromReply(std::string_view reply, std::string_view parent,
                                              const ReplyRules& rules = {});

}  // namespace gauntlet
