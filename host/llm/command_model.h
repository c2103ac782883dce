// A model that is a program of the user's: started for every question, it reads the prompt and prints the
// reply.
//
// Its standard input is plain text, UTF-8, each part below a line that says whose it is:
//
//   ===== system =====
//   You write eviction policies...
//   ===== user =====
//   Improve this one...
//   ===== assistant =====            only in a conversation, in turns
//   ===== user =====
//
// What it prints on standard output until it ends is the reply. An exit code other than 0, no text, more than
// reply_limit_bytes, and an end later than total_timeout_s are llm_bad_reply, with the start of what it said
// on standard error; at the deadline it is killed with all that it started. It is never asked again by
// itself: `tries` is for networks. Tokens are estimated.
//
// It gets the user's environment without what may be a key: variables that any model's api_key_env names, and
// those whose names hold KEY, TOKEN, SECRET, PASSW or CREDENTIAL, in any case. A program that needs one reads
// it from a file.
#pragma once

#include <memory>
#include <string>

#include "host/llm/model.h"

namespace gauntlet::llm {

// llm_permanent if there is no such program. REQUIRES: in_flight is not 0.
Result<std::unique_ptr<Model>> MakeCommandModel(const ModelSpec& spec);

std::string PromptText(const ChatRequest& request);  // what the program reads

}  // namespace gauntlet::llm
