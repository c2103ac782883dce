// UTF-8 that others wrote: one code point after the other, and those that a reader does not see.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gauntlet {

// Decodes one code point of well-formed UTF-8 and moves `at` behind it; nothing if it is malformed.
// REQUIRES: at < text.size().
std::optional<char32_t> NextCodePoint(std::string_view text, size_t& at);

bool IsUtf8(std::string_view text);
// With a question mark for every byte that is part of none, and for control characters but tab and newline.
std::string ToUtf8(std::string_view text);

// What turns the direction of the text behind it.
bool IsDirectionControl(char32_t c);

// What no font shows: joiners, fillers, separators that only some programs take for the end of a line, selectors of
// variants, and the tags in which whole sentences can hide. Unicode's Default_Ignorable_Code_Point, and U+2028, U+2029.
bool IsInvisible(char32_t c);

}  // namespace gauntlet
