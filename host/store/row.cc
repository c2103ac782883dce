#include "host/store/row.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <limits>

#include "host/base/foreign_json.h"
#include "host/store/row_digest.h"

namespace gauntlet {
namespace {

// Fields with their lengths, so that no two rows have the same bytes.
class Fields {
 public:
  void Add(std::string_view text) {
    Add(static_cast<uint64_t>(text.size()));
    bytes_ += text;
  }
  void Add(uint64_t value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  Hash128 Hash() const { return HashText(bytes_); }

 private:
  std::string bytes_;
};

Json ParentsJson(const Candidate& c) { return Json(c.parents); }

Json EditsJson(const Candidate& c) {
  Json json = Json::array();
  for (const Edit& edit : c.edits) json.push_back(EditToJson(edit));
  return json;
}

Json WorkloadsJson(const Candidate& c) {
  Json json = Json::array();
  for (const WorkloadResult& result : c.workloads) json.push_back(WorkloadResultToJson(result));
  return json;
}

Json InfeasibleJson(const Candidate& c) {
  Json json = Json::array();
  for (const Violation& violation : c.infeasible) json.push_back(ViolationToJson(violation));
  return json;
}

// JSON has no NaN and no infinity: they come back as NaN.
std::vector<double> NumbersFromJson(const Json& json) {
  std::vector<double> numbers;
  for (const Json& value : json)
    numbers.push_back(value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN());
  return numbers;
}

void AddContent(Fields& fields, const Row& r) {
  fields.Add(static_cast<uint64_t>(r.number));
  for (const std::string* text : {&r.source_hash, &r.tree_hash, &r.parents}) fields.Add(*text);
  fields.Add(static_cast<uint64_t>(r.island));
  for (const std::string* text :
       {&r.generator, &r.edits, &r.proposal, &r.verdict_kind, &r.verdict, &r.stage_scores})
    fields.Add(*text);
  fields.Add(static_cast<uint64_t>(r.has_score));
  fields.Add(std::bit_cast<uint64_t>(r.has_score ? r.score : 0.0));
  for (const std::string* text : {&r.metrics, &r.workloads, &r.features, &r.infeasible}) fields.Add(*text);
  fields.Add(static_cast<uint64_t>(r.Standing()));
}

// The verdict without what was measured by a clock.
std::string TimelessVerdict(const Verdict& verdict) {
  Json json = verdict.ToJson();
  Json detail = Json::object();
  for (const auto& [name, value] : json["detail"].items())
    if (!name.ends_with("_ms")) detail[name] = value;
  json["detail"] = std::move(detail);
  return DumpJson(json);
}

}  // namespace

std::string DumpJson(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

int64_t Row::Checksum() const {
  Fields fields;
  AddContent(fields, *this);
  fields.Add(timing_ms);
  return std::bit_cast<int64_t>((fields.Hash().low & ~1ull) | (in_archive ? 1u : 0u));
}

Row ToRow(const Candidate& c) {
  return {.number = c.number,
          .source_hash = c.source_hash.Hex(),
          .tree_hash = c.tree_hash.Hex(),
          .parents = DumpJson(ParentsJson(c)),
          .island = c.island,
          .generator = c.generator,
          .edits = DumpJson(EditsJson(c)),
          .proposal = c.proposal ? DumpJson(ProposalToJson(*c.proposal)) : "null",
          .verdict_kind = std::string(ToString(c.verdict.kind())),
          .verdict = DumpJson(c.verdict.ToJson()),
          .stage_scores = DumpJson(Json(c.stage_scores)),
          .has_score = c.score && !std::isnan(*c.score),  // SQLite has no NaN
          .score = c.score.value_or(0) + 0.0,             // nor a zero with a sign
          .metrics = DumpJson(MetricsToJson(c.metrics)),
          .workloads = DumpJson(WorkloadsJson(c)),
          .features = DumpJson(Json(c.features)),
          .infeasible = DumpJson(InfeasibleJson(c)),
          .confirmed = c.confirmed,
          .unconfirmed = c.unconfirmed,
          .in_archive = c.in_archive,
          .timing_ms = DumpJson(c.timing_ms)};
}

Result<Candidate> FromRow(const Row& r) {
  const auto corrupt = [&](std::string_view what) {
    return Fail(ErrorKind::kCorruptArtifact, fmt::format("candidate {}: {:.300}", r.number, what));
  };
  try {
    for (const std::string* json : {&r.parents, &r.edits, &r.proposal, &r.verdict, &r.stage_scores,
                                    &r.metrics, &r.workloads, &r.features, &r.timing_ms})
      CheckJsonDepth(*json);
    Candidate c;
    c.number = r.number;
    c.source_hash = Hash128::FromHex(r.source_hash);
    c.tree_hash = Hash128::FromHex(r.tree_hash);
    c.parents = WholesFrom<int64_t>(Json::parse(r.parents));
    c.island = static_cast<uint32_t>(r.island);
    c.generator = r.generator;
    for (const Json& edit : Json::parse(r.edits)) c.edits.push_back(EditFromJson(edit));
    if (const Json proposal = Json::parse(r.proposal); !proposal.is_null())
      c.proposal = ProposalFromJson(proposal);
    auto verdict = Verdict::FromJson(Json::parse(r.verdict));
    if (!verdict) return corrupt(fmt::format("unknown verdict {}", r.verdict));
    c.verdict = std::move(*verdict);
    c.stage_scores = NumbersFromJson(Json::parse(r.stage_scores));
    if (r.has_score) c.score = r.score;
    c.metrics = MetricsFromJson(Json::parse(r.metrics));
    for (const Json& result : Json::parse(r.workloads)) c.workloads.push_back(WorkloadResultFromJson(result));
    c.features = NumbersFromJson(Json::parse(r.features));
    for (const Json& violation : Json::parse(r.infeasible))
      c.infeasible.push_back(ViolationFromJson(violation));
    c.confirmed = r.confirmed;
    c.unconfirmed = r.unconfirmed;
    c.in_archive = r.in_archive;
    c.timing_ms = Json::parse(r.timing_ms);
    return c;
  } catch (const std::exception& e) {
    return corrupt(e.what());
  }
}

int64_t TextChecksum(std::initializer_list<std::string_view> columns) {
  Fields fields;
  for (std::string_view column : columns) fields.Add(column);
  return std::bit_cast<int64_t>(fields.Hash().low);
}

Hash128 RowDigest(const Candidate& candidate) {
  Row row = ToRow(candidate);
  row.verdict = TimelessVerdict(candidate.verdict);
  Fields fields;
  AddContent(fields, row);
  return fields.Hash();
}

}  // namespace gauntlet
