// What changed between two policy sources, as a person would name it: "priority: weight of age 3.0 -> 2.5",
// "on_insert: new guard (request.size > 4096)", "renamed: age -> then".
//
// Replacing each edit's text in A by the one in B gives B's tokens: what is told is all there is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"
#include "sandbox/verdict.h"

namespace gauntlet {

enum class EditKind { kInsert, kDelete, kUpdate, kMove };
enum class EditClass {
  kLiteral,
  kOperator,
  kCondition,
  kStatement,
  kFunction,
  kState,
  kStructure,
  kCosmetic
};
std::string_view ToString(EditKind kind);
std::string_view ToString(EditClass edit_class);

// Bytes [begin, end) of a source, and the line of the first, from 1. Empty: the place before `begin`.
struct TextRange {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t line = 0;
};

// What stands somewhere, told so that it can be found in another version: tokens with single spaces between
// them, comments left out.
struct Construct {
  // Functions and classes around it, and the head of the nearest loop or choice that governs it:
  // "Lru::on_hit > for ( int i = 0 ; i < 8 ; ++ i )". Empty: top level.
  std::string place;
  std::string text;
  friend auto operator<=>(const Construct&, const Construct&) = default;
};

struct TreeEdit {
  EditKind kind = EditKind::kUpdate;
  EditClass edit_class = EditClass::kStatement;
  std::string where;  // the function or class around it; empty: top level
  std::string says;   // a sentence
  TextRange in_a, in_b;
  std::string before, after;  // as they stand in the sources
  int moved_with = -1;        // kMove: the edit that is its other end
  // The smallest constructs that tell what the edit took away and what it brought: whole statements and
  // declarations by themselves, a part of an expression with what is around it, "3.0 * age". `took` is empty for
  // an insertion, `brought` for a deletion.
  std::vector<Construct> took, brought;
};

// One change as a person names it: "renamed: age -> then" however often it is used, a helper with its calls.
struct NamedEdit {
  EditKind kind = EditKind::kUpdate;
  EditClass edit_class = EditClass::kStatement;
  std::string where;
  std::string says;
  std::vector<int> places;               // of SourceDiff::edits, in order; each edit belongs to one of these
  std::string renamed_from, renamed_to;  // of a renaming, else empty
  // The ancestor in whose step went what this brings again; -1: none, or ancestors were not asked (cycles.h).
  int64_t brings_back = -1;
};

struct SourceDiff {
  std::optional<Failure> failure;  // A or B does not parse: `failed` says which
  std::string failed;              // "a" or "b"
  std::vector<TreeEdit> edits;     // in the order of the text
  std::vector<NamedEdit> named;    // the same, as a person counts them; in the order of their first places
  bool same_tree = false;          // one and the same policy: only the text differs, or nothing
  double match_ms = 0;             // without parsing
};

// A with the edits carried out: B to the token. The edits are those of `a`, in their order.
std::string ApplyEdits(const std::string& a, const SourceDiff& diff);

// Edits and what they say of the whole, without `failure`, for people's tools and for the wire. The reader
// throws on what is not that.
Json SourceDiffToJson(const SourceDiff& diff);
SourceDiff SourceDiffFromJson(const Json& json);

}  // namespace gauntlet
