#include "host/store/columns.h"

namespace gauntlet {

void Bind(SQLite::Statement& s, const Row& r) {
  int i = 0;
  s.bind(++i, r.number);
  for (const std::string* text : {&r.source_hash, &r.tree_hash, &r.parents}) s.bindNoCopy(++i, *text);
  s.bind(++i, r.island);
  for (const std::string* text :
       {&r.generator, &r.edits, &r.proposal, &r.verdict_kind, &r.verdict, &r.stage_scores})
    s.bindNoCopy(++i, *text);
  if (r.has_score) {
    s.bind(++i, r.score);
  } else {
    s.bind(++i);
  }
  for (const std::string* text : {&r.metrics, &r.workloads, &r.features, &r.infeasible})
    s.bindNoCopy(++i, *text);
  s.bind(++i, r.Standing());
  s.bind(++i, r.in_archive ? 1 : 0);
  s.bindNoCopy(++i, r.timing_ms);
  s.bind(++i, r.Checksum());
}

Row ReadRow(const SQLite::Statement& s) {
  Row r{.number = s.getColumn(0).getInt64(), .island = s.getColumn(4).getInt64()};
  const auto text = [&](int i) { return s.getColumn(i).getString(); };
  r.source_hash = text(1), r.tree_hash = text(2), r.parents = text(3);
  r.generator = text(5), r.edits = text(6), r.proposal = text(7), r.verdict_kind = text(8),
  r.verdict = text(9), r.stage_scores = text(10);
  r.has_score = !s.getColumn(11).isNull();
  r.score = r.has_score ? s.getColumn(11).getDouble() : 0;
  r.metrics = text(12), r.workloads = text(13), r.features = text(14), r.infeasible = text(15);
  const int64_t standing = s.getColumn(16).getInt64();
  r.confirmed = standing == 1, r.unconfirmed = standing == 2;
  r.in_archive = s.getColumn(17).getInt64() != 0;
  r.timing_ms = text(18);
  return r;
}

}  // namespace gauntlet
