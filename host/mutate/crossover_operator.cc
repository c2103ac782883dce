// Crossover: a function of the other parent takes the place of the parent's function of the same name and
// signature, with the declarations that it needs; or an expression of it takes the place of one of the same
// kind.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {
namespace {

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Exchanges whole identifiers; what follows a dot or an arrow is a member and stays.
std::string Rename(std::string_view text, const std::map<std::string, std::string, std::less<>>& names) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (!IsWordCharacter(text[i])) {
      out += text[i++];
      continue;
    }
    size_t end = i;
    while (end < text.size() && IsWordCharacter(text[end])) ++end;
    const std::string_view word = text.substr(i, end - i);
    const bool member = i > 0 && (text[i - 1] == '.' || (i > 1 && text[i - 2] == '-' && text[i - 1] == '>'));
    const auto found = member ? names.end() : names.find(word);
    out += found == names.end() ? word : std::string_view(found->second);
    i = end;
  }
  return out;
}

struct Match {
  int mine;
  int theirs;
};

// Functions that may stand in for each other. Owners need not have one name: each file has its own class.
std::vector<Match> Matches(const Sketch& parent, const Sketch& other) {
  std::vector<Match> matches;
  for (size_t i = 0; i < parent.functions.size(); ++i) {
    const Function& mine = parent.functions[i];
    for (size_t k = 0; k < other.functions.size(); ++k) {
      const Function& theirs = other.functions[k];
      if (mine.constructor || theirs.constructor || mine.name != theirs.name ||
          mine.signature != theirs.signature)
        continue;
      if (mine.owner.empty() == theirs.owner.empty())
        matches.push_back({static_cast<int>(i), static_cast<int>(k)});
    }
  }
  return matches;
}

const Declaration* Find(const Sketch& sketch, std::string_view name, std::string_view owner) {
  const auto found = std::ranges::find_if(
      sketch.declarations, [&](const Declaration& d) { return d.name == name && d.owner == owner; });
  return found == sketch.declarations.end() ? nullptr : &*found;
}

int IndexOfFunction(const Sketch& sketch, const Function& function) {
  for (size_t i = 0; i < sketch.declarations.size(); ++i) {
    const Declaration& d = sketch.declarations[i];
    if (d.is_function && d.range.begin == function.range.begin) return static_cast<int>(i);
  }
  return -1;
}

// All that the function needs, itself apart, in the order of the text.
std::set<int> Needs(const Sketch& sketch, int declaration) {
  std::set<int> needed;
  std::vector<int> open{declaration};
  while (!open.empty()) {
    const int next = open.back();
    open.pop_back();
    for (const int used : sketch.declarations[next].uses) {
      if (used != declaration && needed.insert(used).second) open.push_back(used);
    }
  }
  return needed;
}

// Every container of the SDK that the text names is among those that the parent includes.
bool KnowsContainers(const Sketch& parent, std::string_view text) {
  constexpr std::string_view kSdk = "sdk::";
  for (size_t at = text.find(kSdk); at != text.npos; at = text.find(kSdk, at + 1)) {
    size_t end = at + kSdk.size();
    while (end < text.size() && IsWordCharacter(text[end])) ++end;
    const std::string_view name = text.substr(at + kSdk.size(), end - at - kSdk.size());
    const bool is_type = !name.empty() && std::isupper(static_cast<unsigned char>(name[0])) != 0;
    if (is_type && !parent.containers.contains(name)) return false;
  }
  return true;
}

