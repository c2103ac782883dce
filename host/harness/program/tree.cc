#include "host/harness/program/tree.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

namespace gauntlet {
namespace {

std::vector<pid_t> ChildrenOf(pid_t pid) {
  std::vector<pid_t> out;
  const std::string tasks = fmt::format("/proc/{}/task", pid);
  DIR* folder = ::opendir(tasks.c_str());
  if (folder == nullptr) return out;
  while (const dirent* item = ::readdir(folder)) {
    if (item->d_name[0] == '.') continue;
    std::ifstream in(fmt::format("{}/{}/children", tasks, item->d_name));
    for (pid_t child = 0; in >> child;) out.push_back(child);
  }
  ::closedir(folder);
  return out;
}

// Fields of /proc/PID/stat behind the name, which may hold anything.
std::vector<uint64_t> StatOf(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/stat", pid));
  std::stringstream text;
  text << in.rdbuf();
  const std::string all = text.str();
  const size_t name_end = all.rfind(") ");
  if (name_end == std::string::npos) return {};
  std::stringstream fields(all.substr(name_end + 4));  // behind the state
  std::vector<uint64_t> out;
  for (std::string field; fields >> field;) out.push_back(std::strtoull(field.c_str(), nullptr, 10));
  return out;
}

}  // namespace

std::vector<pid_t> Descendants(pid_t root) {
  std::vector<pid_t> out = ChildrenOf(root);
  for (size_t i = 0; i < out.size(); ++i) {
    const std::vector<pid_t> more = ChildrenOf(out[i]);
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

TreeUse UseOf(const std::vector<pid_t>& processes) {
  // In proc(5): utime 14, stime 15, cutime 16, cstime 17, rss 24; here the first is 4 (ppid).
  constexpr size_t kFirst = 4, kTimes = 14 - kFirst, kRss = 24 - kFirst;
  static const double tick_ms = 1000.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  static const auto page_bytes = static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  TreeUse use;
  for (const pid_t pid : processes) {
    const std::vector<uint64_t> stat = StatOf(pid);
    if (stat.size() <= kRss) continue;
    ++use.processes;
    use.memory_bytes += stat[kRss] * page_bytes;
    for (size_t i = kTimes; i < kTimes + 4; ++i) use.cpu_ms += static_cast<double>(stat[i]) * tick_ms;
  }
  return use;
}

void KillAll() {
  for (;;) {
    for (const pid_t pid : Descendants(::getpid())) ::kill(pid, SIGKILL);
    int status = 0;
    const pid_t reaped = ::waitpid(-1, &status, WNOHANG);
    if (reaped < 0) return;  // no child is left
    if (reaped == 0) ::usleep(500);
  }
}

}  // namespace gauntlet
