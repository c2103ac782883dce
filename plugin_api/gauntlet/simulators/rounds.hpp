// A simulator of rounds: each record is a question that stands for itself, the policy answers it with numbers, the
// simulator judges them. Schedules, routes, placements and orders are of this kind. What is left to say is a struct:
//
//   struct Jobs {
//     static constexpr const char* kDomain = "jobs";
//     static constexpr uint64_t kFingerprint = JOBS_FINGERPRINT;         // of jobs_abi.h
//     static constexpr const char* kInterface = "gauntlet.jobs.policy/1";
//     using Hooks = jobs_policy;                                         // begins with create and destroy
//     static constexpr gauntlet_required_hook kRequired[] = {GAUNTLET_REQUIRED(jobs_policy, create), ...};
//     using Config = jobs_config;                                        // what create is given
//     using Settings = ...;  // plain bytes: what a run knows of its workload. It crosses into the candidate's process,
//                            // so it holds nothing of the records
//     using Answer = uint32_t;                                           // the numbers of an answer
//
//     // From an entry of `workloads:` to records. Trusted; may allocate. Faults go to `params`.
//     static void Make(Params& params, const Files& files, Records<Settings>* out);
//     static uint64_t MostNumbers(const Settings&);                      // that an answer can have
//     static Config ConfigOf(const Settings&, uint64_t seed, uint64_t memory_budget_bytes);
//     // What no policy is needed for: oracles, bounds, trivial policies. Trusted; may allocate. What costs much is
//     // computed only if out->Wants(name).
//     static void Reference(const Settings&, const RecordList& records, Report* out);
//
//     // One run, in memory that the host lends. No other memory, no globals, no clock.
//     struct Game {
//       bool Start(const Settings&, const Memory& memory);               // false: no memory
//       // Calls the hook; `answer` has room for MostNumbers. Returns how many numbers the answer has.
//       uint32_t Ask(const Hooks& hooks, void* self, const uint8_t* record, Answer* answer);
//       // Carries the answer out, if it is legal, and counts what it costs. In replays nobody was asked before.
//       void Judge(const uint8_t* record, std::span<const Answer> answer, Refusal& refuse);
//       void Tell(Report* out) const;                                    // the metrics
//     };
//   };
//   GAUNTLET_ROUNDS_SIMULATOR(Jobs)
//
// The log is a byte, then for each record the number of numbers (uint32) and the numbers. A confirmation shows one
// record at a time, the next when it is answered.
#pragma once

#include <gauntlet/simulator.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gauntlet/simulators/answer_log.hpp>
#include <gauntlet/simulators/files.hpp>
#include <gauntlet/simulators/memory.hpp>
#include <gauntlet/simulators/module.hpp>
#include <gauntlet/simulators/params.hpp>
#include <gauntlet/simulators/records.hpp>
#include <gauntlet/simulators/report.hpp>
#include <span>
#include <type_traits>

#define GAUNTLET_REQUIRED(table, hook) {#hook, offsetof(table, hook), 0}

namespace gauntlet::simulators {

template <class Settings>
struct RoundsConfig {
  uint32_t version;
  uint32_t record_bytes;
  Settings settings;
};

inline constexpr uint32_t kRoundsVersion = 1;

template <class Domain>
class Round {
 public:
  using Config = RoundsConfig<typename Domain::Settings>;
  using Hooks = typename Domain::Hooks;
  using Answer = typename Domain::Answer;
  static_assert(std::is_trivially_destructible_v<typename Domain::Game>, "a game lies in lent memory");

  Round(const Config& config, const void* hooks, const gauntlet_run_io& io)
      : config_(config),
        replays_(hooks == nullptr),
        io_(io),
        recorder_(replays_ ? gauntlet_run_io{} : io, kLogKind),
        replayer_(replays_ ? io : gauntlet_run_io{}) {
    if (!replays_) std::memcpy(&hooks_, hooks, sizeof hooks_);
  }

  int32_t Start(const gauntlet_host* host) {
    if (replays_ && replayer_.kind() != kLogKind)
      return Fail(GAUNTLET_BAD_LOG, "the decision log is not one of this interface");
    const Memory memory(io_);
    most_ = Domain::MostNumbers(config_.settings);
    answer_ = memory.Array<Answer>(most_);
    if (answer_ == nullptr || !game_.Start(config_.settings, memory))
      return Fail(GAUNTLET_UNSUPPORTED, "the simulator has no memory for its tables");
    if (replays_) return GAUNTLET_OK;
    policy_config_ = Domain::ConfigOf(config_.settings, io_.seed, io_.memory_budget_bytes);
    self_ = hooks_.create(&policy_config_, host);
    return GAUNTLET_OK;
  }

