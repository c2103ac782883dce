#include "host/ledger/cycles.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace gauntlet {
namespace {

bool OfAName(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whole names only.
std::string Replaced(const std::string& text, const std::string& name, const std::string& by) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && OfAName(text[end])) ++end;
    const bool is_name = text.compare(at, end - at, name) == 0;
    out += end == at ? text.substr(at, 1) : is_name ? by : text.substr(at, end - at);
    at = std::max(end, at + 1);
  }
  return out;
}

// `where` is the last of the functions and classes that the place names.
bool IsIn(const std::string& place, const std::string& where) {
  const std::string_view around = std::string_view(place).substr(0, place.find(" > "));
  return around == where || around.ends_with("::" + where);
}

}  // namespace

Cycles::Step Cycles::StepOf(int64_t parent, const SourceDiff& diff) {
  Step step{parent, {}, {}, {}};
  for (const NamedEdit& named : diff.named) {
    if (!named.renamed_to.empty()) {
      const bool local = named.edit_class == EditClass::kCosmetic;
      step.renamings.push_back({local ? named.where : "", named.renamed_from, named.renamed_to});
      continue;
    }
    for (const int place : named.places) {
      const TreeEdit& edit = diff.edits[static_cast<size_t>(place)];
      step.took.insert(edit.took.begin(), edit.took.end());
      step.brought.insert(edit.brought.begin(), edit.brought.end());
    }
  }
  std::vector<Construct> both;
  std::ranges::set_intersection(step.took, step.brought, std::back_inserter(both));
  for (const Construct& construct : both) {
    step.took.erase(construct);
    step.brought.erase(construct);
  }
  return step;
}

void Cycles::Undo(const Renaming& renaming, Construct& construct) {
  if (!renaming.where.empty() && !IsIn(construct.place, renaming.where)) return;
  construct.place = Replaced(construct.place, renaming.to, renaming.from);
  construct.text = Replaced(construct.text, renaming.to, renaming.from);
}

int64_t Cycles::WhoRemoved(int64_t parent, Construct construct) const {
  for (auto at = steps_.find(parent); at != steps_.end(); at = steps_.find(at->second.parent)) {
    const Step& step = at->second;
    if (step.brought.contains(construct)) return -1;
    for (const Renaming& renaming : step.renamings) Undo(renaming, construct);
    if (step.took.contains(construct)) return at->first;
  }
  return -1;
}

void Cycles::Mark(int64_t parent, SourceDiff& diff) const {
  const Step step = StepOf(parent, diff);
  for (NamedEdit& named : diff.named) {
    if (!named.renamed_to.empty()) continue;
    for (const int place : named.places) {
      for (const Construct& construct : diff.edits[static_cast<size_t>(place)].brought) {
        if (named.brings_back >= 0 || !step.brought.contains(construct)) continue;
        Construct then = construct;
        for (const Renaming& renaming : step.renamings) Undo(renaming, then);
        named.brings_back = WhoRemoved(parent, std::move(then));
      }
    }
  }
}

void Cycles::Add(int64_t number, int64_t parent, SourceDiff& diff) {
  Mark(parent, diff);
  steps_[number] = StepOf(parent, diff);
}

}  // namespace gauntlet
