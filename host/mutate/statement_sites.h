// Where statements stand that an operator may touch, and where one may be put.
#pragma once

#include <string>
#include <vector>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {

std::string Indentation(const Sketch& sketch, uint32_t offset);
// The range with its line, if nothing else stands on it.
Range WholeLines(const Sketch& sketch, Range range);

bool IsFree(const Sketch& sketch, const Statement& s);
// How much of what a hook does is choice and not bookkeeping, from 0 to 1.
double Freedom(const Function& function);
// A call on a member structure that puts a slot somewhere: `order_.move_to_front(slot)`.
bool IsPlacing(const Sketch& sketch, const Statement& s);
// Changes a number: an assignment, a step.
bool IsUpdate(const Sketch& sketch, const Statement& s);
// Of an update: keeps account of what is where, or clears what is clear: no choice of the policy.
bool IsAccount(const Sketch& sketch, const Statement& s);
// A step that a policy may take or leave: a placing, or an update that is no account.
bool IsStep(const Sketch& sketch, const Statement& s);
// Moves slots or keeps an account: what a hook does of this, it does all or nothing of.
bool KeepsBooks(const Sketch& sketch, const Statement& s);
// It, or a statement in it, keeps books otherwise than by moving an object within its list.
bool HoldsBooks(const Sketch& sketch, const Statement& s);
double WorthOfRemoving(const Sketch& sketch, const Statement& s);

// Where a statement may be put: before each statement of a block, and in bodies that are empty.
struct Gap {
  uint32_t offset;
  int function;
  bool empty_body;
};
std::vector<Gap> Gaps(const Sketch& sketch, std::string_view owner);
Replacement PutAt(const Sketch& sketch, const Gap& gap, const std::string& text);

}  // namespace gauntlet::mutate
