// Two sources beside each other, as far as they differ: for a terminal, as a patch, as a page.
#pragma once

#include <string>
#include <vector>

#include "host/candidate/source_diff.h"

namespace gauntlet {

struct DiffSide {
  std::string name;
  std::string source;
};

// What it says, at how many places, and whether it brings back what an ancestor removed. Safe for a terminal.
std::string NamedText(const NamedEdit& edit);
// Of A, or of B where something came; each once.
std::string LinesText(const SourceDiff& diff, const NamedEdit& edit);
// Grouped by function, a line an edit.
std::string EditListText(const SourceDiff& diff);
// Two columns of `width` characters in all; `colour`: with the terminal's.
std::string SideBySideText(const DiffSide& a, const DiffSide& b, const SourceDiff& diff, size_t width,
                           bool colour);
// As `diff -u` writes it, over the lines that the edits touch.
std::string UnifiedText(const DiffSide& a, const DiffSide& b, const SourceDiff& diff, bool colour);
// The named edits as a list, and both sources beside each other as far as they differ, as parts of a page.
std::string EditListHtml(const SourceDiff& diff);
std::string DiffTableHtml(const std::string& a, const std::string& b, const SourceDiff& diff);
// One file that needs no other.
std::string DiffPage(const DiffSide& a, const DiffSide& b, const SourceDiff& diff);

}  // namespace gauntlet
