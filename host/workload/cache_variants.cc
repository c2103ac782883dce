#include "host/workload/cache_variants.h"

#include <fmt/format.h>
#include <gauntlet/cache.h>
#include <gauntlet/cache_trace.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <span>

#include "host/base/hash.h"
#include "host/base/rng.h"
#include "host/trace/memory_file.h"

namespace gauntlet {
namespace {

constexpr double kDropped = 0.02;
constexpr uint64_t kRecordBytesMax = sizeof(gauntlet_cache_record_extended);

// Records of a trace, basic or extended, to be looked at and put together anew.
class Records {
 public:
  static Result<Records> Of(const Workload& workload) {
    GAUNTLET_TRY(const MappedFile file, MappedFile::Map(workload.data->get()));
    Records out;
    if (file.bytes().size() < sizeof out.header_)
      return Fail(ErrorKind::kInternalError, workload.name + ": its data are no trace");
    std::memcpy(&out.header_, file.bytes().data(), sizeof out.header_);
    const auto bytes = file.bytes().subspan(sizeof out.header_);
    if (out.header_.record_bytes < sizeof(gauntlet_cache_record) ||
        out.header_.record_bytes > kRecordBytesMax ||
        bytes.size() / out.header_.record_bytes != out.header_.record_count)
      return Fail(ErrorKind::kInternalError, workload.name + ": its data are no trace");
    out.bytes_.assign(bytes.begin(), bytes.end());
    return out;
  }

  // None, of the same kind.
  Records Empty() const {
    Records out;
    out.header_ = header_;
    return out;
  }

  uint64_t count() const { return bytes_.size() / header_.record_bytes; }
  gauntlet_cache_record& at(uint64_t i) {
    return *reinterpret_cast<gauntlet_cache_record*>(bytes_.data() + i * header_.record_bytes);
  }
  void Append(const Records& other, uint64_t i) {
    const std::byte* from = other.bytes_.data() + i * header_.record_bytes;
    bytes_.insert(bytes_.end(), from, from + header_.record_bytes);
  }

  // As the data of a workload like `model`; objects are numbered by first appearance again.
  Result<Workload> ToWorkload(const Workload& model) {
    Renumber();
    header_.record_count = count();
    header_.content_hash = HashBytes(bytes_).low;
    GAUNTLET_TRY(UniqueFd file, CreateMemoryFile("gauntlet-variant"));
    GAUNTLET_CHECK_OK(WriteAll(file.get(), std::as_bytes(std::span(&header_, 1))));
    GAUNTLET_CHECK_OK(WriteAll(file.get(), bytes_));
    GAUNTLET_CHECK_OK(SealMemoryFile(file.get()));
    Workload out = model;
    out.data = std::make_shared<const UniqueFd>(std::move(file));
    out.data_bytes = sizeof header_ + bytes_.size();
    out.request_count = count();
    return out;
  }

 private:
  void Renumber() {
    constexpr uint32_t kUnseen = std::numeric_limits<uint32_t>::max();
    std::vector<uint32_t> number(header_.object_count, kUnseen);
    header_.object_count = header_.footprint_bytes = 0;
    for (uint64_t i = 0; i < count(); ++i) {
      uint32_t& mine = number[at(i).object];
      if (mine == kUnseen) {
        mine = static_cast<uint32_t>(header_.object_count++);
        header_.footprint_bytes += at(i).size_bytes;
      }
      at(i).object = mine;
    }
  }

  gauntlet_cache_trace_header header_ = {};
  std::vector<std::byte> bytes_;
};

Result<Workload> DropRequests(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(const Records all, Records::Of(workload));
  Records kept = all.Empty();
  Rng rng(MixSeed({seed, 1}));
  for (uint64_t i = 0; i < all.count(); ++i)
    if (!rng.Chance(kDropped)) kept.Append(all, i);
  return kept.ToWorkload(workload);
}

// Each gap between two requests is half to one and a half times as long; their order stays.
Result<Workload> JitterTimes(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(Records all, Records::Of(workload));
  Rng rng(MixSeed({seed, 2}));
  double now_s = 0;
  uint32_t before_s = 0;
  for (uint64_t i = 0; i < all.count(); ++i) {
    const uint32_t time_s = all.at(i).time_s;
    const double gap_s = time_s > before_s ? time_s - before_s : 0;
    now_s += gap_s * (0.5 + rng.Unit());
    before_s = time_s;
    all.at(i).time_s = static_cast<uint32_t>(std::min(now_s, 4294967295.0));
  }
  return all.ToWorkload(workload);
}

// FIFO and Belady look at times only to see what has expired.
bool IgnoresTimes(const Workload& workload) {
  return std::ranges::none_of(workload.params, [](const auto& param) { return param.first == "ttl"; });
}

// The run's seed follows from the name, and the permutation of keys from the seed.
Result<Workload> OtherKeys(const Workload& workload, uint64_t seed) {
  Workload out = workload;
  out.name += fmt::format("~{}", seed);
  return out;
}

// The rest of the trace begins elsewhere and goes round; times stay where they were, and in order.
Result<OtherFuture> RotateRest(const Workload& workload, uint64_t seed) {
  GAUNTLET_TRY(Records all, Records::Of(workload));
  Rng rng(MixSeed({seed, 3}));
  const uint64_t count = all.count();
  const uint64_t common = count / 4 + rng.Below(count / 2 + 1);
  const uint64_t rest = count - common;
  if (rest < 2) return Fail(ErrorKind::kInput, workload.name + ": too short to have a future");
  const uint64_t shift = 1 + rng.Below(rest - 1);
  Records out = all.Empty();
  for (uint64_t i = 0; i < count; ++i) {
    out.Append(all, i < common ? i : common + (i - common + shift) % rest);
    out.at(i).time_s = all.at(i).time_s;
  }
  GAUNTLET_TRY(Workload variant, out.ToWorkload(workload));
  return OtherFuture{std::move(variant), common};
}

template <class T>
T Read(std::span<const uint8_t>& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes = bytes.subspan(sizeof value);
  return value;
}

// The log as simulators/cache/README.md lays it out: one admission if there is a byte too many for victims.
std::string AnswersText(const std::string& interface_name, std::span<const uint8_t> answers) {
  std::string out;
  const auto add = [&out](const std::string& one) { out += (out.empty() ? "" : ", ") + one; };
  if (interface_name == GAUNTLET_CACHE_PRIORITY_INTERFACE && answers.size() >= sizeof(double))
    return fmt::format("priority {:.17g}", Read<double>(answers));
  if (answers.size() % 4 == 1) add(Read<uint8_t>(answers) != 0 ? "admitted" : "not admitted");
  while (answers.size() >= 4) add(fmt::format("victim: slot {}", Read<uint32_t>(answers)));
  return out.empty() ? "no answer" : out;
}

}  // namespace

const Variants& CacheVariants() {
  static const Variants variants = {
      .disturbances = {{"times", "gaps between requests half to one and a half times as long", JitterTimes,
                        IgnoresTimes},
                       {"keys", "another permutation of keys, other random numbers", OtherKeys,
                        [](const Workload&) { return true; }},
                       {"drops", "2 % of the requests left out", DropRequests,
                        [](const Workload&) { return false; }}},
      .other_future = RotateRest,
      .answers_text = AnswersText};
  return variants;
}

}  // namespace gauntlet