  int32_t Feed(const gauntlet_block& block) {
    if (block.first_index != now_) return Fail(GAUNTLET_BAD_WORKLOAD, "blocks must come in order");
    const auto* record = static_cast<const uint8_t*>(block.records);
    int32_t status = GAUNTLET_OK;
    for (uint64_t i = 0; i < block.record_count && status == GAUNTLET_OK;
         ++i, record += config_.record_bytes) {
      *io_.progress = now_;
      status = Serve(record);
      now_ += status == GAUNTLET_OK ? 1 : 0;
    }
    if (io_.log_position != nullptr) *io_.log_position = log_bytes();
    return status;
  }

  int32_t Finish(gauntlet_result* result) {
    if (replays_ && !replayer_.AtEnd())
      return Fail(GAUNTLET_BAD_LOG, "there are answers left after the last record");
    result->metric_count = 0;  // all of them are wanted
    Report report(result);
    game_.Tell(&report);
    const AnswerHash& hash = replays_ ? replayer_.hash() : recorder_.hash();
    result->answer_count = hash.count();
    result->answer_hash = hash.Value();
    result->log_bytes = log_bytes();
    return GAUNTLET_OK;
  }

  void End() {
    if (!replays_ && self_ != nullptr) hooks_.destroy(self_);
  }

 private:
  static constexpr uint8_t kLogKind = 1;

  int32_t Serve(const uint8_t* record) {
    uint32_t count = 0;
    if (const int32_t status = replays_ ? Read(&count) : AskPolicy(record, &count); status != GAUNTLET_OK)
      return status;
    Refusal refusal(io_.fault);
    game_.Judge(record, {answer_, count}, refusal);
    if (!refusal.refused()) return GAUNTLET_OK;
    io_.fault->index = now_;
    return replays_ ? GAUNTLET_BAD_LOG : GAUNTLET_INVALID_DECISION;
  }

  int32_t AskPolicy(const uint8_t* record, uint32_t* count) {
    std::memset(static_cast<void*>(answer_), 0, most_ * sizeof(Answer));
    *count = game_.Ask(hooks_, self_, record, answer_);
    if (*count > most_) {
      std::snprintf(io_.fault->text, sizeof io_.fault->text,
                    "an answer of %u numbers; at most %llu are taken", *count,
                    static_cast<unsigned long long>(most_));
      io_.fault->index = now_;
      return GAUNTLET_INVALID_DECISION;
    }
    bool kept = recorder_.Add(*count);
    for (uint32_t i = 0; i < *count && kept; ++i) kept = recorder_.Add(answer_[i]);
    return kept ? GAUNTLET_OK
                : Fail(GAUNTLET_LOG_OVERFLOW, "there were more answers than the decision log can hold");
  }

  int32_t Read(uint32_t* count) {
    *count = replayer_.Next<uint32_t>(UINT32_MAX);
    const uint64_t left = io_.log_bytes - replayer_.log_bytes();
    if (*count > most_ || *count > left / sizeof(Answer))
      return Fail(GAUNTLET_BAD_LOG, "the decision log ends early, or an answer in it is too long");
    for (uint32_t i = 0; i < *count; ++i) answer_[i] = replayer_.Next<Answer>(Answer{});
    return GAUNTLET_OK;
  }

  uint64_t log_bytes() const { return replays_ ? replayer_.log_bytes() : recorder_.log_bytes(); }
  int32_t Fail(int32_t status, const char* text) {
    const int32_t code = Refuse(io_.fault, text, status);
    io_.fault->index = now_;
    return code;
  }

