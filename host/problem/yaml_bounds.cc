#include "host/problem/yaml_bounds.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

namespace gauntlet {
namespace {

constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kMaxDepth = 64;
constexpr uint64_t kMaxValues = 50000;

// Adds up values; an alias counts as much as what it names.
class Counter : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { Leaf(mark, anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string&) override {
    Leaf(mark, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto named = sizes_.find(anchor);
    if (named == sizes_.end()) throw YAML::ParserException(mark, "an alias within what it names");
    if (depth() + named->second.depth > kMaxDepth) throw TooDeep(mark);
    open_.back().depth = std::max(open_.back().depth, named->second.depth);
    Count(mark, named->second.values);
    open_.back().values += named->second.values;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapEnd() override { Close(); }

 private:
  struct Size {
    YAML::anchor_t anchor = YAML::NullAnchor;
    uint64_t values = 0;
    size_t depth = 0;  // below it
  };

  static YAML::ParserException TooDeep(const YAML::Mark& mark) {
    return {mark, fmt::format("nested more than {} deep", kMaxDepth)};
  }
  size_t depth() const { return open_.size() - 1; }

  void Count(const YAML::Mark& mark, uint64_t values) {
    total_ += values;
    if (total_ > kMaxValues)
      throw YAML::ParserException(mark,
                                  fmt::format("more than {} values, with aliases written out", kMaxValues));
  }
  void Leaf(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) sizes_[anchor] = {anchor, 1, 0};
    Count(mark, 1);
    ++open_.back().values;
  }
  void Open(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (depth() == kMaxDepth) throw TooDeep(mark);
    Count(mark, 1);
    open_.push_back({anchor, 1, 0});
  }
  void Close() {
    const Size closed = open_.back();
    open_.pop_back();
    if (closed.anchor != YAML::NullAnchor)
      sizes_[closed.anchor] = {closed.anchor, closed.values, closed.depth + 1};
    open_.back().values += closed.values;
    open_.back().depth = std::max(open_.back().depth, closed.depth + 1);
  }

  std::vector<Size> open_ = {{}};
  std::map<YAML::anchor_t, Size> sizes_;  // of what anchors name, once it is complete
  uint64_t total_ = 0;
};

// Bytes of the code point at the front of `text`; 0 if it is none.
size_t CodePointBytes(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const size_t bytes = first >= 0xc2 && first < 0xe0   ? 2
                       : first >= 0xe0 && first < 0xf0 ? 3
                       : first >= 0xf0                 ? 4
                                                       : 0;
  if (bytes == 0 || first > 0xf4) return 0;
  for (size_t i = 1; i < bytes; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  // Longer than it need be, a surrogate, or beyond the last one.
  const bool is_odd = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) >= 0xa0) ||
                      (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) >= 0x90);
  return is_odd ? 0 : bytes;
}

Result<> CheckText(const std::string& text, const std::filesystem::path& name) {
  if (text.size() > kMaxBytes)
    return Fail(ErrorKind::kInput,
                fmt::format("{}: has {} bytes; at most {} are read", name.string(), text.size(), kMaxBytes));
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = CodePointBytes(std::string_view(text).substr(at));
    if (bytes == 0 || text[at] == '\0')
      return Fail(
          ErrorKind::kInput,
          fmt::format("{}:{}: not UTF-8 text", name.string(),
                      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')));
    at += bytes;
  }
  return {};
}

}  // namespace

Result<> CheckYamlBounds(const std::string& text, const std::filesystem::path& name) {
  GAUNTLET_CHECK_OK(CheckText(text, name));
  try {
    std::istringstream in(text);
    Counter counter;
    YAML::Parser(in).HandleNextDocument(counter);
  } catch (const YAML::Exception& e) {
    return Fail(ErrorKind::kInput, fmt::format("{}:{}: {}", name.string(), e.mark.line + 1, e.msg));
  }
  return {};
}

}  // namespace gauntlet
