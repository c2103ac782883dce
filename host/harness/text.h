// Policies as text, in whatever language: what can be said and changed without knowing it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/candidate/candidate.h"
#include "host/candidate/source_diff.h"
#include "host/toolchain/normal_form.h"

namespace gauntlet {

// What a comment to the end of the line begins with: "#" for .py, "//" for what is not known.
std::string_view CommentSign(std::string_view suffix);

// Equal up to blank lines, white space at the end of lines and comments that have lines of their own. Features: lines,
// numbers.
NormalForm FormOfText(std::string_view source, std::string_view suffix);

// A number of the evolve block, outside of comments and of text in quotes.
struct NumberSite {
  uint32_t begin = 0, end = 0;
  uint32_t line = 0;  // from 1
  bool is_real = false;
};
std::vector<NumberSite> NumbersOf(std::string_view source, std::string_view suffix);

struct Reworked {
  std::string source;
  std::vector<Edit> edits;
};
// One number, or two, of the parent become others. With `other`, which is the same but for its numbers: each number is
// of either. Empty: there is none, or nothing would change. A pure function of its arguments.
std::optional<Reworked> ReworkNumbers(const std::string& parent, const std::optional<std::string>& other,
                                      std::string_view suffix, uint64_t seed);

// Lines that differ, as one change each.
SourceDiff DiffOfText(const std::string& a, const std::string& b, std::string_view suffix);

// Hashes of runs of words: a sketch of the text (host/astdiff/tree_grams.h).
std::vector<uint32_t> GramsOfText(std::string_view source, std::string_view suffix);

}  // namespace gauntlet
