#include "host/store/exchange_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "host/base/foreign_json.h"
#include "host/base/hash.h"
#include "host/store/row.h"

namespace gauntlet {
namespace {

std::string PutText(SQLite::Database& db, const std::string& text) {
  const std::string hash = HashText(text).Hex();
  SQLite::Statement put(db, "INSERT OR IGNORE INTO texts VALUES (?, ?)");
  put.bind(1, hash);
  put.bindNoCopy(2, text);
  put.exec();
  return hash;
}

// Every column but the numbers and the checksum, in order.
struct Columns {
  std::string purpose, model, prompt, settings, outcome, reply, billed, measured;

  int64_t Checksum(int64_t candidate, int64_t attempt) const {
    return TextChecksum({std::to_string(candidate), std::to_string(attempt), purpose, model, prompt, settings,
                         outcome, reply, billed, measured});
  }
};

Result<std::string> TextOf(SQLite::Database& db, const std::string& hash) {
  SQLite::Statement get(db, "SELECT text FROM texts WHERE hash = ?");
  get.bind(1, hash);
  if (!get.executeStep())
    return Fail(ErrorKind::kCorruptArtifact, fmt::format("the text {} of a prompt is missing", hash));
  std::string text = get.getColumn(0).getString();
  if (HashText(text).Hex() != hash)
    return Fail(ErrorKind::kCorruptArtifact, fmt::format("the text {} is not what its hash says", hash));
  return text;
}

Result<Exchange> FromColumns(SQLite::Database& db, int64_t candidate, int64_t attempt, const Columns& c) {
  for (const std::string* json : {&c.prompt, &c.settings, &c.billed, &c.measured}) CheckJsonDepth(*json);
  const Json billed = Json::parse(c.billed);
  Exchange out{.purpose = PurposeFromString(c.purpose),
               .candidate = candidate,
               .attempt = static_cast<uint32_t>(attempt),
               .model = c.model,
               .prompt = {},
               .settings = Json::parse(c.settings),
               .outcome = c.outcome,
               .reply = "",
               .tokens = TokenUseFromJson(billed.at("tokens")),
               .usd = billed.at("usd"),
               .measured = Json::parse(c.measured)};
  for (const Json& part : Json::parse(c.prompt)) {
    GAUNTLET_TRY(std::string text, TextOf(db, part.at(1)));
    out.prompt.push_back({part.at(0), std::move(text)});
  }
  GAUNTLET_TRY(out.reply, TextOf(db, c.reply));
  return out;
}

constexpr std::array<const char*, 3> kPurposes = {"proposal", "summary", "instruction"};

}  // namespace

std::string ToString(Purpose purpose) { return kPurposes.at(static_cast<size_t>(purpose)); }

Purpose PurposeFromString(const std::string& name) {
  const auto* const found = std::ranges::find(kPurposes, name);
  if (found == kPurposes.end()) throw std::runtime_error("no purpose of a question: " + name);
  return static_cast<Purpose>(found - kPurposes.begin());
}

void PutExchange(SQLite::Database& db, const Exchange& e) {
  Json prompt = Json::array();
  for (const PromptPart& part : e.prompt) prompt.push_back({part.role, PutText(db, part.text)});
  const Columns columns = {.purpose = ToString(e.purpose),
                           .model = e.model,
                           .prompt = DumpJson(prompt),
                           .settings = DumpJson(e.settings),
                           .outcome = e.outcome,
                           .reply = PutText(db, e.reply),
                           .billed = DumpJson({{"tokens", TokenUseToJson(e.tokens)}, {"usd", e.usd}}),
                           .measured = DumpJson(e.measured)};
  SQLite::Statement put(db, "INSERT INTO exchanges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  int i = 0;
  put.bind(++i, e.candidate);
  put.bind(++i, static_cast<int64_t>(e.attempt));
  for (const std::string* text : {&columns.purpose, &columns.model, &columns.prompt, &columns.settings,
                                  &columns.outcome, &columns.reply, &columns.billed, &columns.measured})
    put.bind(++i, *text);
  put.bind(++i, columns.Checksum(e.candidate, e.attempt));
  put.exec();
  db.exec("UPDATE tally SET rows = rows + 1 WHERE what = 'exchanges'");
}

Result<> ForEachExchange(SQLite::Database& db, const std::function<void(Exchange)>& visit) {
  SQLite::Statement all(db, "SELECT * FROM exchanges ORDER BY candidate, purpose, attempt");
  while (all.executeStep()) {
    const int64_t candidate = all.getColumn(0).getInt64(), attempt = all.getColumn(1).getInt64();
    const auto text = [&](int i) { return all.getColumn(i).getString(); };
    const Columns columns = {text(2), text(3), text(4), text(5), text(6), text(7), text(8), text(9)};
    if (columns.Checksum(candidate, attempt) != all.getColumn(10).getInt64())
      return Fail(
          ErrorKind::kCorruptArtifact,
          fmt::format("what a model was asked for candidate {} is not what its checksum says", candidate));
    GAUNTLET_TRY(Exchange exchange, FromColumns(db, candidate, attempt, columns));
    visit(std::move(exchange));
  }
  return {};
}

}  // namespace gauntlet
