#include "host/harness/cage.h"

#include <fmt/format.h>

#include "host/base/layout.h"
#include "host/base/message.h"
#include "host/base/tool.h"

namespace gauntlet {
namespace {

constexpr double kGraceMs = 20000;  // beyond the run's own deadline, which the cage keeps

Json Binary(const std::string& text) { return Json::binary({text.begin(), text.end()}); }

std::string Text(const Json& json) {
  const auto& bytes = json.get_binary();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Json CageRunToJson(const CageRun& run) {
  const CageLimits& l = run.limits;
  return {{"argv", run.argv},
          {"reads", run.reads},
          {"network", run.network},
          {"trusted", run.trusted},
          {"file_name", run.file_name},
          {"file", Binary(run.file)},
          {"input", Binary(run.input)},
          {"limits",
           {l.wall_ms, l.cpu_ms, l.memory_bytes, l.scratch_bytes, l.output_bytes, l.complaint_bytes,
            l.processes}}};
}

CageRun CageRunFromJson(const Json& json) {
  CageRun run;
  json.at("argv").get_to(run.argv);
  json.at("reads").get_to(run.reads);
  json.at("network").get_to(run.network);
  json.at("trusted").get_to(run.trusted);
  json.at("file_name").get_to(run.file_name);
  run.file = Text(json.at("file"));
  run.input = Text(json.at("input"));
  const Json& l = json.at("limits");
  run.limits = {l.at(0), l.at(1), l.at(2), l.at(3), l.at(4), l.at(5), l.at(6)};
  return run;
}

Json CageEndToJson(const CageEnd& end) {
  return {{"stop", static_cast<int>(end.stop)},
          {"signalled", end.signalled},
          {"code", end.code},
          {"wall_ms", end.wall_ms},
          {"cpu_ms", end.cpu_ms},
          {"peak_memory_bytes", end.peak_memory_bytes},
          {"output", Binary(end.output)},
          {"complaint", Binary(end.complaint)}};
}

CageEnd CageEndFromJson(const Json& json) {
  CageEnd end;
  end.stop = static_cast<CageStop>(json.at("stop").get<int>());
  json.at("signalled").get_to(end.signalled);
  json.at("code").get_to(end.code);
  json.at("wall_ms").get_to(end.wall_ms);
  json.at("cpu_ms").get_to(end.cpu_ms);
  json.at("peak_memory_bytes").get_to(end.peak_memory_bytes);
  end.output = Text(json.at("output"));
  end.complaint = Text(json.at("complaint"));
  return end;
}

Result<CageEnd> RunCaged(const CageRun& run, int cancel_fd) {
  const std::vector<uint8_t> question = Json::to_cbor(CageRunToJson(run));
  const ToolRun cage = {
      .argv = {Layout::Current().Program("gauntlet-cage").string()}, .environment = {}, .hides = nullptr};
  const uint64_t most = run.limits.output_bytes + run.limits.complaint_bytes + 4096;
  GAUNTLET_TRY(const FilterEnd end,
               RunFilter(cage, {reinterpret_cast<const char*>(question.data()), question.size()}, most,
                         Deadline::After(run.limits.wall_ms + kGraceMs), cancel_fd));
  if (end.stop == FilterEnd::Stop::kCancelled) return Fail(ErrorKind::kWorkerLost, "the run was cancelled");
  if (end.stop != FilterEnd::Stop::kItself || end.status != 0)
    return Fail(ErrorKind::kSandboxError,
                fmt::format("gauntlet-cage ended with status {}: {}", end.status, end.complaint));
  GAUNTLET_TRY(const Json answer, ReadMessage([&] { return Json::from_cbor(end.output); }));
  if (answer.contains("error"))
    return Fail(answer.value("input", false) ? ErrorKind::kInput : ErrorKind::kSandboxError,
                answer["error"].is_string() ? answer["error"].get<std::string>() : "?");
  return ReadMessage([&] { return CageEndFromJson(answer); });
}

}  // namespace gauntlet
