// The model behind an HTTP endpoint: a queue, tries, limits and the bill, around the protocol of its API.
//
// A question waits in the queue until a place is free (in_flight), the rate limits and the circuit let it
// pass, and no Retry-After holds all of them back. A try that fails in a way that may pass (network, 408,
// 409, 425, 429, 5xx) goes back to the front of the queue after a pause: half a second doubled with every
// try, up to a minute, of which a random half is left out so that many do not come back at once; or what
// Retry-After says, if that is longer. While the circuit is open questions wait; when the probe fails all
// that wait are answered with llm_transient, so an endpoint that is down is asked by one question a minute,
// and says so to everybody.
#pragma once

#include <memory>
#include <string>

#include "host/llm/model.h"
#include "host/llm/protocol.h"

namespace gauntlet::llm {

// `key` may be empty. REQUIRES: in_flight and tries are not 0.
std::unique_ptr<Model> MakeHttpModel(const ModelSpec& spec, const Protocol& protocol, std::string key);

// What a reply asks us to wait, in ms: retry-after-ms, or Retry-After in seconds or as a date, which is
// measured against the reply's own Date: clocks need not agree. 0: nothing that can be read.
double RetryAfterMs(const HttpReply& reply);

}  // namespace gauntlet::llm
