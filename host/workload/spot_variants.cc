#include "host/workload/spot_variants.h"

#include <fmt/format.h>
#include <gauntlet/spot.h>
#include <gauntlet/spot_trace.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <span>

#include "host/base/hash.h"
#include "host/base/rng.h"
#include "host/trace/memory_file.h"

namespace gauntlet {
namespace {

using Region = gauntlet_spot_record_region;

constexpr double kFlipped = 0.01;
constexpr double kPriceStep = 0.02;
constexpr uint64_t kMostShift = 6;

// Jobs to be looked at and changed.
class Jobs {
 public:
  static Result<Jobs> Of(const Workload& workload) {
    GAUNTLET_TRY(const MappedFile file, MappedFile::Map(workload.data->get()));
    Jobs out;
    if (file.bytes().size() < sizeof out.header_)
      return Fail(ErrorKind::kInternalError, workload.name + ": its data are no jobs");
    std::memcpy(&out.header_, file.bytes().data(), sizeof out.header_);
    const auto bytes = file.bytes().subspan(sizeof out.header_);
    if (out.header_.record_bytes == 0 || bytes.size() != out.header_.record_count * out.header_.record_bytes)
      return Fail(ErrorKind::kInternalError, workload.name + ": its data are no jobs");
    out.bytes_.assign(bytes.begin(), bytes.end());
    for (const auto& [key, text] : workload.params) {
      if (key == "notice_s") out.notice_ticks_ = std::strtod(text.c_str(), nullptr) / out.header_.gap_s;
      if (key == "nodes") out.nodes_ = static_cast<uint32_t>(std::strtoul(text.c_str(), nullptr, 10));
    }
    return out;
  }

  uint64_t records() const { return header_.record_count; }
  uint64_t jobs() const { return header_.job_count; }
  uint64_t job_records() const { return uint64_t{header_.history_records} + header_.tick_records; }
  uint64_t history() const { return header_.history_records; }
  uint64_t ticks() const { return header_.tick_records; }
  uint32_t regions() const { return header_.region_count; }
  uint32_t nodes() const { return nodes_; }
  std::span<Region> at(uint64_t record) {
    std::byte* from = bytes_.data() + record * header_.record_bytes + sizeof(gauntlet_spot_record);
    return {reinterpret_cast<Region*>(from), header_.region_count};
  }

  // The ticks of a job from record `from` on begin `shift` later and go round.
  void Rotate(uint64_t job, uint64_t from, uint64_t shift) {
    const uint64_t end = (job + 1) * job_records();
    from = std::max(from, job * job_records() + history());
    if (end - from < 2) return;
    const auto begin = bytes_.begin() + static_cast<ptrdiff_t>(from * header_.record_bytes);
    const auto middle = begin + static_cast<ptrdiff_t>(shift % (end - from) * header_.record_bytes);
    std::rotate(begin, middle, bytes_.begin() + static_cast<ptrdiff_t>(end * header_.record_bytes));
    MarkFirst();
  }

  // The last job first. Each keeps its number, from which its seed follows.
  void Reverse() {
    std::vector<std::byte> reversed;
    reversed.reserve(bytes_.size());
    const auto job_bytes = static_cast<ptrdiff_t>(job_records() * header_.record_bytes);
    for (auto end = bytes_.end(); end != bytes_.begin(); end -= job_bytes)
      reversed.insert(reversed.end(), end - job_bytes, end);
    bytes_ = std::move(reversed);
  }

  // As the data of a workload like `model`. Announcements from record `from` on are made anew.
  Result<Workload> ToWorkload(const Workload& model, uint64_t from = 0) {
    Announce(from);
    return Put(model);
  }
  Result<Workload> Put(const Workload& model) {
    header_.content_hash = HashBytes(bytes_).low;
    GAUNTLET_TRY(UniqueFd file, CreateMemoryFile("gauntlet-variant"));
    GAUNTLET_CHECK_OK(WriteAll(file.get(), std::as_bytes(std::span(&header_, 1))));
    GAUNTLET_CHECK_OK(WriteAll(file.get(), bytes_));
    GAUNTLET_CHECK_OK(SealMemoryFile(file.get()));
    Workload out = model;
    out.data = std::make_shared<const UniqueFd>(std::move(file));
    return out;
  }

 private:
  void MarkFirst() {
    for (uint64_t i = 0; i < records(); ++i) {
      auto& record = *reinterpret_cast<gauntlet_spot_record*>(bytes_.data() + i * header_.record_bytes);
      record.flags = (i % job_records() == 0 ? GAUNTLET_SPOT_RECORD_FIRST : 0u) |
                     (i % job_records() < history() ? GAUNTLET_SPOT_RECORD_HISTORY : 0u);
    }
  }

