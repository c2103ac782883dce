// gauntlet trace info | convert | generate | record.
#include "host/trace/trace.h"

#include <fmt/format.h>

#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/problem/yaml_reader.h"
#include "host/trace/convert.h"
#include "host/trace/record.h"
#include "host/trace/trace_info.h"

namespace gauntlet {
namespace {

struct TraceOptions {
  std::string input, output, format, output_format, config;
  std::string columns;
  uint64_t first = 0, count = 0;
  double sample = 1;
  uint64_t sample_seed = 1;
  std::vector<std::string> under, program;
};

// "time=1,id=2,size=3" as a JSON object.
Result<Json> ParseColumns(const std::string& text) {
  if (text.empty()) return Json(nullptr);
  const auto wrong = [&] {
    return Fail(ErrorKind::kUsage,
                fmt::format("--columns {}: expected name=number pairs, such as time=1,id=2,size=3", text));
  };
  Json out = Json::object();
  size_t at = 0;
  while (at < text.size()) {
    const size_t end = std::min(text.find(',', at), text.size());
    const size_t equal = text.find('=', at);
    if (equal == std::string::npos || equal >= end) return wrong();
    const std::string number = text.substr(equal + 1, end - equal - 1);
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos || number.size() > 6)
      return wrong();
    out[text.substr(at, equal - at)] = std::stoi(number);
    at = end + 1;
  }
  return out;
}

Result<TraceSource> SourceOf(const TraceOptions& options) {
  TraceSource source;
  source.path = options.input;
  source.format = options.format;
  source.range_first = options.first;
  source.range_count = options.count;
  source.sample_rate = options.sample;
  source.sample_seed = options.sample_seed;
  GAUNTLET_TRY(source.csv_columns, ParseColumns(options.columns));
  return source;
}

int Say(const Globals& globals, const Json& json) {
  if (globals.json) {
    PrintJson(json);
    return kExitFine;
  }
  Table table({"fact", "value"});
  for (const auto& [key, value] : json.items())
    table.Row({key, value.is_string() ? value.get<std::string>() : value.dump()});
  Print(table.Text());
  return kExitFine;
}

// Writes the trace where the options say, and says what it is; `facts` are added.
Result<int> WriteAndSay(const DecodedTrace& trace, const TraceOptions& options, const Globals& globals,
                        const Json& facts = Json::object()) {
  ConvertOptions convert;
  convert.format = options.output_format;
  GAUNTLET_CHECK_OK(WriteTrace(trace, options.output, convert));
  Json json = {{"requests", trace.request_count},
               {"objects", trace.object_count},
               {"footprint_bytes", trace.footprint_bytes},
               {"content_hash", trace.content_hash},
               {"written", options.output}};
  json.update(facts);
  return Say(globals, json);
}

Result<int> Info(const TraceOptions& options, const Globals& globals) {
  GAUNTLET_TRY(const TraceSource source, SourceOf(options));
  GAUNTLET_TRY(const DecodedTrace trace, DecodeTrace(source));
  GAUNTLET_TRY(const TraceInfo info, InfoOf(trace));
  if (globals.json)
    PrintJson(InfoToJson(info));
  else
    Print(InfoToText(info));
  return kExitFine;
}

Result<int> Convert(const TraceOptions& options, const Globals& globals) {
  GAUNTLET_TRY(const TraceSource source, SourceOf(options));
  GAUNTLET_TRY(const DecodedTrace trace, DecodeTrace(source));
  return WriteAndSay(trace, options, globals);
}

Result<int> Generate(const TraceOptions& options, const Globals& globals) {
  GAUNTLET_TRY(const YamlReader in, YamlReader::Load(options.config));
  TraceSource source;
  if (in.Has("generate")) {
    GAUNTLET_TRY(source.generate, in.Value("generate"));
  } else {
    source.generate = Json::object();
    for (const std::string& key : in.Keys()) {
      GAUNTLET_TRY(source.generate[key], in.Value(key));
    }
  }
  GAUNTLET_TRY(const DecodedTrace trace, DecodeTrace(source));
  return WriteAndSay(trace, options, globals);
}

Result<int> Record(const TraceOptions& options, const Globals& globals) {
  RecordOptions record;
  record.under.assign(options.under.begin(), options.under.end());
  GAUNTLET_TRY(const Recording recording, RecordProgram(options.program, record));
  return WriteAndSay(recording.trace, options, globals, {{"exit_status", recording.exit_status}});
}

void AddInput(CLI::App& command, TraceOptions& options) {
  command.add_option("trace", options.input, "Trace file, plain or compressed")->required();
  command.add_option("--format", options.format,
                     "oracle_general, csv, text, vscsi, lirs_text, u32be, ... (default: by name)");
  command.add_option("--columns", options.columns, "Of a CSV: time=1,id=2,size=3");
  command.add_option("--first", options.first, "First request to keep, from 0");
  command.add_option("--count", options.count, "Requests to keep (default: all)");
  command.add_option("--sample", options.sample, "Share of objects to keep")->check(CLI::Range(0.0, 1.0));
  command.add_option("--sample-seed", options.sample_seed, "Which objects");
}

void AddOutput(CLI::App& command, TraceOptions& options) {
  command.add_option("-o,--output", options.output, "File to write; .zst compresses")->required();
  command.add_option("--output-format", options.output_format, "oracle_general, csv, gct (default: by name)");
}

}  // namespace

void AddTrace(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<TraceOptions>();
  CLI::App* command = app.add_subcommand("trace", "Look into, convert, generate and record traces");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* what,
                       Result<int> (*run)(const TraceOptions&, const Globals&)) {
    CLI::App* sub = command->add_subcommand(name, what);
    sub->fallthrough();
    sub->callback([options, run, &globals, &action] {
      action = [options, run, &globals] { return run(*options, globals); };
    });
    return sub;
  };
  AddInput(*add("info", "Requests, objects, reuse, popularity", Info), *options);
  CLI::App* convert = add("convert", "Any format to oracle_general, csv or gct", Convert);
  AddInput(*convert, *options);
  AddOutput(*convert, *options);
  CLI::App* generate = add("generate", "A seeded synthetic trace", Generate);
  generate->add_option("config", options->config, "YAML with the generator's settings")->required();
  AddOutput(*generate, *options);
  CLI::App* record = add("record", "Page accesses of a program", Record);
  AddOutput(*record, *options);
  record->add_option("--under", options->under, "Only files below these folders");
  record->add_option("program", options->program, "Program and its arguments, after --")->required();
}

}  // namespace gauntlet
