// Text of candidates and of problems on its way into a page, a script or a spreadsheet: data, whatever it holds.
#pragma once

#include <string>
#include <string_view>

#include "host/base/json.h"

namespace gauntlet {

// Valid UTF-8 in which a reader sees all there is: control characters, those that turn the direction of the text,
// invisible ones and bytes that are no UTF-8 stand as [U+202E] or [byte 0xff]. Tabs and line ends stay.
std::string Visible(std::string_view text);

// For the text of an element or for an attribute in quotes; Visible.
std::string HtmlText(std::string_view text);

// For the inside of <script type="application/json">: no text in it can end the element.
std::string ScriptJson(const Json& json);

// "+0.18271"; "-" for a score that is none.
std::string ScoreText(double score);

}  // namespace gauntlet
