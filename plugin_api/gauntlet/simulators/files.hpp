// Files that a workload's entry names, for the one who makes data of them: found by key (csv.hpp and
// json.hpp read them). What is wrong in a file is said with its name and line.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <gauntlet/simulators/params.hpp>
#include <string>
#include <string_view>

namespace gauntlet::simulators {

class File {
 public:
  explicit File(const gauntlet_file* file = nullptr) : file_(file) {}
  explicit operator bool() const { return file_ != nullptr; }
  const char* name() const { return file_->name; }
  std::string_view text() const {
    return {reinterpret_cast<const char*>(file_->data), static_cast<size_t>(file_->data_bytes)};
  }
  // "PATH:LINE: what" under the file's key. Lines count from 1.
  void Refuse(Params& params, uint64_t line, const std::string& what) const {
    const std::string_view path = file_->path;
    const size_t slash = path.rfind('/');
    params.Refuse(file_->name, "%s:%llu: %s", path.substr(slash == path.npos ? 0 : slash + 1).data(),
                  static_cast<unsigned long long>(line), what.c_str());
  }

 private:
  const gauntlet_file* file_;
};

class Files {
 public:
  Files(const gauntlet_file* files, uint32_t count) : files_(files), count_(count) {}
  // No file of that key: one that is false.
  File Find(std::string_view name) const {
    for (uint32_t i = 0; i < count_; ++i)
      if (name == files_[i].name) return File(&files_[i]);
    return File();
  }
  // As Find; leaves the fault if there is none.
  File Get(const char* name, Params& params) const {
    const File found = Find(name);
    if (!found) params.Refuse(name, "this file is missing");
    return found;
  }

 private:
  const gauntlet_file* files_;
  uint32_t count_;
};

}  // namespace gauntlet::simulators
