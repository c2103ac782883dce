// The tables of a campaign file, and the two numbers in SQLite's header by which one is told from any other
// database.
#pragma once

#include <cstdint>

namespace gauntlet {

inline constexpr int64_t kApplicationId = 0x474E5431;  // "GNT1"
// Raised with every change of the tables below. A file of another version is refused, not guessed at.
inline constexpr int64_t kSchemaVersion = 6;

// Every table but `tally` has a checksum in each row. Times are UTC, ISO 8601. Hashes are 32 hex digits.
inline constexpr char kSchema[] = R"sql(
CREATE TABLE facts (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,              -- JSON
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE sources (
  hash TEXT PRIMARY KEY,            -- of the text: this is its checksum
  text TEXT NOT NULL
) STRICT;

CREATE TABLE candidates (
  number INTEGER PRIMARY KEY,       -- order of proposal, from 0, without gaps
  source_hash TEXT NOT NULL,
  tree_hash TEXT NOT NULL,
  parents TEXT NOT NULL,            -- [main, other]
  island INTEGER NOT NULL,
  generator TEXT NOT NULL,
  edits TEXT NOT NULL,              -- [{operation, line, before, after}]
  proposal TEXT NOT NULL,           -- of a model: {model, edit, variant, attempts, tokens, usd}; else null
  verdict_kind TEXT NOT NULL,
  verdict TEXT NOT NULL,            -- {kind, stage, reason, detail}
  stage_scores TEXT NOT NULL,       -- [number], of the cascade
  score REAL,                       -- train split; NULL unless ok and measured on all of it
  metrics TEXT NOT NULL,            -- {name: number}
  workloads TEXT NOT NULL,          -- [{name, split, dataset, metrics}]
  features TEXT NOT NULL,           -- [number]
  infeasible TEXT NOT NULL,         -- [{metric, value, at_most or at_least}]
  confirmed INTEGER NOT NULL,       -- 2: unconfirmed for good, of a program that plays policies
  in_archive INTEGER NOT NULL,
  timing_ms TEXT NOT NULL,          -- measured; no part of any comparison
  checksum INTEGER NOT NULL         -- lowest bit: in_archive
) STRICT;
CREATE INDEX candidates_by_source ON candidates (source_hash, number);
CREATE INDEX candidates_by_tree ON candidates (tree_hash, number);
CREATE INDEX candidates_by_score ON candidates (score DESC, number) WHERE confirmed = 1;

-- What models were asked and what they answered (exchange.h).
CREATE TABLE exchanges (
  candidate INTEGER NOT NULL,
  attempt INTEGER NOT NULL,         -- from 0
  purpose TEXT NOT NULL,            -- proposal, summary or instruction
  model TEXT NOT NULL,
  prompt TEXT NOT NULL,             -- [[role, hash of text]]
  settings TEXT NOT NULL,           -- {temperature, seed, ...}
  outcome TEXT NOT NULL,            -- ok, cut_off or llm_bad_reply
  reply TEXT NOT NULL,              -- hash of text
  billed TEXT NOT NULL,             -- {tokens, usd}
  measured TEXT NOT NULL,           -- {latency_ms, tries, finish}
  checksum INTEGER NOT NULL,
  PRIMARY KEY (candidate, purpose, attempt)
) STRICT;

CREATE TABLE texts (
  hash TEXT PRIMARY KEY,            -- of the text: this is its checksum
  text TEXT NOT NULL
) STRICT;

CREATE TABLE openings (
  number INTEGER PRIMARY KEY,       -- of this opening of the test split, from 1
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE log (
  number INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  detail TEXT NOT NULL,             -- JSON
  checksum INTEGER NOT NULL
) STRICT;

-- How many rows the others have, so that a lost row is noticed; and the number of commits (mark.h).
CREATE TABLE tally (what TEXT PRIMARY KEY, rows INTEGER NOT NULL) STRICT;
INSERT INTO tally VALUES ('candidates', 0), ('openings', 0), ('log', 0), ('facts', 0), ('exchanges', 0), ('commits', 0);
)sql";

}  // namespace gauntlet
