// A candidate as a row: columns, checksum, and the digest by which two campaigns are compared.
#pragma once

#include <cstdint>
#include <string>

#include "host/base/hash.h"
#include "host/base/result.h"
#include "host/candidate/candidate.h"

namespace gauntlet {

// The columns of table candidates, in their order, without number and checksum. Lists are JSON text; reals
// in JSON are written so that they read back bit-equal.
struct Row {
  int64_t number = 0;
  std::string source_hash, tree_hash, parents;
  int64_t island = 0;
  std::string generator, edits, proposal, verdict_kind, verdict, stage_scores;
  bool has_score = false;
  double score = 0;
  std::string metrics, workloads, features, infeasible;
  bool confirmed = false, unconfirmed = false;  // one column: 1, 2, or 0 if neither
  bool in_archive = false;
  int64_t Standing() const { return confirmed ? 1 : unconfirmed ? 2 : 0; }
  std::string timing_ms;

  // XXH3 of every column but in_archive, which is its lowest bit: so membership changes without a look at the
  // rest.
  int64_t Checksum() const;
};

Row ToRow(const Candidate& candidate);
// `source` stays empty. Error (kCorruptArtifact) if a column does not parse.
Result<Candidate> FromRow(const Row& row);

// Checksum of a small row of text columns.
int64_t TextChecksum(std::initializer_list<std::string_view> columns);

// Dump that never throws: bytes that are no UTF-8 (a policy's note) are replaced.
std::string DumpJson(const Json& json);

}  // namespace gauntlet
