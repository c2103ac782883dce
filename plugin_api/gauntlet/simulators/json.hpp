// JSON documents, read by a simulator for its workloads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <gauntlet/simulators/files.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::simulators {

// A value of a JSON document. Members stay in the order of the file.
struct JsonValue {
  enum class Kind : uint8_t { kNull, kBool, kNumber, kText, kList, kObject };
  Kind kind = Kind::kNull;
  uint64_t line = 0;
  bool truth = false;
  double number = 0;
  std::string text;
  std::vector<JsonValue> items;
  std::vector<std::string> keys;  // of an object, one an item

  // nullptr: no member of that name.
  const JsonValue* Find(std::string_view key) const {
    for (size_t i = 0; i < keys.size(); ++i)
      if (keys[i] == key) return &items[i];
    return nullptr;
  }
};

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}
  // False: error() says what is wrong on line().
  bool Read(JsonValue* out) {
    if (!Value(out, 0)) return false;
    Space();
    return at_ == text_.size() || Wrong("something stands behind the document");
  }
  const std::string& error() const { return error_; }
  uint64_t line() const { return line_; }

 private:
  static constexpr int kMostDepth = 64;
  static constexpr std::string_view kSpaces = " \t\r\n";

  bool Wrong(const char* what) {
    error_ = what;
    return false;
  }
  void Space() {
    for (; at_ < text_.size() && kSpaces.find(text_[at_]) != kSpaces.npos; ++at_) line_ += text_[at_] == '\n';
  }
  bool Take(char wanted) {
    Space();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  bool Word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool Value(JsonValue* out, int depth) {
    Space();
    out->line = line_;
    if (depth > kMostDepth) return Wrong("nested too deeply");
    if (at_ == text_.size()) return Wrong("it ends where a value was expected");
    const char c = text_[at_];
    if (c == '{' || c == '[') return Group(out, depth);
    if (c == '"') {
      out->kind = JsonValue::Kind::kText;
      return Text(&out->text);
    }
    if (Word("null")) return true;
    if (Word("true") || Word("false")) {
      out->kind = JsonValue::Kind::kBool;
      out->truth = c == 't';
      return true;
    }
    return Number(out);
  }
  bool Group(JsonValue* out, int depth) {
    const bool is_object = text_[at_++] == '{';
    const char end = is_object ? '}' : ']';
    out->kind = is_object ? JsonValue::Kind::kObject : JsonValue::Kind::kList;
    if (Take(end)) return true;
    do {
      if (is_object) {
        Space();
        if (at_ == text_.size() || text_[at_] != '"') return Wrong("expected a key in quotes");
        if (!Text(&out->keys.emplace_back())) return false;
        if (!Take(':')) return Wrong("expected ':' behind a key");
      }
      if (!Value(&out->items.emplace_back(), depth + 1)) return false;
    } while (Take(','));
    return Take(end) || Wrong("expected ',' or the end of a list or an object");
  }
  bool Text(std::string* out) {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\n') return Wrong("a line break within quotes");
      if (text_[at_] != '\\') {
        *out += text_[at_];
        continue;
      }
      if (++at_ == text_.size()) break;
      constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
      const size_t escape = kEscapes.find(text_[at_]);
      if (text_[at_] == 'u') {
        if (!CodePoint(out)) return Wrong("\\u wants four hexadecimal digits");
      } else if (escape != kEscapes.npos) {
        *out += kMeanings[escape];
      } else {
        return Wrong("an unknown escape");
      }
    }
    if (at_ == text_.size()) return Wrong("a text that does not end");
    ++at_;
    return true;
  }
  // As UTF-8; halves of a pair are kept as they are.
  bool CodePoint(std::string* out) {
    constexpr std::string_view kDigits = "00112233445566778899aAbBcCdDeEfF";
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const size_t digit = ++at_ < text_.size() ? kDigits.find(text_[at_]) : kDigits.npos;
      if (digit == kDigits.npos) return false;
      value = value * 16 + static_cast<uint32_t>(digit / 2);
    }
    if (value < 0x80) {
      *out += static_cast<char>(value);
    } else if (value < 0x800) {
      *out += {static_cast<char>(0xc0 | value >> 6), static_cast<char>(0x80 | (value & 0x3f))};
    } else {
      *out += {static_cast<char>(0xe0 | value >> 12), static_cast<char>(0x80 | (value >> 6 & 0x3f)),
               static_cast<char>(0x80 | (value & 0x3f))};
    }
    return true;
  }
  bool Number(JsonValue* out) {
    const size_t length = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size()) - at_;
    const std::string digits(text_.substr(at_, length));
    char* end = nullptr;
    out->kind = JsonValue::Kind::kNumber;
    out->number = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != '\0') return Wrong("no value stands here");
    at_ += length;
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  uint64_t line_ = 1;
  std::string error_;
};

// The document of a file; leaves the fault and is false if it is none.
inline bool ReadJson(const File& file, Params& params, JsonValue* out) {
  JsonReader reader(file.text());
  if (reader.Read(out)) return true;
  file.Refuse(params, reader.line(), reader.error());
  return false;
}

}  // namespace gauntlet::simulators
