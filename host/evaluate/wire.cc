#include "host/evaluate/wire.h"

#include <array>

#include "host/base/foreign_json.h"
#include "host/base/hash.h"
#include "host/base/message.h"
#include "host/base/optional_json.h"

namespace gauntlet {
namespace {

Json SimulationToJson(const Simulation& s) {
  return {{"workload", s.workload},
          {"metrics", MetricsToJson(s.metrics)},
          {"answer_count", s.answer_count},
          {"answer_hash", s.answer_hash}};
}

Simulation SimulationFromJson(const Json& json) {
  return {WholeFrom<uint32_t>(json.at("workload")), MetricsFromJson(json.at("metrics")),
          WholeFrom<uint64_t>(json.at("answer_count")), WholeFrom<uint64_t>(json.at("answer_hash"))};
}

Json LimitsToJson(const EvaluationLimits& limits) {
  return {
      {"cpu_ms", limits.cpu_ms}, {"memory_bytes", limits.memory_bytes}, {"note_bytes", limits.note_bytes}};
}

Json LogToJson(const LogPart& log) {
  Json cuts = Json::array();
  for (const LogCut& cut : log.cuts) {
    cuts.push_back(cut.records);
    cuts.push_back(cut.log_bytes);
  }
  return {{"offset", log.offset}, {"bytes", log.bytes}, {"cuts", cuts}};
}
LogPart LogFromJson(const Json& json) {
  LogPart log = {WholeFrom<uint64_t>(json.at("offset")), WholeFrom<uint64_t>(json.at("bytes")), {}};
  const Json& cuts = json.at("cuts");
  for (size_t i = 0; i < cuts.size(); i += 2)
    log.cuts.push_back({WholeFrom<uint64_t>(cuts.at(i)), WholeFrom<uint64_t>(cuts.at(i + 1))});
  return log;
}

std::vector<uint8_t> BytesFromJson(const Json& json) { return json.get_ref<const Json::binary_t&>(); }

// The parsers below read with at() and get(), which throw on a message that is not what it should be.
void Read(const Json& json, WorkerSetup* out) {
  out->role = static_cast<WorkerRole>(json.at("role").get<int>());
  out->simulator_path = json.at("simulator").get<std::string>();
  out->domain = json.at("domain").get<std::string>();
  out->interface_name = json.at("interface").get<std::string>();
  out->isolation = static_cast<Isolation>(json.at("isolation").get<int>());
  const Json& limits = json.at("limits");
  out->limits = {limits.at("cpu_ms").get<double>(), limits.at("memory_bytes").get<uint64_t>(),
                 limits.at("note_bytes").get<uint64_t>()};
  out->seed = json.at("seed").get<uint64_t>();
  out->altered_memory = json.at("altered_memory").get<bool>();
}

void Read(const Json& json, WorkloadFacts* out) {
  *out = {WholeFrom<uint64_t>(json.at("records_offset")), WholeFrom<uint32_t>(json.at("record_bytes")),
          WholeFrom<uint64_t>(json.at("record_count")),   WholeFrom<uint64_t>(json.at("log_bound_bytes")),
          BytesFromJson(json.at("run_config")),           WholeFrom<uint64_t>(json.at("block_records"))};
}

void Read(const Json& json, WorkloadMessage* out) {
  out->name = json.at("name").get<std::string>();
  for (const Json& pair : json.at("params"))
    out->params.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  out->data_bytes = json.at("data_bytes").get<uint64_t>();
  if (json.contains("facts")) Read(json.at("facts"), &out->facts.emplace());
  out->seed = json.at("seed").get<uint64_t>();
}

Json StopToJson(const StopRule& rule) {
  return {{"metric", rule.objective.metric},
          {"bounded", rule.objective.form == Objective::Form::kBoundedReduction},
          {"minimize", rule.objective.minimize},
          {"references", rule.references},
          {"least_sums", rule.least_sums}};
}

// What a run follows: the rest of the objective is the host's.
StopRule StopFromJson(const Json& json, size_t workloads) {
  StopRule rule;
  rule.objective.metric = json.at("metric").get<std::string>();
  rule.objective.form =
      json.at("bounded").get<bool>() ? Objective::Form::kBoundedReduction : Objective::Form::kValue;
  rule.objective.minimize = json.at("minimize").get<bool>();
  rule.references = json.at("references").get<std::vector<double>>();
  rule.least_sums = json.at("least_sums").get<std::vector<double>>();
  if (rule.references.size() != workloads || rule.least_sums.size() != workloads)
    throw std::out_of_range("a rule for another number of workloads");
  return rule;
}

void Read(const Json& json, EvaluateMessage* out) {
  out->parameters = WholesFrom<uint64_t>(json.at("parameters"));
  out->workloads = WholesFrom<uint32_t>(json.at("workloads"));
  out->keep_log = json.at("keep_log").get<bool>();
  out->cut_seed = WholeFrom<uint64_t>(json.at("cut_seed"));
  if (json.contains("stop")) out->stop = StopFromJson(json.at("stop"), out->workloads.size());
}

void Read(const Json& json, EvaluationAnswer* out) {
  Evaluation& e = out->evaluation;
  auto verdict = Verdict::FromJson(json.at("verdict"));
  e.verdict = verdict ? std::move(*verdict) : throw std::invalid_argument("no verdict");
  for (const Json& simulation : json.at("simulations"))
    e.simulations.push_back(SimulationFromJson(simulation));
  e.note = json.at("note").get<std::string>();
  e.fault_offset = WholeFrom<uint64_t>(json.at("fault_offset"));
  e.load_ms = MillisecondsFrom(json.at("load_ms"));
  e.evaluate_ms = MillisecondsFrom(json.at("evaluate_ms"));
  e.cpu_ms = MillisecondsFrom(json.at("cpu_ms"));
  e.peak_memory_bytes = WholeFrom<uint64_t>(json.at("peak_memory_bytes"));
  e.fed.cpu_ms = MillisecondsFrom(json.at("fed_cpu_ms"));
  e.fed.records = WholeFrom<uint64_t>(json.at("fed_records"));
  if (const Json& count = json.at("fed_instructions"); !count.is_null())
    e.fed.instructions = WholeFrom<uint64_t>(count);
  for (const Json& log : json.at("logs")) out->logs.push_back(LogFromJson(log));
  out->recycled = json.at("recycled").get<bool>();
}

void Read(const Json& json, ReplayMessage* out) {
  *out = {WholeFrom<uint32_t>(json.at("workload")), LogFromJson(json.at("log"))};
}

void Read(const Json& json, LocateMessage* out) {
  Read(json, &out->replay);
  out->offset = WholeFrom<uint64_t>(json.at("offset"));
}

void Read(const Json& json, AnswerPlace* out) {
  *out = {WholeFrom<uint64_t>(json.at("record")), WholeFrom<uint64_t>(json.at("begin")),
          WholeFrom<uint64_t>(json.at("end"))};
}

void Read(const Json& json, ReplayAnswer* out) {
  *out = {SimulationFromJson(json.at("simulation")), json.at("bad_log").get<std::string>(),
          json.at("held_back").get<bool>()};
}

void Read(const Json& json, MakeMessage* out) {
  for (const Json& pair : json.at("params"))
    out->params.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  for (const Json& file : json.at("files"))
    out->files.push_back({file.at("name"), file.at("path"), WholeFrom<uint64_t>(file.at("bytes"))});
}

void Read(const Json& json, Metrics* out) { *out = MetricsFromJson(json.at("metrics")); }
void Read(const Json&, Json*) {}

constexpr std::array kErrorKinds = {ErrorKind::kUsage,
                                    ErrorKind::kInput,
                                    ErrorKind::kSandboxError,
                                    ErrorKind::kWorkerLost,
                                    ErrorKind::kStorageError,
                                    ErrorKind::kCorruptArtifact,
                                    ErrorKind::kVerifierMismatch,
                                    ErrorKind::kInternalError};

Error ErrorFromJson(const Json& json) {
  Error error{ErrorKind::kWorkerLost, json.at("message").get<std::string>()};
  const auto name = json.at("kind").get<std::string>();
  for (const ErrorKind kind : kErrorKinds)
    if (ToString(kind) == name) error.kind = kind;
  return error;
}

}  // namespace

Json ToJson(const WorkerSetup& s) {
  return {{"do", "setup"},
          {"role", static_cast<int>(s.role)},
          {"simulator", s.simulator_path},
          {"domain", s.domain},
          {"interface", s.interface_name},
          {"isolation", static_cast<int>(s.isolation)},
          {"limits", LimitsToJson(s.limits)},
          {"seed", s.seed},
          {"altered_memory", s.altered_memory}};
}

Json ToJson(const MakeMessage& m) {
  Json params = Json::array(), files = Json::array();
  for (const auto& [key, value] : m.params) params.push_back(Json::array({key, value}));
  for (const auto& file : m.files)
    files.push_back({{"name", file.name}, {"path", file.path}, {"bytes", file.bytes}});
  return {{"do", "make"}, {"params", params}, {"files", files}};
}

Json ToJson(const WorkloadFacts& f) {
  return {{"records_offset", f.records_offset},       {"record_bytes", f.record_bytes},
          {"record_count", f.record_count},           {"log_bound_bytes", f.log_bound_bytes},
          {"run_config", Json::binary(f.run_config)}, {"block_records", f.block_records}};
}

Json ToJson(const WorkloadMessage& m) {
  Json params = Json::array();
  for (const auto& [key, value] : m.params) params.push_back(Json::array({key, value}));
  Json json = {{"do", "workload"},
               {"name", m.name},
               {"params", params},
               {"data_bytes", m.data_bytes},
               {"seed", m.seed}};
  if (m.facts) json["facts"] = ToJson(*m.facts);
  return json;
}

Json ToJson(const EvaluateMessage& m) {
  Json json = {{"do", "evaluate"},
               {"parameters", m.parameters},
               {"workloads", m.workloads},
               {"keep_log", m.keep_log},
               {"cut_seed", m.cut_seed}};
  if (m.stop) json["stop"] = StopToJson(*m.stop);
  return json;
}

Json ToJson(const EvaluationAnswer& a) {
  const Evaluation& e = a.evaluation;
  Json simulations = Json::array(), logs = Json::array();
  for (const Simulation& simulation : e.simulations) simulations.push_back(SimulationToJson(simulation));
  for (const LogPart& log : a.logs) logs.push_back(LogToJson(log));
  return {{"verdict", e.verdict.ToJson()},
          {"simulations", simulations},
          {"note", e.note},
          {"fault_offset", e.fault_offset},
          {"load_ms", e.load_ms},
          {"evaluate_ms", e.evaluate_ms},
          {"cpu_ms", e.cpu_ms},
          {"peak_memory_bytes", e.peak_memory_bytes},
          {"fed_cpu_ms", e.fed.cpu_ms},
          {"fed_records", e.fed.records},
          {"fed_instructions", OrNull(e.fed.instructions)},
          {"logs", logs},
          {"recycled", a.recycled}};
}

Json ToJson(const ReplayMessage& m) {
  return {{"do", "replay"}, {"workload", m.workload}, {"log", LogToJson(m.log)}};
}

Json ToJson(const LocateMessage& m) {
  Json json = ToJson(m.replay);
  json["do"] = "locate";
  json["offset"] = m.offset;
  return json;
}

Json ToJson(const AnswerPlace& p) { return {{"record", p.record}, {"begin", p.begin}, {"end", p.end}}; }

Json ToJson(const ReplayAnswer& a) {
  return {{"simulation", SimulationToJson(a.simulation)}, {"bad_log", a.bad_log}, {"held_back", a.held_back}};
}

Json ErrorToJson(const Error& error) {
  return {{"error", {{"kind", ToString(error.kind)}, {"message", error.message}}}};
}

template <class T>
Result<T> FromJson(const Json& json) {
  if (json.is_object() && json.contains("error")) {
    GAUNTLET_TRY(Error reported, ReadMessage([&] { return ErrorFromJson(json.at("error")); }));
    return std::unexpected(std::move(reported));
  }
  return ReadMessage([&] {
    T value;
    Read(json, &value);
    return value;
  });
}

template Result<WorkerSetup> FromJson(const Json&);
template Result<WorkloadFacts> FromJson(const Json&);
template Result<WorkloadMessage> FromJson(const Json&);
template Result<EvaluateMessage> FromJson(const Json&);
template Result<EvaluationAnswer> FromJson(const Json&);
template Result<ReplayMessage> FromJson(const Json&);
template Result<ReplayAnswer> FromJson(const Json&);
template Result<LocateMessage> FromJson(const Json&);
template Result<AnswerPlace> FromJson(const Json&);
template Result<MakeMessage> FromJson(const Json&);
template Result<Metrics> FromJson(const Json&);
template Result<Json> FromJson(const Json&);

uint64_t SeedOfWorkload(uint64_t setup_seed, std::string_view workload_name) {
  const Hash128 name = HashText(workload_name);
  return MixSeed({setup_seed, name.high, name.low});
}

}  // namespace gauntlet
