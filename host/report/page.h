// The frame of a page that is one file: title, style, body, and the charts' data and scripts.
#pragma once

#include <string>

#include "host/base/json.h"

namespace gauntlet {

struct PageParts {
  std::string title;
  std::string body;  // HTML
  Json charts;       // of the charts in it; null: none, and no script goes in
};

// Needs no other file, and may load none: its policy allows the scripts that carry its nonce, and nothing else. The
// nonce is a hash of all the rest, which no text in the page can hold.
std::string PageHtml(const PageParts& parts);

// <section> with a heading that can be linked to.
std::string SectionHtml(const std::string& id, const std::string& title, const std::string& body);

// What is folded away behind a line that opens it.
std::string FoldedHtml(const std::string& summary, const std::string& body);

}  // namespace gauntlet
