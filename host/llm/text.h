// Text that somebody else wrote, made fit for prompts, terminals and files.
#pragma once

#include <string>
#include <string_view>

namespace gauntlet::llm {

// Each byte that is no part of well-formed UTF-8 becomes U+FFFD.
std::string ValidUtf8(std::string_view text);
// Valid UTF-8 without ANSI escape sequences (ECMA-48: CSI, OSC and other strings, single escapes) and control
// characters (C0, DEL, C1) but tab and newline; CR LF and CR are newlines.
std::string CleanText(std::string_view text);
// The start of what came, on one line, for error messages; "nothing" if there is nothing to see.
std::string StartOf(std::string_view text);
// `text` with "[key]" for each occurrence of `key`. An empty key changes nothing.
std::string WithoutKey(std::string text, std::string_view key);

}  // namespace gauntlet::llm
