#include "host/candidate/source_diff.h"

#include <array>
#include <stdexcept>

#include "host/base/foreign_json.h"

namespace gauntlet {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"insert", "delete", "update", "move"};
constexpr std::array<std::string_view, 8> kClasses = {"literal",  "operator", "condition", "statement",
                                                      "function", "state",    "structure", "cosmetic"};

Json RangeToJson(const TextRange& range) {
  return {{"begin", range.begin}, {"end", range.end}, {"line", range.line}};
}
TextRange RangeFromJson(const Json& json) { return {json.at("begin"), json.at("end"), json.at("line")}; }

Json ConstructsToJson(const std::vector<Construct>& constructs) {
  Json json = Json::array();
  for (const Construct& c : constructs) json.push_back({{"place", c.place}, {"text", c.text}});
  return json;
}
std::vector<Construct> ConstructsFromJson(const Json& json) {
  std::vector<Construct> constructs;
  for (const Json& c : json) constructs.push_back({c.at("place"), c.at("text")});
  return constructs;
}

template <class Enum, size_t kCount>
Enum EnumFrom(const std::array<std::string_view, kCount>& names, const std::string& name) {
  for (size_t i = 0; i < kCount; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  throw std::invalid_argument("no edit is " + name);
}

NamedEdit NamedEditFromJson(const Json& json, size_t edits) {
  NamedEdit named{EnumFrom<EditKind>(kKinds, json.at("kind")),
                  EnumFrom<EditClass>(kClasses, json.at("class")),
                  json.at("where"),
                  json.at("says"),
                  WholesFrom<int>(json.at("places")),
                  "",
                  "",
                  json.value("brings_back", int64_t{-1})};
  if (json.contains("renamed")) {
    named.renamed_from = json.at("renamed").at(0);
    named.renamed_to = json.at("renamed").at(1);
  }
  for (const int place : named.places) {
    if (place < 0 || static_cast<size_t>(place) >= edits)
      throw std::invalid_argument("a named edit of none that is there");
  }
  if (named.places.empty()) throw std::invalid_argument("a named edit without a place");
  return named;
}

}  // namespace

std::string_view ToString(EditKind kind) { return kKinds[static_cast<size_t>(kind)]; }
std::string_view ToString(EditClass edit_class) { return kClasses[static_cast<size_t>(edit_class)]; }

std::string ApplyEdits(const std::string& a, const SourceDiff& diff) {
  std::string out;
  size_t at = 0;
  for (const TreeEdit& e : diff.edits) {
    out.append(a, at, e.in_a.begin - at);
    // A line of its own: what stood in front may end in a comment.
    if (!e.after.empty()) out += "\n" + e.after + "\n";
    at = e.in_a.end;
  }
  return out.append(a, at);
}

Json SourceDiffToJson(const SourceDiff& diff) {
  Json edits = Json::array();
  for (const TreeEdit& e : diff.edits) {
    edits.push_back({{"kind", ToString(e.kind)},
                     {"class", ToString(e.edit_class)},
                     {"where", e.where},
                     {"says", e.says},
                     {"a", RangeToJson(e.in_a)},
                     {"b", RangeToJson(e.in_b)},
                     {"before", e.before},
                     {"after", e.after},
                     {"took", ConstructsToJson(e.took)},
                     {"brought", ConstructsToJson(e.brought)}});
    if (e.moved_with >= 0) edits.back()["moved_with"] = e.moved_with;
  }
  Json named = Json::array();
  for (const NamedEdit& e : diff.named) {
    named.push_back({{"kind", ToString(e.kind)},
                     {"class", ToString(e.edit_class)},
                     {"where", e.where},
                     {"says", e.says},
                     {"places", e.places}});
    if (!e.renamed_to.empty()) named.back()["renamed"] = {e.renamed_from, e.renamed_to};
    if (e.brings_back >= 0) named.back()["brings_back"] = e.brings_back;
  }
  return {{"edits", edits}, {"named", named}, {"same_tree", diff.same_tree}, {"match_ms", diff.match_ms}};
}

SourceDiff SourceDiffFromJson(const Json& json) {
  SourceDiff diff;
  diff.same_tree = json.at("same_tree");
  diff.match_ms = json.at("match_ms");
  for (const Json& e : json.at("edits")) {
    diff.edits.push_back({EnumFrom<EditKind>(kKinds, e.at("kind")),
                          EnumFrom<EditClass>(kClasses, e.at("class")), e.at("where"), e.at("says"),
                          RangeFromJson(e.at("a")), RangeFromJson(e.at("b")), e.at("before"), e.at("after"),
                          e.value("moved_with", -1), ConstructsFromJson(e.at("took")),
                          ConstructsFromJson(e.at("brought"))});
  }
  const auto count = static_cast<int>(diff.edits.size());
  for (const TreeEdit& e : diff.edits) {
    if (e.moved_with < -1 || e.moved_with >= count || e.in_a.end < e.in_a.begin || e.in_b.end < e.in_b.begin)
      throw std::invalid_argument("an edit that ends before it begins, or moved with none");
  }
  for (const Json& e : json.at("named")) diff.named.push_back(NamedEditFromJson(e, diff.edits.size()));
  return diff;
}

}  // namespace gauntlet
