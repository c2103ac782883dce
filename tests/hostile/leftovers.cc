#include "tests/hostile/leftovers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "host/evaluate/leftovers.h"

namespace gauntlet::hostile {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kWorkersUser = 65534;

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// Where the descriptors of a process lead; numbers of sockets and the like left out.
std::vector<std::string> Descriptors(pid_t pid) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fmt::format("/proc/{}/fd", pid), error)) {
    std::string target = fs::read_symlink(entry.path(), error).string();
    if (error || target.starts_with("/proc/")) continue;  // the listing itself
    found.push_back(target.substr(0, target.find(":[")));
  }
  return found;
}

void AddFiles(const std::string& folder, std::vector<std::string>& traces) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    struct stat status = {};
    if (::lstat(entry.path().c_str(), &status) == 0 && status.st_uid == kWorkersUser)
      traces.push_back("file " + entry.path().string());
  }
}

void AddSharedMemory(std::vector<std::string>& traces) {
  for (const char* kind : {"shm", "sem", "msg"}) {
    std::ifstream table(fmt::format("/proc/sysvipc/{}", kind));
    std::string line;
    std::getline(table, line);  // the head
    while (std::getline(table, line))
      if (line.find(fmt::format(" {} ", kWorkersUser)) != std::string::npos)
        traces.push_back(fmt::format("System V {}: {}", kind, line));
  }
}

}  // namespace

std::vector<std::string> Traces(size_t own_modules) {
  std::vector<std::string> traces;
  size_t modules = 0;
  for (const std::string& target : Descriptors(::getpid())) {
    if (target.starts_with("/memfd:gauntlet-module") && modules++ < own_modules) continue;
    traces.push_back("own descriptor " + target);
  }
  for (const pid_t pid : Descendants(::getpid())) {
    const std::string name = FirstLine(fmt::format("/proc/{}/comm", pid));
    traces.push_back("process " + name);
    for (const std::string& target : Descriptors(pid))
      traces.push_back(fmt::format("descriptor of {} {}", name, target));
  }
  for (const char* folder : {"/tmp", "/dev/shm", "/dev/mqueue", "/var/tmp", "."}) AddFiles(folder, traces);
  AddSharedMemory(traces);
  std::ranges::sort(traces);
  return traces;
}

std::string WhatIsNew(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::vector<std::string> added;
  std::ranges::set_difference(after, before, std::back_inserter(added));
  return fmt::format("{}", fmt::join(added, "; "));
}

}  // namespace gauntlet::hostile
