#include "host/workload/own_workload.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "host/trace/memory_file.h"
#include "host/workload/matrix.h"

namespace gauntlet {
namespace {

constexpr double kMakeMs = 600000;

WorkerSetup SetupOf(const Problem& problem) {
  WorkerSetup setup;
  setup.role = WorkerRole::kVerifier;
  setup.simulator_path = problem.simulator.string();
  setup.domain = problem.domain;
  setup.interface_name = problem.interface_name;
  return setup;
}

struct NamedFile {
  MakeMessage::File file;
  UniqueFd fd;
};

Result<std::vector<NamedFile>> OpenFiles(const YamlReader& in) {
  std::vector<NamedFile> out;
  GAUNTLET_TRY(const auto files, in.FindMap("files"));
  if (!files) return out;
  for (const std::string& key : files->Keys()) {
    GAUNTLET_TRY(const std::string path, files->Get<std::string>(key));
    const std::string resolved = files->Resolve(path).string();
    UniqueFd fd(::open(resolved.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status = {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode))
      return files->Wrong(key, "no such file: " + resolved);
    out.push_back({{key, resolved, static_cast<uint64_t>(status.st_size)}, std::move(fd)});
  }
  return out;
}

// A simulator's fault points at the setting, or the file, that it begins with.
std::unexpected<Error> FaultAt(const YamlReader& in, const std::string& text) {
  const size_t colon = text.find(": ");
  const std::string key = text.substr(0, colon);
  if (colon != std::string::npos) {
    if (in.Has(key)) return in.Wrong(key, text.substr(colon + 2));
    const auto files = in.FindMap("files");
    if (files && *files && (*files)->Has(key)) return (*files)->Wrong(key, text.substr(colon + 2));
    return in.Wrong(key, text.substr(colon + 2));
  }
  return in.Wrong("name", text);
}

}  // namespace

OwnWorkloads::OwnWorkloads(const Problem& problem) : maker_(SetupOf(problem)) {}

Result<Workload> OwnWorkloads::Make(const WorkloadEntry& entry, Workload workload) {
  GAUNTLET_TRY(const std::vector<NamedFile> files, OpenFiles(entry.settings));
  GAUNTLET_TRY(UniqueFd data, CreateMemoryFile("gauntlet-workload"));
  MakeMessage message{workload.params, {}};
  std::vector<int> fds = {data.get()};
  for (const NamedFile& file : files) {
    message.files.push_back(file.file);
    fds.push_back(file.fd.get());
  }
  const auto answer = maker_.Ask(ToJson(message), fds, kMakeMs);
  if (!answer && answer.error().kind == ErrorKind::kInput)
    return FaultAt(entry.settings, answer.error().message);
  if (!answer && answer.error().kind == ErrorKind::kWorkerLost)
    return entry.settings.Wrong("name",
                                "the simulator ended while it made this workload: " + answer.error().message);
  if (!answer) return std::unexpected(answer.error());
  GAUNTLET_TRY(const WorkloadFacts facts, FromJson<WorkloadFacts>(*answer));
  struct stat status = {};
  if (::fstat(data.get(), &status) != 0)
    return FailErrno(ErrorKind::kInternalError, "fstat of a memory file");
  workload.data_bytes = static_cast<uint64_t>(status.st_size);
  workload.request_count = facts.record_count;
  workload.records_offset = facts.records_offset;
  workload.record_bytes = facts.record_bytes;
  GAUNTLET_CHECK_OK(SealMemoryFile(data.get()));
  workload.data = std::make_shared<const UniqueFd>(std::move(data));
  return workload;
}

Result<std::vector<Workload>> OwnWorkloads::Load(const WorkloadEntry& entry) {
  GAUNTLET_TRY(const std::vector<Workload> matrix, ReadMatrix(entry));
  std::vector<Workload> out;
  for (const Workload& one : matrix) {
    GAUNTLET_TRY(out.emplace_back(), Make(entry, one));
  }
  return out;
}

}  // namespace gauntlet
