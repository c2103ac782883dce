// C++ source as text of which one knows what is code: enough to cut and join files, no parser.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet {

// mask[i]: text[i] is code, and not in a comment, a literal of characters, or (unless asked for) a
// preprocessor line with its continuations. The quotes of a literal are not code.
std::vector<bool> CodeMask(std::string_view text, bool with_directives = false);

// Where `word` stands as a whole word in the code at or after `from`; npos: nowhere.
size_t FindWord(std::string_view text, const std::vector<bool>& mask, std::string_view word, size_t from = 0);

// The identifiers of the code, those in directives included.
std::set<std::string, std::less<>> WordsOf(std::string_view text);

// `extern "C"` goes, with the braces of a block.
std::string WithoutLinkage(std::string text);
// `extern template ...;` goes.
std::string WithoutExternTemplates(std::string text);
// Functions that are defined at namespace level become inline, and namespaces without a name get `name`: what
// a source file keeps to itself can then stand in a header.
std::string AsHeaderCode(std::string text, std::string_view name);
// The names that its #define lines define, in order, each once.
std::vector<std::string> MacrosOf(std::string_view text);

}  // namespace gauntlet
