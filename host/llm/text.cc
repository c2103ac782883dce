#include "host/llm/text.h"

#include <algorithm>

#include "host/base/brief.h"
#include "host/base/utf8.h"

namespace gauntlet::llm {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr char kEscape = '\x1b';

// The end of a control string (OSC, DCS, SOS, PM, APC): behind BEL or ESC \. One that does not end was none:
// only its introducer is dropped, or a single escape would swallow the rest of a reply.
size_t EndOfString(std::string_view text, size_t begin) {
  constexpr size_t kLongest = 4096;
  const std::string_view body = text.substr(begin, kLongest);
  const size_t bell = body.find('\x07');
  const size_t terminator = body.find("\x1b\\");
  if (bell == std::string_view::npos && terminator == std::string_view::npos) return begin;
  return begin + (bell < terminator ? bell + 1 : terminator + 2);
}

// The index behind the escape sequence that begins at `at`. REQUIRES: text[at] is the escape.
size_t EndOfEscape(std::string_view text, size_t at) {
  const auto is_in = [&](size_t i, char low, char high) {
    return i < text.size() && text[i] >= low && text[i] <= high;
  };
  size_t i = at + 1;
  if (i >= text.size()) return i;
  if (text[i] == '[') {
    ++i;
    while (is_in(i, 0x30, 0x3f)) ++i;  // parameters
    while (is_in(i, 0x20, 0x2f)) ++i;  // intermediates
    return is_in(i, 0x40, 0x7e) ? i + 1 : i;
  }
  if (std::string_view("]PX^_").find(text[i]) != std::string_view::npos) return EndOfString(text, i + 1);
  while (is_in(i, 0x20, 0x2f)) ++i;
  return is_in(i, 0x30, 0x7e) ? i + 1 : i;
}

bool IsControl(char32_t c) { return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0); }

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    if (NextCodePoint(text, at)) {
      out += text.substr(begin, at - begin);
    } else {
      out += kReplacement;
      ++at;
    }
  }
  return out;
}

std::string CleanText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    if (text[at] == kEscape) {
      at = EndOfEscape(text, at);
      continue;
    }
    if (text[at] == '\r') {
      out += '\n';
      at += text.substr(at).starts_with("\r\n") ? 2 : 1;
      continue;
    }
    const size_t begin = at;
    const auto point = NextCodePoint(text, at);
    if (!point) {
      out += kReplacement;
      ++at;
    } else if (!IsControl(*point)) {
      out += text.substr(begin, at - begin);
    }
  }
  return out;
}

std::string StartOf(std::string_view text) {
  constexpr size_t kMost = 300;
  std::string line = OneLine(CleanText(text.substr(0, 4 * kMost)));
  if (line.size() > kMost) {
    size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    line = line.substr(0, end) + "...";
  }
  if (line.ends_with(' ')) line.pop_back();
  return line.empty() ? "nothing" : line;
}

std::string WithoutKey(std::string text, std::string_view key) {
  if (key.empty()) return text;
  constexpr std::string_view kInstead = "[key]";
  for (size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + kInstead.size()))
    text.replace(at, key.size(), kInstead);
  return text;
}

}  // namespace gauntlet::llm