// Brings `text` of a declaration in where its scope ends or begins. Nothing if the parent has another thing
// of that name.
std::optional<Proposal> BringIn(const Parents& parents, const Function& mine, const Function& theirs,
                                const std::set<int>& needed) {
  const Sketch& parent = parents.parent;
  const Sketch& other = *parents.other;
  Proposal proposal;
  for (const int index : needed) {
    const Declaration& d = other.declarations[index];
    if (d.name == theirs.owner || (!d.owner.empty() && d.owner != theirs.owner)) continue;
    const bool member = !d.owner.empty();
    if (const Declaration* own = Find(parent, d.name, member ? mine.owner : "")) {
      if (own->is_field != d.is_field || own->is_function != d.is_function || own->type != d.type)
        return std::nullopt;
      continue;
    }
    // A structure that the other hooks do not fill would name no victims.
    const bool judges = theirs.result.kind == ValueKind::kReal || theirs.result.kind == ValueKind::kBool;
    if (d.built_by_constructor || (d.is_field && !judges)) return std::nullopt;
    const std::string text(other.Text(d.range));
    if (!KnowsContainers(parent, text)) return std::nullopt;
    if (!member) {
      proposal.push_back({{parent.block.begin, parent.block.begin}, text + "\n"});
      continue;
    }
    const auto owner = std::ranges::find(parent.classes, mine.owner, &Class::name);
    if (owner == parent.classes.end()) return std::nullopt;
    proposal.push_back({{owner->end_of_members, owner->end_of_members}, "  " + text + "\n"});
  }
  return proposal;
}

// Insertions at one place become one, so that they keep their order.
Proposal Merged(const Proposal& proposal) {
  Proposal merged;
  for (const Replacement& r : proposal) {
    const auto same = std::ranges::find_if(
        merged, [&](const Replacement& m) { return m.range == r.range && r.range.size() == 0; });
    if (same == merged.end()) {
      merged.push_back(r);
    } else {
      same->text += r.text;
    }
  }
  return merged;
}

std::optional<Proposal> TakeFunction(const Parents& parents, const Match& match) {
  const Function& mine = parents.parent.functions[match.mine];
  const Function& theirs = parents.other->functions[match.theirs];
  const int declaration = IndexOfFunction(*parents.other, theirs);
  if (declaration < 0) return std::nullopt;
  auto proposal = BringIn(parents, mine, theirs, Needs(*parents.other, declaration));
  if (!proposal) return std::nullopt;
  Proposal merged = Merged(*proposal);
  merged.push_back({mine.range, std::string(parents.other->Text(theirs.range))});
  return merged;
}

// The expression of the other parent in the parent's names; nothing if it reads a local or what the parent
// has not.
std::optional<Term> Translate(const Parents& parents, const Match& match, const Expression& from) {
  const Function& mine = parents.parent.functions[match.mine];
  const Function& theirs = parents.other->functions[match.theirs];
  std::map<std::string, std::string, std::less<>> names;
  for (size_t i = 0; i < theirs.parameters.size(); ++i) {
    if (!theirs.parameters[i].empty() && mine.parameters[i].empty()) names[theirs.parameters[i]] = "";
    if (!mine.parameters[i].empty()) names[theirs.parameters[i]] = mine.parameters[i];
  }
  for (const Expression& e : parents.other->expressions) {
    if (e.kind != ExpressionKind::kName && e.kind != ExpressionKind::kMember) continue;
    if (!from.range.Contains(e.range)) continue;
    const std::string name(parents.other->Text(e));
    const auto parameter = names.find(name);
    if (parameter != names.end()) {
      if (parameter->second.empty()) return std::nullopt;
      continue;
    }
    const bool local = std::ranges::any_of(parents.other->variables, [&](const Variable& v) {
      return v.function == match.theirs && v.name == name;
    });
    if (local) return std::nullopt;
  }
  // Whatever else is declared in the other block has to be here too, with the same type.
  for (const Declaration& d : parents.other->declarations) {
    const std::string_view text = parents.other->Text(from);
    if (Rename(text, {{d.name, ""}}) == text) continue;
    const Declaration* own = Find(parents.parent, d.name, d.owner.empty() ? "" : mine.owner);
    if (!own || own->type != d.type) return std::nullopt;
  }
  return Term{Rename(parents.other->Text(from), names), from.precedence, from.type.kind};
}

