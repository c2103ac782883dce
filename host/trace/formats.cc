#include "host/trace/formats.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace gauntlet {
namespace {

std::string NamesThereAre() {
  std::vector<std::string_view> names;
  for (const TraceFormat* format : TraceFormats()) names.push_back(format->name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::span<const TraceFormat* const> TraceFormats() {
  static const std::array kFormats = {&kOracleGeneralFormat, &kCsvFormat,   &kTextFormat,  &kLirsTextFormat,
                                      &kAdaptSizeFormat,     &kVscsiFormat, &kU32BeFormat, &kI32BeFormat,
                                      &kI64BeFormat,         &kGctFormat};
  return kFormats;
}

Result<const TraceFormat*> FindTraceFormat(std::string_view name) {
  for (const TraceFormat* format : TraceFormats()) {
    if (format->name == name || std::ranges::find(format->aliases, name) != format->aliases.end())
      return format;
  }
  return Fail(ErrorKind::kInput,
              fmt::format("unknown trace format '{}'; there are: {}", name, NamesThereAre()));
}

Result<const TraceFormat*> GuessTraceFormat(std::string_view file_name) {
  std::string name(file_name);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const std::string_view packed : {".gz", ".xz", ".zst", ".zstd"}) {
    if (name.ends_with(packed)) name.resize(name.size() - packed.size());
  }
  for (const TraceFormat* format : TraceFormats()) {
    for (const std::string_view ending : format->endings) {
      if (name.ends_with(ending)) return format;
    }
  }
  return Fail(ErrorKind::kInput,
              fmt::format("{}: the name does not tell the trace's format; say `format:`, one of: {}",
                          file_name, NamesThereAre()));
}

Result<std::unique_ptr<RequestReader>> OpenRequests(std::unique_ptr<ByteSource> source,
                                                    std::string_view format, const Json& columns) {
  GAUNTLET_TRY(const TraceFormat* chosen,
               format.empty() ? GuessTraceFormat(source->name()) : FindTraceFormat(format));
  if (!columns.is_null() && !columns.empty() && chosen != &kCsvFormat) {
    return Fail(ErrorKind::kInput,
                fmt::format("{}: `columns:` is for csv, not for {}", source->name(), chosen->name));
  }
  GAUNTLET_TRY(auto plain, Decompressed(std::move(source)));
  return chosen->open(std::make_unique<ByteReader>(std::move(plain)), columns);
}

}  // namespace gauntlet
