#include "host/report/text.h"

#include <fmt/format.h>

#include <cmath>

#include "host/base/utf8.h"

namespace gauntlet {
namespace {

bool IsControl(char32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff;
}

}  // namespace

std::string Visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const auto point = NextCodePoint(text, at);
    if (!point) {
      out += fmt::format("[byte 0x{:02x}]", static_cast<unsigned char>(text[at++]));
    } else if (IsControl(*point) || IsDirectionControl(*point) || IsInvisible(*point)) {
      out += fmt::format("[U+{:04X}]", static_cast<uint32_t>(*point));
    } else {
      out += text.substr(begin, at - begin);
    }
  }
  return out;
}

std::string HtmlText(std::string_view text) {
  std::string html;
  for (const char c : Visible(text)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string ScriptJson(const Json& json) {
  std::string out;
  for (const char c : json.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string ScoreText(double score) { return std::isfinite(score) ? fmt::format("{:+.5f}", score) : "-"; }

}  // namespace gauntlet
