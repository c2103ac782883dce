#include "host/tune/annotation.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace gauntlet::tune {
namespace {

constexpr std::string_view kMark = "// tune:";
constexpr double kWide = 100;  // a range that spans more is searched on a log scale

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

Result<double> Number(std::string_view text) {
  text = Trim(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return Fail(ErrorKind::kInput, fmt::format("'{}' is no number", text));
  return value;
}

// Takes `word` off the front, if it stands there.
bool TakeWord(std::string_view& rest, std::string_view word) {
  rest = Trim(rest);
  if (!rest.starts_with(word)) return false;
  if (rest.size() > word.size() && rest[word.size()] != ' ' && rest[word.size()] != '[') return false;
  rest.remove_prefix(word.size());
  return true;
}

Result<AnnotationItem> TakeItem(std::string_view& rest) {
  AnnotationItem item;
  if (TakeWord(rest, "off")) {
    item.off = true;
    return item;
  }
  rest = Trim(rest);
  const size_t comma = rest.find(','), close = rest.find(']');
  if (!rest.starts_with('[') || comma == rest.npos || close == rest.npos || comma > close)
    return Fail(ErrorKind::kInput,
                fmt::format("'{}': expected [low, high] or off, as in // tune: [0.1, 10] log", rest));
  GAUNTLET_TRY(item.low, Number(rest.substr(1, comma - 1)));
  GAUNTLET_TRY(item.high, Number(rest.substr(comma + 1, close - comma - 1)));
  if (!(item.low < item.high))
    return Fail(ErrorKind::kInput,
                fmt::format("[{}, {}]: the first must be less than the second", item.low, item.high));
  rest.remove_prefix(close + 1);
  const bool wide = item.low > 0 && item.high / item.low >= kWide;
  item.scale = wide ? Scale::kLog : Scale::kLinear;
  if (TakeWord(rest, "linear")) item.scale = Scale::kLinear;
  if (TakeWord(rest, "log")) {
    item.scale = Scale::kLog;
    if (item.low <= 0)
      return Fail(ErrorKind::kInput,
                  fmt::format("[{}, {}] log: a log scale begins above 0", item.low, item.high));
  }
  return item;
}

Result<std::vector<AnnotationItem>> ItemsOf(std::string_view rest) {
  std::vector<AnnotationItem> items;
  do {
    GAUNTLET_TRY(const AnnotationItem item, TakeItem(rest));
    items.push_back(item);
    rest = Trim(rest);
  } while (!rest.empty());
  return items;
}

}  // namespace

std::string_view ToString(Scale scale) {
  return scale == Scale::kLinear ? "linear" : scale == Scale::kLog ? "log" : "signed log";
}

Result<std::map<uint32_t, std::vector<AnnotationItem>>> FindAnnotations(std::string_view source) {
  std::map<uint32_t, std::vector<AnnotationItem>> found;
  uint32_t number = 0;
  while (!source.empty()) {
    ++number;
    const size_t newline = source.find('\n');
    const std::string_view line = source.substr(0, newline);
    source.remove_prefix(newline == source.npos ? source.size() : newline + 1);
    const size_t at = line.find(kMark);
    // What stands behind another comment is prose.
    if (at == line.npos || line.find("//") < at) continue;
    auto items = ItemsOf(Trim(line.substr(at + kMark.size())));
    if (!items)
      return Fail(ErrorKind::kInput, fmt::format("line {}: tune: {}", number, items.error().message));
    found.emplace(number, std::move(*items));
  }
  return found;
}

}  // namespace gauntlet::tune
