#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "host/base/hash.h"
#include "host/base/rng.h"
#include "host/trace/memory_file.h"
#include "host/workload/own_workload.h"

namespace gauntlet {
namespace {

// The same workload with its records in another order: the i-th is what `from(i)` was.
template <class From>
Result<Workload> Reorder(const Workload& workload, From from) {
  GAUNTLET_TRY(const MappedFile file, MappedFile::Map(workload.data->get()));
  std::vector<std::byte> bytes(file.bytes().begin(), file.bytes().end());
  for (uint64_t i = 0; i < workload.request_count; ++i)
    std::memcpy(bytes.data() + workload.records_offset + i * workload.record_bytes,
                file.bytes().data() + workload.records_offset + from(i) * workload.record_bytes,
                workload.record_bytes);
  GAUNTLET_TRY(UniqueFd data, CreateMemoryFile("gauntlet-variant"));
  GAUNTLET_CHECK_OK(WriteAll(data.get(), bytes));
  GAUNTLET_CHECK_OK(SealMemoryFile(data.get()));
  Workload out = workload;
  out.data = std::make_shared<const UniqueFd>(std::move(data));
  return out;
}

Result<Workload> Shuffle(const Workload& workload, uint64_t seed) {
  std::vector<uint64_t> order(workload.request_count);
  for (uint64_t i = 0; i < order.size(); ++i) order[i] = i;
  Rng rng(MixSeed({seed, 1}));
  for (uint64_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.Below(i)]);
  return Reorder(workload, [&](uint64_t i) { return order[i]; });
}

// The run's seed follows from the name.
Result<Workload> OtherSeed(const Workload& workload, uint64_t seed) {
  Workload out = workload;
  out.name += fmt::format("~{}", seed);
  return out;
}

// The rest of the records begins elsewhere and goes round.
Result<OtherFuture> RotateRest(const Workload& workload, uint64_t seed) {
  const uint64_t count = workload.request_count;
  if (count < 3) return Fail(ErrorKind::kInput, workload.name + ": too short to have a future");
  Rng rng(MixSeed({seed, 2}));
  const uint64_t common = std::min(1 + rng.Below(count / 2), count - 2);
  const uint64_t rest = count - common, shift = 1 + rng.Below(rest - 1);
  GAUNTLET_TRY(Workload variant, Reorder(workload, [&](uint64_t i) {
                 return i < common ? i : common + (i - common + shift) % rest;
               }));
  return OtherFuture{std::move(variant), common};
}

std::string AnswersText(const std::string&, std::span<const uint8_t> answers) {
  constexpr size_t kMost = 12;
  std::string out;
  for (size_t at = 0; at + 4 <= answers.size() && at < 4 * kMost; at += 4) {
    uint32_t number = 0;
    std::memcpy(&number, answers.data() + at, sizeof number);
    out += fmt::format("{}{}", at == 0 ? "" : " ", number);
  }
  return fmt::format("{} bytes: {}{}", answers.size(), out, answers.size() > 4 * kMost ? " ..." : "");
}

}  // namespace

const Variants& OwnVariants() {
  static const Variants variants = {
      .disturbances = {{"shuffle", "the records in another order", Shuffle,
                        [](const Workload&) { return false; }},
                       {"seed", "other random numbers", OtherSeed, [](const Workload&) { return true; }}},
      .other_future = RotateRest,
      .answers_text = AnswersText};
  return variants;
}

}  // namespace gauntlet
