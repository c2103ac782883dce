// Where the batches come from, what an assignment costs, and what no policy can beat. See the head of
// <gauntlet/simulators/rounds.hpp> for what each part is asked for.
#include <gauntlet/example_abi.h>

#include <algorithm>
#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/simulators/csv.hpp>
#include <gauntlet/simulators/rounds.hpp>
#include <string>
#include <vector>

namespace {

using namespace gauntlet::simulators;

constexpr uint64_t kMostJobs = 100000, kMostSeconds = 1000000;

// What a run knows of its workload: it crosses into the candidate's process.
struct Settings {
  uint32_t machines;
  uint32_t jobs;  // of the largest batch
};

// A record: the number of jobs, then how long each takes.
example_batch BatchOf(const uint8_t* record) {
  const auto* words = reinterpret_cast<const uint32_t*>(record);
  return {words + 1, words[0], 0};
}

void Add(const std::vector<uint32_t>& seconds, Records<Settings>* out) {
  Record record;
  record.Put(static_cast<uint32_t>(seconds.size()));
  record.PutAll(seconds);
  out->settings.jobs = std::max(out->settings.jobs, static_cast<uint32_t>(seconds.size()));
  out->Add(std::move(record));
}

// A batch a line, "30,45,7,...".
void Read(const File& file, Params& params, Records<Settings>* out) {
  CsvReader rows(file.text());
  for (std::vector<std::string> row; rows.Next(&row);) {
    std::vector<uint32_t> seconds;
    for (const std::string& cell : row) {
      const bool is_count =
          !cell.empty() && cell.size() < 8 && cell.find_first_not_of("0123456789") == cell.npos;
      const uint64_t value = is_count ? std::stoull(cell) : 0;
      if (value < 1 || value > kMostSeconds)
        return file.Refuse(params, rows.line(), "'" + cell + "' is no number of seconds, 1 to 1000000");
      seconds.push_back(static_cast<uint32_t>(value));
    }
    if (seconds.size() > kMostJobs) return file.Refuse(params, rows.line(), "more than 100,000 jobs");
    Add(seconds, out);
  }
}

// Many short jobs and a few long ones.
void Generate(Params& params, Records<Settings>* out) {
  const uint64_t batches = params.CountOr("batches", 20, 1, 10000);
  const uint64_t jobs = params.Count("jobs", 1, kMostJobs);
  const uint64_t longest = params.CountOr("longest", 1000, 2, kMostSeconds);
  const double share = params.RealOr("long_share", 0.1, 0, 1);
  gauntlet::sdk::Rng rng(params.CountOr("seed", 1, 0, UINT64_MAX));
  for (uint64_t b = 0; b < batches && !params.failed(); ++b) {
    std::vector<uint32_t> seconds;
    for (uint64_t j = 0; j < jobs; ++j)
      seconds.push_back(
          static_cast<uint32_t>(1 + rng.below(rng.chance(share) ? longest : (longest + 9) / 10)));
    Add(seconds, out);
  }
}

struct Example {
  static constexpr const char* kDomain = EXAMPLE_DOMAIN;
  static constexpr const char* kInterface = EXAMPLE_POLICY_INTERFACE;
  static constexpr uint64_t kFingerprint = EXAMPLE_FINGERPRINT;
  using Hooks = example_policy;
  static constexpr gauntlet_required_hook kRequired[] = {GAUNTLET_REQUIRED(example_policy, create),
                                                         GAUNTLET_REQUIRED(example_policy, destroy),
                                                         GAUNTLET_REQUIRED(example_policy, assign)};
  using Config = example_config;
  using Settings = ::Settings;
  using Answer = uint32_t;

  static void Make(Params& params, const Files& files, Records<Settings>* out) {
    out->settings.machines = static_cast<uint32_t>(params.Count("machines", 1, 10000));
    if (const File file = files.Find("batches")) {
      Read(file, params, out);
    } else {
      Generate(params, out);
    }
  }
  static uint64_t MostNumbers(const Settings& settings) { return settings.jobs; }
  static Config ConfigOf(const Settings& settings, uint64_t seed, uint64_t memory_budget_bytes) {
    return {sizeof(Config), settings.machines, seed, memory_budget_bytes};
  }

  // In turn: what a policy without thought costs. And what no assignment beats: the mean load, the longest job.
  static void Reference(const Settings& settings, const RecordList& records, Report* out) {
    uint64_t in_turn = 0, bound = 0;
    for (uint64_t i = 0; i < records.size(); ++i) {
      const example_batch batch = BatchOf(records[i]);
      std::vector<uint64_t> load(settings.machines);
      uint64_t sum = 0, longest = 0;
      for (uint32_t job = 0; job < batch.job_count; ++job) {
        load[job % settings.machines] += batch.seconds[job];
        sum += batch.seconds[job];
        longest = std::max<uint64_t>(longest, batch.seconds[job]);
      }
      in_turn += *std::max_element(load.begin(), load.end());
      bound += std::max(longest, (sum + settings.machines - 1) / settings.machines);
    }
    out->Count("in_turn_seconds", in_turn);
    out->Count("bound_seconds", bound);
  }

  struct Game {
    uint64_t* load;  // [machine]
    uint32_t machines;
    uint64_t batches, seconds, work;

    bool Start(const Settings& settings, const Memory& memory) {
      machines = settings.machines;
      load = memory.Array<uint64_t>(machines);
      return load != nullptr;
    }
    uint32_t Ask(const Hooks& hooks, void* self, const uint8_t* record, uint32_t* answer) {
      const example_batch batch = BatchOf(record);
      hooks.assign(self, &batch, answer);
      return batch.job_count;
    }
    void Judge(const uint8_t* record, std::span<const uint32_t> answer, Refusal& refuse) {
      const example_batch batch = BatchOf(record);
      if (answer.size() != batch.job_count)
        return refuse("machines for %zu jobs; there are %u", answer.size(), batch.job_count);
      std::fill(load, load + machines, uint64_t{0});
      for (uint32_t job = 0; job < batch.job_count; ++job) {
        if (answer[job] >= machines)
          return refuse("job %u: there is no machine %u, the last one is %u", job, answer[job], machines - 1);
        load[answer[job]] += batch.seconds[job];
        work += batch.seconds[job];
      }
      ++batches;
      seconds += *std::max_element(load, load + machines);
    }
    void Tell(Report* out) const {
      out->Count("batches", batches);
      out->Count("seconds", seconds);
      const double room = static_cast<double>(seconds) * machines;
      out->Real("utilisation", room > 0 ? static_cast<double>(work) / room : 0);
    }
  };
};

}  // namespace

GAUNTLET_ROUNDS_SIMULATOR(Example)
