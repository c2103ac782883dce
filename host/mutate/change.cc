#include "host/mutate/change.h"

#include <algorithm>
#include <tuple>

namespace gauntlet::mutate {
namespace {

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

uint32_t LineBegin(std::string_view source, uint32_t offset) {
  const size_t newline = offset == 0 ? source.npos : source.rfind('\n', offset - 1);
  return newline == source.npos ? 0 : static_cast<uint32_t>(newline + 1);
}

uint32_t LineEnd(std::string_view source, uint32_t offset) {
  const size_t newline = source.find('\n', offset);
  return static_cast<uint32_t>(newline == source.npos ? source.size() : newline);
}

std::string Replaced(std::string_view source, Range within, std::span<const Replacement> replacements) {
  std::string out;
  uint32_t at = within.begin;
  for (const Replacement& r : replacements) {
    out += source.substr(at, r.range.begin - at);
    out += r.text;
    at = r.range.end;
  }
  return out.append(source.substr(at, std::max(at, within.end) - at));
}

}  // namespace

std::optional<Change> Apply(const Sketch& parent, Proposal proposal, std::string_view operation) {
  std::ranges::sort(proposal, {},
                    [](const Replacement& r) { return std::tuple(r.range.begin, r.range.end, r.text); });
  for (size_t i = 0; i < proposal.size(); ++i) {
    if (!parent.InBlock(proposal[i].range)) return std::nullopt;
    if (i > 0 && proposal[i].range.begin < proposal[i - 1].range.end) return std::nullopt;
  }
  const std::string_view source = parent.source;
  Change change{Replaced(source, {0, static_cast<uint32_t>(source.size())}, proposal), {}};
  for (size_t first = 0; first < proposal.size();) {
    Range lines{LineBegin(source, proposal[first].range.begin), LineEnd(source, proposal[first].range.end)};
    size_t end = first + 1;
    for (; end < proposal.size() && proposal[end].range.begin <= lines.end; ++end) {
      lines.end = std::max(lines.end, LineEnd(source, proposal[end].range.end));
    }
    const auto line = std::count(source.begin(), source.begin() + lines.begin, '\n') + 1;
    const std::string after = Replaced(source, lines, std::span(proposal).subspan(first, end - first));
    change.edits.push_back({std::string(operation), static_cast<uint32_t>(line),
                            std::string(Trim(source.substr(lines.begin, lines.size()))),
                            std::string(Trim(after))});
    first = end;
  }
  return change;
}

}  // namespace gauntlet::mutate
