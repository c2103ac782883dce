// Compiles candidates in this process and plays each in a child of its own, without the sandbox: for figures
// about
// what candidates do, not about how fast they are judged.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/compile/compile.h"
#include "host/toolchain/normal_form.h"
#include "host/toolchain/toolchain.h"
#include "simulators/cache/harness/harness.h"

namespace gauntlet {

struct Played {
  bool legal = false;        // it came to its end with answers that could all be carried out
  uint64_t answer_hash = 0;  // of all workloads
  std::vector<uint64_t> misses;
};

class CandidateBench {
 public:
  // Aborts with the reason if the toolchain or the runtime archive is missing.
  CandidateBench();
  ~CandidateBench();

  struct Built {
    NormalForm form;
    std::vector<char> module;
  };
  std::optional<Built> Build(
      const std::string& source);  // nothing: it does not compile, for the reason below
  const std::string& why() const { return why_; }

  // A crash or `seconds` without an end is an illegal play.
  Played Play(const Built& built, const std::vector<cache_simulator::OpenedWorkload>& workloads,
              unsigned seconds = 2);

  Toolchain& toolchain() { return *toolchain_; }

 private:
  std::unique_ptr<Toolchain> toolchain_;
  std::optional<Linker> linker_;
  std::string folder_;
  std::string why_;
};

}  // namespace gauntlet
