#include "host/explain/undo.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "host/explain/significant_text.h"

namespace gauntlet {
namespace {

struct Bytes {
  uint32_t begin = 0, end = 0;
};

// A stretch of A that B has too, with the same tokens.
class Stretch {
 public:
  Stretch(std::string_view a, std::string_view b, Bytes in_a, Bytes in_b)
      : in_a_(in_a),
        in_b_(in_b),
        a_(SignificantCharacters(a.substr(in_a.begin, in_a.end - in_a.begin))),
        b_(SignificantCharacters(b.substr(in_b.begin, in_b.end - in_b.begin))) {}

  bool known() const { return a_.size() == b_.size(); }
  bool Has(uint32_t byte) const { return in_a_.begin <= byte && byte <= in_a_.end; }
  // A character of `bytes` that counts lies here.
  bool Shares(Bytes bytes) const { return IndexOf(bytes.begin) < IndexOf(bytes.end); }
  // The place in B before what follows `byte`, and behind what leads up to it.
  uint32_t Before(uint32_t byte) const {
    const size_t index = IndexOf(byte);
    return index == b_.size() ? in_b_.end : in_b_.begin + b_[index];
  }
  uint32_t Behind(uint32_t byte) const {
    const size_t index = IndexOf(byte);
    return index == 0 ? in_b_.begin : in_b_.begin + b_[index - 1] + 1;
  }

 private:
  size_t IndexOf(uint32_t byte) const {
    const uint32_t within = std::clamp(byte, in_a_.begin, in_a_.end) - in_a_.begin;
    return static_cast<size_t>(std::ranges::lower_bound(a_, within) - a_.begin());
  }
  Bytes in_a_, in_b_;
  std::vector<uint32_t> a_, b_;
};

// Nothing if the edits are not in one order in both.
std::optional<std::vector<Stretch>> CommonStretches(const SourceDiff& diff, std::string_view a,
                                                    std::string_view b) {
  std::vector<Stretch> out;
  Bytes in_a, in_b;
  for (size_t i = 0; i <= diff.edits.size(); ++i) {
    const bool last = i == diff.edits.size();
    in_a.end = last ? static_cast<uint32_t>(a.size()) : diff.edits[i].in_a.begin;
    in_b.end = last ? static_cast<uint32_t>(b.size()) : diff.edits[i].in_b.begin;
    if (in_a.begin > in_a.end || in_b.begin > in_b.end) return std::nullopt;
    out.emplace_back(a, b, in_a, in_b);
    if (!out.back().known()) return std::nullopt;
    if (!last) in_a.begin = diff.edits[i].in_a.end, in_b.begin = diff.edits[i].in_b.end;
  }
  return out;
}

// The bytes of A in B, with all that came between them since. Nothing if their first or last token has changed.
std::optional<Bytes> MapThrough(const std::vector<Stretch>& stretches, Bytes in_a) {
  const auto find = [&](auto holds) { return std::ranges::find_if(stretches, holds); };
  if (in_a.begin == in_a.end) {
    const auto around = find([&](const Stretch& s) { return s.Has(in_a.begin); });
    if (around == stretches.end()) return std::nullopt;
    const uint32_t place = around->Behind(in_a.begin);
    return Bytes{place, place};
  }
  // Its first and its last token are there. What came in in front of one or behind the other is none of it.
  const auto begin = find([&](const Stretch& s) { return s.Shares({in_a.begin, in_a.begin + 1}); });
  const auto end = find([&](const Stretch& s) { return s.Shares({in_a.end - 1, in_a.end}); });
  if (begin == stretches.end() || end == stretches.end()) return std::nullopt;
  const Bytes out{begin->Before(in_a.begin), end->Behind(in_a.end)};
  return out.begin <= out.end ? std::optional(out) : std::nullopt;
}

}  // namespace

std::optional<std::string> UndoEdit(const SourceDiff& step, const NamedEdit& edit, const std::string& child,
                                    const SourceDiff& since, const std::string& now) {
  struct Replacement {
    Bytes in_now;
    const std::string* text;
  };
  const auto stretches = CommonStretches(since, child, now);
  if (!stretches) return std::nullopt;
  std::vector<Replacement> all;
  for (const int place : edit.places) {
    const TreeEdit& e = step.edits[static_cast<size_t>(place)];
    const auto mapped = MapThrough(*stretches, {e.in_b.begin, e.in_b.end});
    if (!mapped) return std::nullopt;
    all.push_back({*mapped, &e.before});
  }
  std::ranges::sort(all, {},
                    [](const Replacement& r) { return std::tuple(r.in_now.begin, r.in_now.end, r.text); });
  std::string out;
  uint32_t at = 0;
  for (const Replacement& r : all) {
    if (r.in_now.begin < at) return std::nullopt;
    out.append(now, at, r.in_now.begin - at);
    if (!r.text->empty()) out += " " + *r.text + " ";
    at = r.in_now.end;
  }
  return out.append(now, at);
}

}  // namespace gauntlet
