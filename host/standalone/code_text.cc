#include "host/standalone/code_text.h"

#include <algorithm>
#include <cctype>

namespace gauntlet {
namespace {

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The end of what begins at `at` and is no code: a comment or a literal; `at` itself if it is code.
size_t SkipNoCode(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  const auto past = [&](size_t found, size_t length) {
    return found == std::string_view::npos ? text.size() : found + length;
  };
  if (rest.starts_with("//")) return past(text.find('\n', at), 0);
  if (rest.starts_with("/*")) return past(text.find("*/", at + 2), 2);
  const bool after_word = at > 0 && IsWord(text[at - 1]);
  if (rest.starts_with("R\"") && !after_word) {
    const size_t open = text.find('(', at);
    if (open == std::string_view::npos) return text.size();
    const std::string close = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
    return past(text.find(close, open), close.size());
  }
  // A quote behind a digit separates digits.
  if (rest.front() != '"' && (rest.front() != '\'' || after_word)) return at;
  for (size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == rest.front()) {
      return i + 1;
    }
  }
  return at + 1;
}

size_t EndOfDirective(std::string_view text, size_t at) {
  for (;;) {
    const size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    if (text[end - 1] != '\\') return end;
    at = end + 1;
  }
}

// The brace that closes the one at `open`; npos: none.
size_t ClosingBrace(std::string_view text, const std::vector<bool>& mask, size_t open) {
  int depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    if (!mask[i]) continue;
    depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
    if (depth == 0) return i;
  }
  return std::string_view::npos;
}

size_t SkipSpace(std::string_view text, size_t at) {
  while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
  return at;
}

// What stands at namespace level before a brace.
enum class Head { kNamespace, kFunction, kOther };

Head HeadOf(std::string_view head) {
  const auto mask = CodeMask(head);
  const auto has = [&](std::string_view word) {
    return FindWord(head, mask, word) != std::string_view::npos;
  };
  if (has("namespace")) return Head::kNamespace;
  const size_t call = head.find('(');
  const bool is_fine =
      call != std::string_view::npos && head.substr(0, call).find('=') == std::string_view::npos;
  for (const char* word : {"inline", "constexpr", "template", "struct", "class", "enum", "static", "union"})
    if (has(word)) return Head::kOther;
  return is_fine ? Head::kFunction : Head::kOther;
}

}  // namespace

std::vector<bool> CodeMask(std::string_view text, bool with_directives) {
  std::vector<bool> mask(text.size(), false);
  bool line_begins = true;
  for (size_t i = 0; i < text.size();) {
    if (line_begins && text[i] == '#' && !with_directives) {
      i = EndOfDirective(text, i);
      continue;
    }
    const size_t next = SkipNoCode(text, i);
    if (next > i) {
      i = next;
      line_begins = false;
      continue;
    }
    mask[i] = true;
    if (text[i] == '\n') {
      line_begins = true;
    } else if (std::isspace(static_cast<unsigned char>(text[i])) == 0) {
      line_begins = false;
    }
    ++i;
  }
  return mask;
}

size_t FindWord(std::string_view text, const std::vector<bool>& mask, std::string_view word, size_t from) {
  for (size_t at = text.find(word, from); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    const bool whole = (at == 0 || !IsWord(text[at - 1])) && (end == text.size() || !IsWord(text[end]));
    if (whole && mask[at]) return at;
  }
  return std::string_view::npos;
}

std::set<std::string, std::less<>> WordsOf(std::string_view text) {
  std::set<std::string, std::less<>> words;
  const auto mask = CodeMask(text, true);
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && mask[end] && IsWord(text[end])) ++end;
    if (end > i) words.emplace(text.substr(i, end - i));
    i = std::max(end, i + 1);
  }
  return words;
}

std::string WithoutLinkage(std::string text) {
  constexpr std::string_view kLinkage = "extern \"C\"";
  for (size_t from = 0;;) {
    const auto mask = CodeMask(text, true);
    const size_t at = text.find(kLinkage, from);
    if (at == std::string::npos) break;
    from = at + 1;
    if (!mask[at]) continue;
    const size_t next = SkipSpace(text, at + kLinkage.size());
    if (next < text.size() && text[next] == '{') {
      const size_t close = ClosingBrace(text, mask, next);
      if (close != std::string::npos) text.erase(close, 1);
      text.erase(at, next + 1 - at);
    } else {
      text.erase(at, next - at);
    }
    from = at;
  }
  return text;
}

std::string WithoutExternTemplates(std::string text) {
  constexpr std::string_view kBegin = "extern template ";
  for (size_t at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at)) {
    const size_t end = text.find(';', at);
    text.erase(at, end == std::string::npos ? end : SkipSpace(text, end + 1) - at);
  }
  return text;
}

std::string AsHeaderCode(std::string text, std::string_view name) {
  const auto mask = CodeMask(text);
  std::vector<std::pair<size_t, std::string>> insertions;
  size_t begin = 0;  // of the declaration that we are in
  for (size_t i = 0; i < text.size(); ++i) {
    if (!mask[i]) {
      // A comment before a declaration, or a directive, is no part of it.
      if (SkipSpace(text, begin) >= i) begin = i + 1;
      continue;
    }
    if (text[i] == ';' || text[i] == '}') begin = i + 1;
    if (text[i] != '{') continue;
    const std::string_view head = std::string_view(text).substr(begin, i - begin);
    const Head kind = HeadOf(head);
    if (kind == Head::kNamespace) {
      if (head.find_last_not_of(" \n") == head.rfind("namespace") + 8) {
        insertions.emplace_back(SkipSpace(text, begin), "inline ");
        insertions.emplace_back(i, std::string(name) + " ");
      }
      begin = i + 1;
      continue;
    }
    if (kind == Head::kFunction) {
      size_t at = SkipSpace(text, begin);
      if (text.compare(at, 2, "[[") == 0) at = SkipSpace(text, text.find("]]", at) + 2);
      insertions.emplace_back(at, "inline ");
    }
    const size_t close = ClosingBrace(text, mask, i);
    if (close == std::string::npos) break;
    i = close;
    begin = i + 1;
  }
  for (auto at = insertions.rbegin(); at != insertions.rend(); ++at) text.insert(at->first, at->second);
  return text;
}

std::vector<std::string> MacrosOf(std::string_view text) {
  constexpr std::string_view kDefine = "#define ";
  std::vector<std::string> names;
  for (size_t at = text.find(kDefine); at != std::string_view::npos; at = text.find(kDefine, at + 1)) {
    if (at > 0 && text[at - 1] != '\n') continue;
    const size_t begin = SkipSpace(text, at + kDefine.size());
    size_t end = begin;
    while (end < text.size() && IsWord(text[end])) ++end;
    std::string name(text.substr(begin, end - begin));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace gauntlet
