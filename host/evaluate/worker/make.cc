#include "host/evaluate/worker/make.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <exception>

namespace gauntlet {
namespace {

// Where the bytes go that a simulator writes.
struct Output {
  int fd;
  uint64_t bytes = 0;
  int error = 0;
};

void Write(void* context, const void* data, uint64_t count) {
  auto& output = *static_cast<Output*>(context);
  const auto* from = static_cast<const char*>(data);
  while (count > 0 && output.error == 0) {
    const ssize_t written = ::write(output.fd, from, count);
    if (written <= 0) {
      output.error = written < 0 ? errno : EIO;
      return;
    }
    from += written;
    count -= static_cast<uint64_t>(written);
    output.bytes += static_cast<uint64_t>(written);
  }
}

int32_t CallMake(const gauntlet_workloads& workloads, const gauntlet_source& source, gauntlet_fault* fault) {
  try {
    return workloads.make(&source, fault);
  } catch (const std::exception& thrown) {
    fmt::format_to_n(fault->text, sizeof fault->text - 1,
                     "the simulator threw while it made the workload: {}", thrown.what());
  }
  return GAUNTLET_BAD_WORKLOAD;
}

}  // namespace

Result<WorkloadFacts> MakeWorkload(const Simulator& simulator, const MakeMessage& message,
                                   std::span<const UniqueFd> fds) {
  if (simulator.workloads() == nullptr || simulator.workloads()->make == nullptr)
    return Fail(ErrorKind::kInput, "the simulator makes no workloads (" GAUNTLET_WORKLOADS_INTERFACE ")");
  if (fds.size() != 1 + message.files.size())
    return Fail(ErrorKind::kInternalError, "as many descriptors as files, and one for the data");
  std::vector<Mapping> maps;
  std::vector<gauntlet_file> files;
  for (size_t i = 0; i < message.files.size(); ++i) {
    const MakeMessage::File& file = message.files[i];
    const uint8_t* data = nullptr;
    if (file.bytes > 0) {
      GAUNTLET_TRY(maps.emplace_back(), Mapping::OfFile(fds[i + 1].get(), file.bytes, false));
      data = reinterpret_cast<const uint8_t*>(maps.back().data());
    }
    files.push_back({file.name.c_str(), file.path.c_str(), data, file.bytes});
  }
  const std::vector<gauntlet_param> params = ParamsOf(message.params);
  Output output{fds[0].get()};
  const gauntlet_source source = {.struct_size = sizeof source,
                                  .param_count = static_cast<uint32_t>(params.size()),
                                  .params = params.data(),
                                  .files = files.data(),
                                  .file_count = static_cast<uint32_t>(files.size()),
                                  .reserved_zero = 0,
                                  .context = &output,
                                  .write = Write};
  gauntlet_fault fault = {};
  if (CallMake(*simulator.workloads(), source, &fault) != GAUNTLET_OK)
    return Fail(ErrorKind::kInput, TextOf(fault));
  if (output.error != 0) {
    errno = output.error;
    return FailErrno(ErrorKind::kStorageError, "writing a workload's data");
  }
  GAUNTLET_TRY(
      const auto opened,
      OpenedWorkload::Open(simulator, {"", message.params, output.bytes, std::nullopt}, fds[0].get()));
  return opened->WireFacts();
}

}  // namespace gauntlet
