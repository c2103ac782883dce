#include "host/mutate/child_form.h"

#include <algorithm>
#include <bit>
#include <charconv>

#include "host/candidate/literal_type.h"
#include "host/mutate/literal_use.h"

namespace gauntlet::mutate {
namespace {

std::string_view SuffixOf(std::string_view text, std::string_view letters) {
  const size_t end = text.find_last_not_of(letters);
  return text.substr(end == text.npos ? 0 : end + 1);
}

std::optional<uint64_t> IntegerBits(std::string_view type, std::string_view text) {
  const IntegerType* known = FindIntegerType(type);
  if (!known || SuffixOf(text, "ulUL") != known->suffix) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;  // octal, hexadecimal
  const char* end = text.data() + text.size() - known->suffix.size();
  uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || value > known->largest) return std::nullopt;
  return value;
}

std::optional<uint64_t> RealBits(std::string_view type, std::string_view text) {
  const bool is_float = type == "float";
  if ((!is_float && type != "double") || SuffixOf(text, "fFlL") != (is_float ? "f" : "")) return std::nullopt;
  if (text.find_first_of(".e") == text.npos) return std::nullopt;
  const char* end = text.data() + text.size() - (is_float ? 1 : 0);
  double value = 0;
  float narrow = 0;
  const auto parsed =
      is_float ? std::from_chars(text.data(), end, narrow) : std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return std::bit_cast<uint64_t>(is_float ? static_cast<double>(narrow) : value);
}

bool AsksForPlaces(std::string_view source) {
  return source.find("COLUMN") != source.npos || source.find("source_location") != source.npos;
}

}  // namespace

std::optional<NormalForm> FormOfChild(const Sketch& parent, const Proposal& proposal) {
  if (proposal.empty() || AsksForPlaces(parent.source)) return std::nullopt;
  NormalForm form = parent.form;
  if (form.parameters.size() != parent.literals.size()) return std::nullopt;
  for (const Replacement& r : proposal) {
    const auto lifted = std::ranges::find(parent.literals, r.range, &LiftedLiteral::range);
    if (lifted == parent.literals.end()) return std::nullopt;
    const bool real = lifted->type == "double" || lifted->type == "float";
    const auto bits = real ? RealBits(lifted->type, r.text) : IntegerBits(lifted->type, r.text);
    if (!bits || (!real && *bits == 0 && !IsOperand(parent, r.range))) return std::nullopt;
    form.parameters[static_cast<size_t>(lifted - parent.literals.begin())] = *bits;
  }
  form.tree = TreeOf(form.shape, form.parameters);
  return form;
}

}  // namespace gauntlet::mutate
