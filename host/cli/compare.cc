// gauntlet compare: several campaigns of one problem side by side; medians, spread, candidates to a target.
#include <fmt/format.h>

#include <algorithm>

#include "host/base/optional_json.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

struct Row {
  std::string path;
  Json problem, seed;
  int64_t candidates = 0, ok = 0;
  std::optional<double> train, validation, test, gap_test;
  std::optional<int64_t> to_target;  // candidates until the target was reached
};

std::optional<double> Number(const Json& json) {
  return json.is_number() ? std::optional(json.get<double>()) : std::nullopt;
}

void ReadReport(const Json& report, Row& row) {
  const char* finalist = report.value("promoted", true) ? "champion" : "finalist";
  for (const Json& policy : report.value("policies", Json::array())) {
    if (policy.value("name", "") != finalist) continue;
    const auto of = [&](const char* split, const char* key) {
      return policy.contains(split) ? Number(policy[split].value(key, Json())) : std::nullopt;
    };
    row.validation = of("validation", "score");
    row.test = of("test", "score");
    row.gap_test = of("test", "gap_closed");
  }
}

Result<Row> Read(const std::string& path, std::optional<double> target) {
  Row row{.path = path};
  GAUNTLET_TRY(const auto file, OpenToRead({path, ""}));
  GAUNTLET_TRY(const auto problem, file->GetFact("problem"));
  GAUNTLET_TRY(const auto config, file->GetFact("config"));
  GAUNTLET_TRY(const auto report, file->GetFact("final_report"));
  row.problem = problem.value_or(Json());
  if (config) row.seed = config->value("seed", Json());
  if (report) ReadReport(*report, row);
  GAUNTLET_CHECK_OK(file->ForEach(false, [&](const Candidate& c) {
    ++row.candidates;
    row.ok += c.verdict.ok();
    if (!c.confirmed) return;
    row.train = std::max(row.train.value_or(*c.score), *c.score);
    if (target && !row.to_target && *c.score >= *target) row.to_target = c.number + 1;
  }));
  return row;
}

std::string Text(const std::optional<double>& value) { return value ? fmt::format("{:+.6f}", *value) : "-"; }
std::string Share(const std::optional<double>& value) { return value ? Percent(*value) : "-"; }

// Median, smallest, largest of what is there.
struct Spread {
  std::optional<double> median, low, high;
};

Spread SpreadOf(const std::vector<Row>& rows, std::optional<double> Row::* field) {
  std::vector<double> values;
  for (const Row& row : rows)
    if (row.*field) values.push_back(*(row.*field));
  if (values.empty()) return {};
  std::ranges::sort(values);
  const size_t n = values.size();
  const double median = n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  return {median, values.front(), values.back()};
}

Json SpreadJson(const Spread& s) {
  return s.median ? Json{{"median", *s.median}, {"min", *s.low}, {"max", *s.high}} : Json(nullptr);
}

void PrintJsonRows(const std::vector<Row>& rows) {
  Json json = {{"campaigns", Json::array()}};
  for (const Row& r : rows)
    json["campaigns"].push_back({{"path", r.path},
                                 {"seed", r.seed},
                                 {"candidates", r.candidates},
                                 {"ok", r.ok},
                                 {"train_score", OrNull(r.train)},
                                 {"validation_score", OrNull(r.validation)},
                                 {"test_score", OrNull(r.test)},
                                 {"test_gap_closed", OrNull(r.gap_test)},
                                 {"candidates_to_target", OrNull(r.to_target)}});
  json["train_score"] = SpreadJson(SpreadOf(rows, &Row::train));
  json["test_score"] = SpreadJson(SpreadOf(rows, &Row::test));
  json["test_gap_closed"] = SpreadJson(SpreadOf(rows, &Row::gap_test));
  PrintJson(json);
}

void PrintTable(const std::vector<Row>& rows) {
  Table table({"campaign", "seed", "candidates", "ok", "train", "validation", "test", "gap closed on test",
               "to target"});
  for (const Row& r : rows)
    table.Row({r.path, r.seed.is_null() ? "-" : r.seed.dump(), std::to_string(r.candidates),
               std::to_string(r.ok), Text(r.train), Text(r.validation), Text(r.test), Share(r.gap_test),
               r.to_target ? std::to_string(*r.to_target) : "-"});
  const auto line = [&](const char* name, auto pick) {
    table.Row({name, "", "", "", Text(pick(SpreadOf(rows, &Row::train))),
               Text(pick(SpreadOf(rows, &Row::validation))), Text(pick(SpreadOf(rows, &Row::test))),
               Share(pick(SpreadOf(rows, &Row::gap_test))), ""});
  };
  line("median", [](const Spread& s) { return s.median; });
  line("smallest", [](const Spread& s) { return s.low; });
  line("largest", [](const Spread& s) { return s.high; });
  Print(table.Text());
}

Result<int> Compare(const std::vector<std::string>& paths, std::optional<double> target,
                    const Globals& globals) {
  std::vector<Row> rows;
  for (const std::string& path : paths) {
    GAUNTLET_TRY(Row row, Read(path, target));
    rows.push_back(std::move(row));
  }
  for (const Row& row : rows)
    if (row.problem != rows.front().problem)
      return Fail(ErrorKind::kInput,
                  fmt::format("{} and {} did not run the same problem: {} and {}", rows.front().path,
                              row.path, rows.front().problem.dump(), row.problem.dump()));
  if (globals.json) {
    PrintJsonRows(rows);
  } else {
    PrintTable(rows);
  }
  return kExitFine;
}

}  // namespace

void AddCompare(CLI::App& app, const Globals& globals, Action& action) {
  auto paths = std::make_shared<std::vector<std::string>>();
  auto target = std::make_shared<std::optional<double>>();
  CLI::App* command = app.add_subcommand("compare", "Campaigns of one problem side by side");
  command->add_option("campaigns", *paths, "Campaign files")->required();
  command->add_option("--target", *target, "Count the candidates until this train score");
  command->callback(
      [=, &globals, &action] { action = [=, &globals] { return Compare(*paths, *target, globals); }; });
}

}  // namespace gauntlet
