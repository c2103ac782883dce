// Decoded traces written for other tools, and for ourselves.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/result.h"
#include "host/trace/trace.h"

namespace gauntlet {

struct ConvertOptions {
  std::string format;   // oracle_general, csv, gct; empty: guessed from the name
  int zstd_level = 12;  // of an output whose name ends in .zst
};

// Objects are written as their dense numbers, in order of first appearance, times from the first request:
// reading the file again gives the same records. oracle_general has `next` as libCacheSim defines it, and no
// place for operation, tenant, time to live and address; csv has those columns that say anything; gct is the
// decoded trace itself.
// The file appears whole or not at all.
Result<> WriteTrace(const DecodedTrace& trace, const std::filesystem::path& path,
                    const ConvertOptions& options = {});

}  // namespace gauntlet
