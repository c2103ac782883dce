// Every trace format there is: one definition a file, one line here, one line in formats.cc.
#pragma once

#include "host/trace/request_reader.h"

namespace gauntlet {

extern const TraceFormat kOracleGeneralFormat;  // format_oracle_general.cc
extern const TraceFormat kCsvFormat;            // format_csv.cc
extern const TraceFormat kTextFormat;           // format_lines.cc
extern const TraceFormat kLirsTextFormat;
extern const TraceFormat kAdaptSizeFormat;
extern const TraceFormat kVscsiFormat;  // format_vscsi.cc
extern const TraceFormat kU32BeFormat;  // format_big_endian.cc
extern const TraceFormat kI32BeFormat;
extern const TraceFormat kI64BeFormat;
extern const TraceFormat kGctFormat;  // format_gct.cc

}  // namespace gauntlet
