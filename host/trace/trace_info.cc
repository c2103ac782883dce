#include "host/trace/trace_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>
#include <vector>

#include "host/trace/decoded_view.h"

namespace gauntlet {
namespace {

// Counts marks in ranges of positions: a Fenwick tree. One mark a live object, at its last request, so that
// the marks after an object's last request are the distinct objects in between.
class Marks {
 public:
  explicit Marks(size_t positions) : tree_(positions + 1) {}
  void Add(size_t position, int32_t by) {
    for (size_t i = position + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += by;
  }
  uint64_t Before(size_t position) const {
    int64_t sum = 0;
    for (size_t i = position; i > 0; i -= i & (~i + 1)) sum += tree_[i];
    return static_cast<uint64_t>(sum);
  }

 private:
  std::vector<int32_t> tree_;
};

struct PerObject {
  uint64_t count = 0;
  uint64_t last = 0;
  uint32_t first_size = 0, last_size = 0;
};

double ShareOfTop(const std::vector<uint64_t>& descending, uint64_t requests, double part) {
  const size_t most = std::max<size_t>(1, static_cast<size_t>(part * static_cast<double>(descending.size())));
  const auto end = descending.begin() + static_cast<std::ptrdiff_t>(std::min(most, descending.size()));
  return static_cast<double>(std::accumulate(descending.begin(), end, uint64_t{0})) /
         static_cast<double>(requests);
}

void DescribeObjects(const std::vector<PerObject>& objects, TraceInfo& info) {
  std::vector<uint64_t> counts;
  std::vector<uint32_t> sizes;
  for (const PerObject& object : objects) {
    counts.push_back(object.count);
    sizes.push_back(object.first_size);
    info.one_hit_objects += object.count == 1;
  }
  std::ranges::sort(counts, std::greater());
  std::ranges::sort(sizes);
  info.top_1_percent_share = ShareOfTop(counts, info.requests, 0.01);
  info.top_10_percent_share = ShareOfTop(counts, info.requests, 0.10);
  info.size_min = sizes.front();
  info.size_median = sizes[(sizes.size() - 1) / 2];
  info.size_p90 = sizes[(sizes.size() - 1) * 9 / 10];
  info.size_max = sizes.back();
}

std::string Bytes(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

}  // namespace

Result<TraceInfo> InfoOf(const DecodedTrace& trace) {
  GAUNTLET_TRY(const DecodedView view, DecodedView::Open(trace));
  TraceInfo info = {.requests = view.size(),
                    .objects = view.object_count(),
                    .footprint_bytes = trace.footprint_bytes,
                    .content_hash = trace.content_hash};
  std::vector<PerObject> objects(view.object_count());
  std::set<uint16_t> tenants;
  Marks marks(view.size());
  for (uint64_t i = 0; i < view.size(); ++i) {
    const auto record = view[i];
    PerObject& object = objects[record.base.object];
    info.requested_bytes += record.base.size_bytes;
    info.time_span_s = std::max<uint64_t>(info.time_span_s, record.base.time_s);
    if (record.base.operation < info.operations.size()) ++info.operations[record.base.operation];
    info.has_ttl |= record.ttl_s != 0;
    info.has_addresses |= record.block_address != kNoAddress;
    tenants.insert(record.base.tenant);
    if (object.count++ == 0) {
      object.first_size = record.base.size_bytes;
    } else {
      const uint64_t distance = marks.Before(i) - marks.Before(object.last + 1);
      ++info.reuse[distance < 2 ? 0 : std::min<size_t>(std::bit_width(distance) - 1, info.reuse.size() - 1)];
      marks.Add(object.last, -1);
      info.resized_requests += object.last_size != record.base.size_bytes;
    }
    marks.Add(i, 1);
    object.last = i;
    object.last_size = record.base.size_bytes;
  }
  info.tenants = tenants.size();
  DescribeObjects(objects, info);
  return info;
}

Json InfoToJson(const TraceInfo& info) {
  Json reuse = Json::array();
  for (size_t k = 0; k < info.reuse.size(); ++k) {
    if (info.reuse[k] == 0) continue;
    reuse.push_back({{"below", 2ull << k}, {"requests", info.reuse[k]}});
  }
  return {{"requests", info.requests},
          {"objects", info.objects},
          {"footprint_bytes", info.footprint_bytes},
          {"requested_bytes", info.requested_bytes},
          {"one_hit_share", info.OneHitShare()},
          {"resized_requests", info.resized_requests},
          {"time_span_s", info.time_span_s},
          {"operations",
           {{"read", info.operations[0]}, {"write", info.operations[1]}, {"delete", info.operations[2]}}},
          {"tenants", info.tenants},
          {"has_addresses", info.has_addresses},
          {"has_ttl", info.has_ttl},
          {"size_bytes",
           {{"min", info.size_min},
            {"median", info.size_median},
            {"p90", info.size_p90},
            {"max", info.size_max}}},
          {"top_1_percent_share", info.top_1_percent_share},
          {"top_10_percent_share", info.top_10_percent_share},
          {"reuse_distance", std::move(reuse)},
          {"content_hash", info.content_hash}};
}

std::string InfoToText(const TraceInfo& info) {
  std::string out;
  const auto line = [&](std::string_view name, const std::string& value) {
    out += fmt::format("{:<22}{}\n", name, value);
  };
  line("requests", fmt::format("{}", info.requests));
  line("objects", fmt::format("{} ({:.1f} % asked for once)", info.objects, 100 * info.OneHitShare()));
  line("footprint", Bytes(info.footprint_bytes));
  line("requested", Bytes(info.requested_bytes));
  line("sizes",
       fmt::format("{} to {} B, median {}, p90 {}; {} requests with another size than before", info.size_min,
                   info.size_max, info.size_median, info.size_p90, info.resized_requests));
  line("operations", fmt::format("{} reads, {} writes, {} deletes", info.operations[0], info.operations[1],
                                 info.operations[2]));
  line("time span", fmt::format("{} s", info.time_span_s));
  line("popularity", fmt::format("top 1 % of objects: {:.1f} % of requests; top 10 %: {:.1f} %",
                                 100 * info.top_1_percent_share, 100 * info.top_10_percent_share));
  uint64_t reused = 0;
  for (size_t k = 0; k < info.reuse.size(); ++k) {
    reused += info.reuse[k];
    if (info.reuse[k] == 0) continue;
    line(k == 0 ? "reuse distance" : "",
         fmt::format("below {:>10}: {:5.1f} % of requests", 2ull << k,
                     100.0 * static_cast<double>(reused) / static_cast<double>(info.requests)));
  }
  line("content", info.content_hash);
  return out;
}

}  // namespace gauntlet
