// Text traces with a fixed meaning of a line: one decimal id (libCacheSim txt), the same with `*` lines that
// mean nothing here (LIRS), and `time id size` separated by blanks (AdaptSize), where an id with another size
// is another object.
#include <fmt/format.h>

#include <array>

#include "host/base/hash.h"
#include "host/trace/formats.h"
#include "host/trace/numbers.h"

namespace gauntlet {
namespace {

// Parse(ByteReader&, line, TraceRequest&): true if the line held a request.
template <class Parse>
class LineReader : public RequestReader {
 public:
  explicit LineReader(std::unique_ptr<ByteReader> input) : input_(std::move(input)) {}

  Result<size_t> Read(std::span<TraceRequest> out) override {
    size_t count = 0;
    while (count < out.size()) {
      GAUNTLET_TRY(const auto line, input_->Line());
      if (!line) break;
      GAUNTLET_TRY(const bool holds, Parse{}(*input_, *line, out[count]));
      if (!holds) continue;
      ++count;
      input_->set_record(input_->record() + 1);
    }
    return count;
  }

 private:
  std::unique_ptr<ByteReader> input_;
};

template <class T>
Result<> ParseField(const ByteReader& input, std::string_view line, std::string_view field,
                    std::string_view name, T& out) {
  if (const char* trouble = ParseWhole(field, out)) {
    const size_t column = static_cast<size_t>(field.data() - line.data()) + 1;
    return input.WrongInLine(column, fmt::format("{} {} {}", name, Shown(field), trouble));
  }
  return {};
}

struct ParseIdLine {
  Result<bool> operator()(const ByteReader& input, std::string_view line, TraceRequest& out) const {
    const std::string_view field = Trimmed(line);
    if (field.empty()) return false;
    out = {};
    GAUNTLET_CHECK_OK(ParseField(input, line, field, "id", out.id));
    return true;
  }
};

struct ParseLirsLine {
  Result<bool> operator()(const ByteReader& input, std::string_view line, TraceRequest& out) const {
    if (Trimmed(line).starts_with('*')) return false;
    return ParseIdLine{}(input, line, out);
  }
};

struct ParseAdaptSizeLine {
  Result<bool> operator()(const ByteReader& input, std::string_view line, TraceRequest& out) const {
    static constexpr std::array<std::string_view, 3> kNames = {"time", "id", "size"};
    std::array<uint64_t, 3> values = {};
    std::string_view rest = Trimmed(line);
    if (rest.empty()) return false;
    for (size_t i = 0; i < 3; ++i) {
      const std::string_view field = rest.substr(0, rest.find_first_of(" \t"));
      GAUNTLET_CHECK_OK(ParseField(input, line, field, kNames[i], values[i]));
      rest = Trimmed(rest.substr(field.size()));
    }
    if (!rest.empty()) {
      return input.WrongInLine(static_cast<size_t>(rest.data() - line.data()) + 1,
                               "more than `time id size`");
    }
    if (values[2] > 0xffffffffull) return input.WrongInLine(1, "size is larger than 4294967295");
    out = {.time_s = values[0], .size_bytes = static_cast<uint32_t>(values[2])};
    out.id = values[1] >> 32 == 0 ? values[1] << 32 | values[2] : MixSeed({values[1], values[2]});
    return true;
  }
};

template <class Parse>
Result<std::unique_ptr<RequestReader>> OpenLines(std::unique_ptr<ByteReader> input, const Json&) {
  return std::make_unique<LineReader<Parse>>(std::move(input));
}

}  // namespace

const TraceFormat kTextFormat = {
    .name = "text",
    .aliases = {"txt"},
    .endings = {".txt"},
    .summary = "one decimal id a line, unit size (libCacheSim txt)",
    .open = &OpenLines<ParseIdLine>,
};
const TraceFormat kLirsTextFormat = {
    .name = "lirs_text",
    .aliases = {"lirs", "caffeine_lirs"},
    .endings = {".lirs", ".trc"},
    .summary = "one decimal id a line, `*` lines ignored, unit size",
    .open = &OpenLines<ParseLirsLine>,
};
const TraceFormat kAdaptSizeFormat = {
    .name = "adapt_size",
    .aliases = {"caffeine_adapt_size"},
    .endings = {".adaptsize", ".tr"},
    .summary = "text `time id size`; an object is an id with its size",
    .open = &OpenLines<ParseAdaptSizeLine>,
};

}  // namespace gauntlet
