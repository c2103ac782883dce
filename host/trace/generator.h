// Seeded synthetic traces: the same options give the same requests on every machine.
//
// Options of every kind (a mapping; unknown ones are errors that name those there are):
//   kind      zipf | scan | loop | burst | one_hit | mix
//   requests  how many (top level; in a phase of a mix: its length)
//   seed      default 1
//   rate      requests a second of trace time, default 1000
//   sizes     1, or another number of bytes for every object; or classes, each object falls into one for
//   good:
//             [{bytes: 512, weight: 3}, {bytes: 65536, weight: 1}, {from: 1000, to: 2000, weight: 1}]
//   writes    share of requests that are writes, default 0
//   tenant    default 0
//
//   zipf      objects (required), alpha (default 1.0); popularity of rank r is r^-alpha.
//             drift: {every: 1000, swap: 0.01, fresh: 0.0}: each `every` requests a share `swap` of the ranks
//             trades places with random ranks, and a share `fresh` of them is taken over by objects never
//             seen before
//   scan      length (required): runs of that many neighbouring objects, each run at a random place of
//   `objects` (default:
//             every run over objects never seen before)
//   loop      objects (required): 0, 1, 2, ... over and over; shift (default 0): objects by which the loop
//   moves a round burst     hot (required) objects never seen before are drawn uniformly for `length`
//   (required) requests, then others one_hit   every request asks for an object never seen before mix parts:
//   [{weight: 3, kind: zipf, ...}, ...]; mode: interleave (default; each request comes from a part drawn
//             by weight), runs (the same in runs of `run` requests, default 1000), or phases (parts one after
//             the other, each `requests` long, round and round). Parts have objects of their own unless they
//             say the same `space`.
#pragma once

#include <memory>

#include "host/base/json.h"
#include "host/trace/request_reader.h"

namespace gauntlet {

// Errors are kInput and name the option.
Result<std::unique_ptr<RequestReader>> OpenGenerator(const Json& options);

}  // namespace gauntlet
