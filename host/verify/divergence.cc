#include "host/verify/divergence.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/optional_json.h"
#include "host/workload/variants.h"

namespace gauntlet {
namespace {

using Bytes = std::vector<uint8_t>;

std::string AnswersText(const std::string& domain, const std::string& interface_name,
                        std::span<const uint8_t> answers) {
  if (answers.empty()) return "no answer";
  if (const Variants* variants = VariantsOf(domain)) return variants->answers_text(interface_name, answers);
  std::string out = "bytes";
  for (const uint8_t byte : answers.first(std::min<size_t>(answers.size(), 16)))
    out += fmt::format(" {:02x}", byte);
  return out;
}

struct Side {
  const LoggedSimulation& of;
  Bytes log;
  std::optional<AnswerPlace> place;  // of the first byte that differs; none: there is none

  LogSlice slice() const { return of.slice.value_or(LogSlice()); }
  std::span<const uint8_t> Compared() const {
    const uint64_t end = std::min<uint64_t>(slice().end, log.size()), begin = std::min(slice().begin, end);
    return std::span(log).subspan(begin, end - begin);
  }
  Result<> Locate(size_t offset) {
    if (offset >= Compared().size()) return {};
    // A log that no run can have given is a finding about the candidate, not an error.
    const auto found = of.evaluator->Locate(*of.run, of.index, slice().begin + offset);
    if (found) place = *found;
    if (!found && found.error().kind != ErrorKind::kInternalError) return std::unexpected(found.error());
    return {};
  }
  std::span<const uint8_t> Answers() const {
    if (!place) return {};
    const uint64_t end = std::min<uint64_t>(place->end, log.size());
    return std::span(log).subspan(place->begin, end - place->begin);
  }
};

Result<std::optional<Divergence>> Compare(const LoggedSimulation& a, const LoggedSimulation& b,
                                          std::optional<uint64_t> records, const std::string& domain,
                                          const std::string& interface_name) {
  Side first{a, {}, {}}, second{b, {}, {}};
  GAUNTLET_TRY(first.log, a.run->AnswersOf(a.index));
  GAUNTLET_TRY(second.log, b.run->AnswersOf(b.index));
  const auto mine = first.Compared(), theirs = second.Compared();
  const auto offset = static_cast<size_t>(std::ranges::mismatch(mine, theirs).in1 - mine.begin());
  if (offset == mine.size() && offset == theirs.size()) return std::nullopt;
  GAUNTLET_CHECK_OK(first.Locate(offset));
  GAUNTLET_CHECK_OK(second.Locate(offset));
  Divergence out;
  for (const Side* side : {&first, &second}) {
    if (!side->place) continue;
    const uint64_t record = side->place->record, from = side->slice().first_record;
    out.record = std::min(out.record.value_or(UINT64_MAX), record - std::min(record, from));
  }
  if (records && out.record && *out.record >= *records) return std::nullopt;
  out.first = AnswersText(domain, interface_name, first.Answers());
  out.second = AnswersText(domain, interface_name, second.Answers());
  return out;
}

}  // namespace

std::string Divergence::Text() const {
  if (!record) return "its decision log is none of a run";
  return fmt::format("request {}: {} against {}", *record, first, second);
}

Json Divergence::ToJson() const { return {{"request", OrNull(record)}, {"answers", {first, second}}}; }

Result<std::optional<Divergence>> FindDivergence(const LoggedSimulation& a, const LoggedSimulation& b,
                                                 const std::string& domain,
                                                 const std::string& interface_name) {
  GAUNTLET_TRY(const auto found, Compare(a, b, std::nullopt, domain, interface_name));
  if (found || a.slice || b.slice) return found;
  const Simulation &x = a.simulation(), &y = b.simulation();
  if (x.metrics == y.metrics && x.answer_count == y.answer_count && x.answer_hash == y.answer_hash)
    return std::nullopt;
  return Divergence{std::nullopt, "metrics that are not those of its answers", ""};
}

Result<std::optional<Divergence>> FindDivergenceBefore(uint64_t records, const LoggedSimulation& a,
                                                       const LoggedSimulation& b, const std::string& domain,
                                                       const std::string& interface_name) {
  return Compare(a, b, records, domain, interface_name);
}

}  // namespace gauntlet