  void Announce(uint64_t from) {
    for (uint64_t i = from; i < records(); ++i) {
      if (i % job_records() < history()) continue;
      const uint64_t end = (i / job_records() + 1) * job_records();
      for (uint32_t r = 0; r < regions(); ++r) {
        uint32_t& notice = at(i)[r].notice_ticks;
        notice = 0;
        if (at(i)[r].offered < nodes_) continue;
        for (uint64_t k = 1; static_cast<double>(k) <= notice_ticks_ && i + k < end && notice == 0; ++k)
          if (at(i + k)[r].offered < nodes_) notice = static_cast<uint32_t>(k);
      }
    }
  }

  gauntlet_spot_trace_header header_ = {};
  std::vector<std::byte> bytes_;
  double notice_ticks_ = 0;
  uint32_t nodes_ = 1;
};

// Capacity that is there goes, and capacity that is not comes, for a tick.
Result<Workload> FlipCapacity(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(Jobs jobs, Jobs::Of(workload));
  Rng rng(MixSeed({seed, 1}));
  for (uint64_t i = 0; i < jobs.records(); ++i)
    for (Region& region : jobs.at(i))
      if (rng.Chance(kFlipped)) region.offered = region.offered < jobs.nodes() ? jobs.nodes() : 0;
  return jobs.ToWorkload(workload);
}

Result<Workload> ShiftStarts(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(Jobs jobs, Jobs::Of(workload));
  Rng rng(MixSeed({seed, 2}));
  for (uint64_t job = 0; job < jobs.jobs(); ++job) jobs.Rotate(job, 0, 1 + rng.Below(kMostShift));
  return jobs.ToWorkload(workload);
}

Result<Workload> ScalePrices(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(Jobs jobs, Jobs::Of(workload));
  Rng rng(MixSeed({seed, 3}));
  std::vector<double> factor(jobs.regions());
  for (uint64_t i = 0; i < jobs.records(); ++i) {
    for (uint32_t r = 0; r < jobs.regions(); ++r) {
      if (i % jobs.job_records() == 0) factor[r] = 1 + kPriceStep * (2 * rng.Unit() - 1);
      jobs.at(i)[r].spot_usd_per_hour *= factor[r];
    }
  }
  return jobs.ToWorkload(workload);
}

// From somewhere on, every job goes on with other ticks of its own.
Result<OtherFuture> RotateRest(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(Jobs jobs, Jobs::Of(workload));
  Rng rng(MixSeed({seed, 4}));
  const uint64_t count = jobs.records(), ticks = jobs.ticks();
  const uint64_t common = count / 4 + rng.Below(count / 2 + 1);
  if (ticks < 4) return Fail(ErrorKind::kInput, workload.name + ": too short to have a future");
  for (uint64_t job = common / jobs.job_records(); job < jobs.jobs(); ++job)
    jobs.Rotate(job, common, 1 + rng.Below(ticks - 1));
  GAUNTLET_TRY(Workload variant, jobs.ToWorkload(workload, common));
  return OtherFuture{std::move(variant), common};
}

// Of one job a workload is made that leaves the others out: they share their memory.
Result<Simulations> TakeApart(const Workload& workload) {
  GAUNTLET_TRY(Jobs jobs, Jobs::Of(workload));
  Simulations out{.log_header_bytes = 1};
  for (uint64_t job = 0; job < jobs.jobs(); ++job) {
    out.alone.push_back({workload, jobs.job_records()});
    Workload& one = out.alone.back().workload;
    one.params.emplace_back("only_job", std::to_string(job));
    one.request_count = jobs.job_records();
  }
  jobs.Reverse();
  GAUNTLET_TRY(out.reversed, jobs.Put(workload));
  return out;
}

// The log as simulators/spot/answers.h lays it out: a mask of probes before the decision where there are five bytes.
std::string AnswersText(const std::string&, std::span<const uint8_t> answers) {
  std::string out;
  if (answers.size() == 5) {
    uint32_t mask = 0;
    std::memcpy(&mask, answers.data(), sizeof mask);
    for (uint32_t r = 0; r < GAUNTLET_SPOT_MAX_REGIONS; ++r)
      if (mask >> r & 1) out += fmt::format("{} {}", out.empty() ? "probes" : ",", r);
    out += out.empty() ? "no probe, " : ", ";
  }
  if (answers.empty()) return "no answer";
  static constexpr const char* kClusters[] = {"none", "spot", "on-demand", "illegal"};
  return out + fmt::format("{} in region {}", kClusters[answers.back() & 3], answers.back() >> 2);
}

}  // namespace

const Variants& SpotVariants() {
  const auto never = [](const Workload&) { return false; };
  static const Variants variants = {
      .disturbances = {{"starts", "jobs that start up to six ticks later", ShiftStarts, never},
                       {"prices", "spot prices of each job up to 2 % up or down", ScalePrices, never},
                       {"flips", "1 % of ticks with capacity that was not there, or without that was",
                        FlipCapacity, never}},
      .other_future = RotateRest,
      .answers_text = AnswersText,
      .simulations = TakeApart};
  return variants;
}

}  // namespace gauntlet
