#include "host/candidate/source_diff.h"

#include <array>
#include <stdexcept>

namespace gauntlet {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"insert", "delete", "update", "move"};
constexpr std::array<std::string_view, 8> kClasses = {"literal",  "operator", "condition", "statement",
                                                      "function", "state",    "structure", "cosmetic"};

Json RangeToJson(const TextRange& range) {
  return {{"begin", range.begin}, {"end", range.end}, {"line", range.line}};
}
TextRange RangeFromJson(const Json& json) { return {json.at("begin"), json.at("end"), json.at("line")}; }

template <class Enum, size_t kCount>
Enum EnumFrom(const std::array<std::string_view, kCount>& names, const std::string& name) {
  for (size_t i = 0; i < kCount; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  throw std::invalid_argument("no edit is " + name);
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
                     {"after", e.after}});
    if (e.moved_with >= 0) edits.back()["moved_with"] = e.moved_with;
  }
  return {{"edits", edits}, {"same_tree", diff.same_tree}, {"match_ms", diff.match_ms}};
}

SourceDiff SourceDiffFromJson(const Json& json) {
  SourceDiff diff;
  diff.same_tree = json.at("same_tree");
  diff.match_ms = json.at("match_ms");
  for (const Json& e : json.at("edits")) {
    diff.edits.push_back({EnumFrom<EditKind>(kKinds, e.at("kind")),
                          EnumFrom<EditClass>(kClasses, e.at("class")), e.at("where"), e.at("says"),
                          RangeFromJson(e.at("a")), RangeFromJson(e.at("b")), e.at("before"), e.at("after"),
                          e.value("moved_with", -1)});
  }
  const auto count = static_cast<int>(diff.edits.size());
  for (const TreeEdit& e : diff.edits) {
    if (e.moved_with < -1 || e.moved_with >= count || e.in_a.end < e.in_a.begin || e.in_b.end < e.in_b.begin)
      throw std::invalid_argument("an edit that ends before it begins, or moved with none");
  }
  return diff;
}

}  // namespace gauntlet
