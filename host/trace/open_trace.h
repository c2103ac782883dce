// Requests of a trace source, undecoded: what decoding, converting and describing start from.
#pragma once

#include "host/trace/request_reader.h"
#include "host/trace/trace.h"

namespace gauntlet {

std::string NameOf(const TraceSource& source);  // for people
// Range and sampling are not applied.
Result<std::unique_ptr<RequestReader>> OpenTrace(const TraceSource& source);

}  // namespace gauntlet
