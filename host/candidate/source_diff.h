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

struct TreeEdit {
  EditKind kind = EditKind::kUpdate;
  EditClass edit_class = EditClass::kStatement;
  std::string where;  // the function or class around it; empty: top level
  std::string says;   // a sentence
  TextRange in_a, in_b;
  std::string before, after;  // as they stand in the sources
  int moved_with = -1;        // kMove: the edit that is its other end
};

struct SourceDiff {
  std::optional<Failure> failure;  // A or B does not parse: `failed` says which
  std::string failed;              // "a" or "b"
  std::vector<TreeEdit> edits;     // in the order of the text
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
