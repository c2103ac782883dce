#include "host/trace/trace.h"

#include <fmt/format.h>

#include <map>
#include <mutex>

#include "host/trace/decode.h"
#include "host/trace/generator.h"
#include "host/trace/open_trace.h"
#include "host/trace/trace_cache.h"

namespace gauntlet {
namespace {

// Part of every key: raise it when the same file would decode to other bytes.
constexpr int kDecoderVersion = 1;

// Traces alive in this process. One entry's lock is held while it is decoded, so that the same source is
// decoded once however many threads ask.
class Registry {
 public:
  static Registry& Get() {
    static Registry registry;
    return registry;
  }

  template <class Make>
  Result<DecodedTrace> Find(const Hash128& key, Make make) {
    std::shared_ptr<Entry> entry;
    {
      const std::lock_guard hold(mutex_);
      auto& found = entries_[key];
      if (!found) found = std::make_shared<Entry>();
      entry = found;
    }
    const std::lock_guard hold(entry->mutex);
    if (auto data = entry->data.lock()) {
      DecodedTrace trace = entry->facts;
      trace.data = std::move(data);
      return trace;
    }
    GAUNTLET_TRY(DecodedTrace trace, make());
    entry->facts = trace;
    entry->facts.data = nullptr;
    entry->data = trace.data;
    return trace;
  }

 private:
  struct Entry {
    std::mutex mutex;
    DecodedTrace facts;  // without data
    std::weak_ptr<const UniqueFd> data;
  };
  std::mutex mutex_;
  std::map<Hash128, std::shared_ptr<Entry>> entries_;
};

Result<> CheckOptions(const TraceSource& source) {
  if (source.sample_rate > 0 && source.sample_rate <= 1) return {};
  return Fail(ErrorKind::kInput,
              fmt::format("{}: sample rate {} is not in (0, 1]", NameOf(source), source.sample_rate));
}

Hash128 KeyOf(const TraceSource& source, std::string_view origin, std::string_view format) {
  return HashText(fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", kDecoderVersion, origin, format,
                              source.csv_columns.dump(), source.range_first, source.range_count,
                              source.sample_rate, source.sample_seed));
}

Result<DecodedTrace> Decode(const TraceSource& source) {
  GAUNTLET_TRY(const auto reader, OpenTrace(source));
  return DecodeRequests(*reader, {.name = NameOf(source),
                                  .range_first = source.range_first,
                                  .range_count = source.range_count,
                                  .sample_rate = source.sample_rate,
                                  .sample_seed = source.sample_seed});
}

}  // namespace

std::string NameOf(const TraceSource& source) {
  return source.path.empty() ? "generated trace" : source.path.string();
}

Result<std::unique_ptr<RequestReader>> OpenTrace(const TraceSource& source) {
  if (source.path.empty()) return OpenGenerator(source.generate);
  GAUNTLET_TRY(auto bytes, OpenFileSource(source.path));
  return OpenRequests(std::move(bytes), source.format, source.csv_columns);
}

Result<DecodedTrace> DecodeTrace(const TraceSource& source) {
  GAUNTLET_CHECK_OK(CheckOptions(source));
  if (source.path.empty()) {  // quick to make again: never on disk
    return Registry::Get().Find(KeyOf(source, source.generate.dump(), ""), [&] { return Decode(source); });
  }
  GAUNTLET_TRY(const Hash128 origin,
               OriginHash(source.path));  // first: a file that is not there has no format
  GAUNTLET_TRY(const TraceFormat* format, source.format.empty()
                                              ? GuessTraceFormat(source.path.filename().string())
                                              : FindTraceFormat(source.format));
  const Hash128 key = KeyOf(source, origin.Hex(), format->name);
  return Registry::Get().Find(key, [&]() -> Result<DecodedTrace> {
    if (auto cached = LoadCachedTrace(key)) return std::move(*cached);
    GAUNTLET_TRY(DecodedTrace trace, Decode(source));
    StoreCachedTrace(key, trace);
    return trace;
  });
}

}  // namespace gauntlet
