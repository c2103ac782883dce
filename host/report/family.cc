#include "host/report/family.h"

#include <algorithm>
#include <map>
#include <set>

namespace gauntlet {
namespace {

// The path from its root to `number`, without what is in `members` already; its end is included.
void AddPath(const std::vector<Kin>& kin, int64_t number, std::set<int64_t>& members) {
  for (int64_t at = number; at >= 0 && members.insert(at).second; at = kin[static_cast<size_t>(at)].parent) {
  }
}

// Better by score; those without one are the worst.
bool Better(const Kin& a, const Kin& b) {
  if (!a.score || !b.score) return a.score.has_value() && !b.score;
  return *a.score > *b.score;
}

// Each end gets the row in which its path was added, and hands it up to the first ancestor that has one.
void LayOut(const std::vector<Kin>& kin, const std::vector<int64_t>& ends, Family& family) {
  std::map<int64_t, int> rows;
  for (const int64_t end : ends) {
    if (rows.contains(end)) continue;  // an ancestor of one before
    for (int64_t at = end; at >= 0 && rows.try_emplace(at, family.rows).second;
         at = kin[static_cast<size_t>(at)].parent) {
    }
    ++family.rows;
  }
  for (FamilyMember& member : family.members) member.row = rows.at(member.number);
}

}  // namespace

Kin Kin::Of(const Candidate& c) {
  return {c.parents.empty() ? -1 : c.parents.front(), c.score, c.in_archive};
}

Family FamilyOf(const std::vector<Kin>& kin, int64_t champion, size_t most_rows) {
  Family family;
  std::set<int64_t> path, members;
  if (champion >= 0) AddPath(kin, champion, path);
  members = path;
  std::vector<int64_t> elites, ends;
  for (size_t i = 0; i < kin.size(); ++i)
    if (kin[i].in_archive) elites.push_back(static_cast<int64_t>(i));
  family.elites = static_cast<int64_t>(elites.size());
  std::ranges::sort(elites, [&](int64_t a, int64_t b) {
    const Kin &one = kin[static_cast<size_t>(a)], &other = kin[static_cast<size_t>(b)];
    return Better(one, other) || (!Better(other, one) && a < b);
  });
  if (champion >= 0) ends.push_back(champion);
  for (const int64_t elite : elites) {
    if (members.contains(elite)) continue;
    if (ends.size() >= most_rows) break;
    AddPath(kin, elite, members);
    ends.push_back(elite);
  }
  for (const int64_t number : members) {
    const Kin& k = kin[static_cast<size_t>(number)];
    family.members.push_back({number, k.parent, k.score, k.in_archive, path.contains(number)});
    family.drawn += k.in_archive;
  }
  LayOut(kin, ends, family);
  return family;
}

}  // namespace gauntlet
