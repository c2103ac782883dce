// A place where real campaigns of the built programs meet faults: folders, processes and what they leave.
//
// This process becomes the reaper of everything that is orphaned below it, so that a process which outlives its
// host turns up among its own descendants and nowhere else.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/clock.h"
#include "host/base/result.h"

namespace gauntlet::faults {

// How many faults to inject.
//   GAUNTLET_SOAK_MINUTES  the long form, and for at least so long (0: until its numbers are reached)
//   GAUNTLET_FAULT_SEED    of all choices (default 1)
class Budget {
 public:
  Budget(int short_form, int long_form);
  bool More() const { return done_ < points_ || !deadline_.Passed(); }
  void Spend() { ++done_; }
  int done() const { return done_; }

 private:
  int points_ = 0;
  Deadline deadline_;
  int done_ = 0;
};
uint64_t FaultSeed();
bool IsSoak();

struct Ended {
  bool signalled = false;
  int code = -1;  // exit code, or number of the signal
  std::string out, err;
};

enum class Role { kHost, kCompiler, kEvaluator, kVerifier, kChild };
inline constexpr Role kRoles[] = {Role::kHost, Role::kCompiler, Role::kEvaluator, Role::kVerifier,
                                  Role::kChild};
const char* ToString(Role role);

class World {
 public:
  World();
  ~World();
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path At(const std::string& name) const { return folder_ / name; }

  // `program` is a name in bin/ or a path. Several hosts may run side by side.
  pid_t Start(const std::vector<std::string>& words);
  // Waits; kills it, and says so in `err`, when it takes longer than ten minutes.
  Ended Finish(pid_t host);
  // Whether it has ended (Finish still has to be called).
  bool HasEnded(pid_t host) const;
  Ended Run(const std::vector<std::string>& words) { return Finish(Start(words)); }
  static std::string Program(const std::string& name);

  // Living processes of `role` below `host`.
  static std::vector<pid_t> Of(pid_t host, Role role);
  // What is still alive below this process after it was given ten seconds to go, one line each.
  static std::string Orphans();
  // Names in the folder for temporary files, and our names in /dev/shm.
  std::string Leftovers() const;

  // One line a row: what two campaigns are compared by, membership of the archive included.
  static Result<std::vector<std::string>> Rows(const std::filesystem::path& campaign);

 private:
  std::filesystem::path folder_;
  int count_ = 0;
};

constexpr int kCandidates = 60;
std::vector<std::string> RunWords(const std::filesystem::path& campaign);
std::vector<std::string> ResumeWords(const std::filesystem::path& campaign);

// The campaign of RunWords that nobody disturbed, made once. `error` is empty if all went well.
struct Quiet {
  World world;
  std::filesystem::path campaign;
  std::vector<std::string> rows;
  double ms = 0;
  std::string error;
};
const Quiet& TheQuietCampaign();

// Of a line of Rows, what does not depend on how far the campaign has come.
std::string Content(const std::string& row);

}  // namespace gauntlet::faults