Term Join(const Term& mine, const Term& theirs, TermMaker& maker, Rng& rng) {
  switch (rng.Below(4)) {
    case 0:
      return {"0.5 * " + Fit(mine, kUnary) + " + 0.5 * " + Fit(theirs, kUnary), kAdditive, ValueKind::kReal};
    case 1: {
      const Term condition{Fit(mine, kAdditive) + " > " + Fit(theirs, kAdditive), kRelational,
                           ValueKind::kBool};
      return {condition.text + " ? " + Fit(mine, kAssignment) + " : " + Fit(theirs, kAssignment), kAssignment,
              ValueKind::kReal};
    }
    case 2:
      if (const auto condition = maker.Condition()) {
        return {
            Fit(*condition, kLogicalOr) + " ? " + Fit(mine, kAssignment) + " : " + Fit(theirs, kAssignment),
            kAssignment, ValueKind::kReal};
      }
      [[fallthrough]];
    default:
      return {Fit(mine, kAdditive) + " + " + Fit(theirs, kMultiplicative), kAdditive, ValueKind::kReal};
  }
}

bool Fits(const Expression& site, const Expression& from) {
  if (site.type.kind == ValueKind::kBool) return from.type.kind == ValueKind::kBool;
  if (IsRealSite(site)) return from.type.kind == ValueKind::kReal;
  return site.type.kind == ValueKind::kInteger && from.type.kind == ValueKind::kInteger &&
         site.wanted.kind != ValueKind::kSlot;
}

std::optional<Proposal> TakeExpression(const Parents& parents, const Match& match, Rng& rng) {
  const Sketch& parent = parents.parent;
  const Sketch& other = *parents.other;
  const auto site_index = PickSite(parent.expressions, rng, [&](const Expression& e) {
    if (e.function != match.mine || !IsReplaceable(parent, e) || e.guarded || e.role == Role::kIndex ||
        e.asks_place || (e.exact && e.type.kind == ValueKind::kInteger))
      return 0.0;
    if (e.statement >= 0 && parent.statements[e.statement].in_loop) return 0.0;
    return e.role == Role::kReturn ? 3.0 : 1.0;
  });
  if (!site_index) return std::nullopt;
  const Expression& site = parent.expressions[*site_index];
  const auto from_index = PickSite(other.expressions, rng, [&](const Expression& e) {
    if (e.function != match.theirs || !e.pure || e.fixed || !other.InBlock(e.range) || !Fits(site, e))
      return 0.0;
    if (e.kind == ExpressionKind::kInteger || e.kind == ExpressionKind::kParentheses) return 0.0;
    if (e.kind == ExpressionKind::kReal) return 0.1;
    return e.role == Role::kReturn ? 3.0 : 1.0;
  });
  if (!from_index) return std::nullopt;
  auto term = Translate(parents, match, other.expressions[*from_index]);
  if (!term || term->text == parent.Text(site)) return std::nullopt;
  TermMaker maker(parent, site.function, site.range.begin, rng);
  if (IsRealSite(site) && site.role == Role::kReturn && rng.Chance(0.5))
    term = Join(TermOf(parent, site), *term, maker, rng);
  return Proposal{{site.range, FitSite(site, *term)}};
}

}  // namespace

std::optional<Proposal> ProposeCrossover(const Parents& parents, Rng& rng) {
  if (!parents.other) return std::nullopt;
  const auto matches = Matches(parents.parent, *parents.other);
  if (matches.empty()) return std::nullopt;
  const Match match = matches[rng.Below(matches.size())];
  const Function& mine = parents.parent.functions[match.mine];
  const Function& theirs = parents.other->functions[match.theirs];
  if (parents.parent.Text(mine.body) == parents.other->Text(theirs.body)) return std::nullopt;
  // A lone function is the whole of a policy: taking it would only copy the other parent.
  const bool whole = parents.parent.functions.size() == 1;
  if (!whole && rng.Chance(0.6)) {
    if (auto proposal = TakeFunction(parents, match)) return proposal;
  }
  return TakeExpression(parents, match, rng);
}

}  // namespace gauntlet::mutate