  Config config_;
  bool replays_;
  gauntlet_run_io io_;
  Hooks hooks_{};
  typename Domain::Config policy_config_{};
  void* self_ = nullptr;
  Recorder recorder_;
  Replayer replayer_;
  typename Domain::Game game_{};
  Answer* answer_ = nullptr;
  uint64_t most_ = 0;
  uint64_t now_ = 0;  // records served
};

// What SimulatorOf (module.hpp) wants to know.
template <class Domain>
struct Rounds {
  using Settings = typename Domain::Settings;
  using Run = Round<Domain>;
  using RunConfig = RoundsConfig<Settings>;
  static constexpr uint32_t kVersion = kRoundsVersion;
  static_assert(std::is_trivially_copyable_v<Settings>, "settings cross a border as bytes");
  static_assert(sizeof(typename Domain::Answer) <= 8 && std::is_unsigned_v<typename Domain::Answer>,
                "an answer is made of unsigned integers");

  class Workload {
   public:
    int32_t Open(const gauntlet_workload& workload, gauntlet_fault* fault) {
      const char* wrong = records_.Open(workload, sizeof(Settings));
      if (wrong != nullptr) return Refuse(fault, wrong, GAUNTLET_BAD_WORKLOAD);
      config_ = {kRoundsVersion, records_.record_bytes(), {}};
      std::memcpy(static_cast<void*>(&config_.settings), records_.settings(), sizeof(Settings));
      return GAUNTLET_OK;
    }
    void Describe(gauntlet_facts* facts) const {
      const uint32_t room = facts->struct_size;
      gauntlet_facts mine = {};
      mine.struct_size = sizeof mine;
      mine.record_bytes = config_.record_bytes;
      mine.record_count = records_.size();
      mine.records = records_.size() == 0 ? nullptr : records_[0];
      mine.run_config = &config_;
      mine.run_config_bytes = sizeof config_;
      mine.log_bound_bytes =
          kLogHeaderBytes + records_.size() * (sizeof(uint32_t) + Domain::MostNumbers(config_.settings) *
                                                                      sizeof(typename Domain::Answer));
      mine.block_records = 1;
      std::memcpy(facts, &mine, room < sizeof mine ? room : sizeof mine);
    }
    const Settings& settings() const { return config_.settings; }
    const RecordList& records() const { return records_; }

   private:
    RecordList records_;
    RunConfig config_{};
  };

  static int32_t Reference(const Workload& workload, gauntlet_result* result, gauntlet_fault*) {
    Report report(result);
    Domain::Reference(workload.settings(), workload.records(), &report);
    return GAUNTLET_OK;
  }

  static int32_t Make(const RunConfig& config, std::string_view interface_name, const void* hooks,
                      const gauntlet_run_io& io, Run** run) {
    if (interface_name != Domain::kInterface)
      return Refuse(io.fault, "the simulator does not know this interface");
    *run = MakeIn<Run>(io, config, hooks, io);
    return GAUNTLET_OK;
  }

  static int32_t MakeData(const gauntlet_source* source, gauntlet_fault* fault) {
    Params params(source->params, source->param_count, fault);
    Records<Settings> records;
    Domain::Make(params, Files(source->files, source->file_count), &records);
    if (const int32_t status = params.Finish(); status != GAUNTLET_OK) return status;
    return records.Write(*source, fault);
  }

  static constexpr gauntlet_shape kShape = {Domain::kInterface, sizeof(typename Domain::Hooks),
                                            sizeof Domain::kRequired / sizeof Domain::kRequired[0],
                                            Domain::kRequired};
  static constexpr gauntlet_shapes kShapes = {sizeof(gauntlet_shapes), 1, &kShape};
  static constexpr gauntlet_workloads kWorkloads = {sizeof(gauntlet_workloads), 0, &MakeData};
  static const void* Query(const char* asked) {
    const std::string_view name = asked;
    if (name == GAUNTLET_SIMULATOR_INTERFACE) return &SimulatorOf<Rounds>::kFunctions;
    if (name == GAUNTLET_SHAPES_INTERFACE) return &kShapes;
    if (name == GAUNTLET_WORKLOADS_INTERFACE) return &kWorkloads;
    return nullptr;
  }
  static constexpr gauntlet_module kModule = {sizeof(gauntlet_module),
                                              GAUNTLET_ABI_VERSION,
                                              GAUNTLET_MODULE_SIMULATOR,
                                              0,
                                              Domain::kDomain,
                                              Domain::kFingerprint,
                                              &Query};
};

}  // namespace gauntlet::simulators

#define GAUNTLET_ROUNDS_SIMULATOR(Domain)                              \
  extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { \
    return &gauntlet::simulators::Rounds<Domain>::kModule;             \
  }
