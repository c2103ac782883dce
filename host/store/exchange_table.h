// Table exchanges, with the texts of prompts and replies beside it, each stored once.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>

#include "host/base/result.h"
#include "host/store/exchange.h"

namespace gauntlet {

// REQUIRES: a transaction is open.
void PutExchange(SQLite::Database& db, const Exchange& exchange);

// In order of candidates and attempts. kCorruptArtifact: a row or a text is not what its checksum says. Throws what
// SQLite and the JSON parser throw.
Result<> ForEachExchange(SQLite::Database& db, const std::function<void(Exchange)>& visit);

}  // namespace gauntlet
