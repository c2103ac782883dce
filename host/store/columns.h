// Table candidates: its columns in their order, bound from a Row and read into one.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include "host/store/row.h"

namespace gauntlet {

inline constexpr char kColumns[] =
    "number, source_hash, tree_hash, parents, island, generator, edits, proposal, verdict_kind, verdict, "
    "stage_scores, score, "
    "metrics, workloads, features, infeasible, confirmed, in_archive, timing_ms, checksum";
inline constexpr char kColumnPlaces[] = "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?";
inline constexpr int kChecksumColumn = 19;

// REQUIRES: `row` lives until the statement has run.
void Bind(SQLite::Statement& statement, const Row& row);
Row ReadRow(const SQLite::Statement& statement);

}  // namespace gauntlet
