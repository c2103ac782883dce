// Where keys come from, and where they must not go.
#pragma once

#include <string>
#include <string_view>

#include "host/base/result.h"

namespace gauntlet::llm {

// The key in the variable `name` of the environment, without white space around it; empty if `name` is. From
// now on the variable counts as one that holds a key. Errors: llm_permanent (not set, or no header can hold
// it), kInput (a name of which other processes get the value: GAUNTLET_*, PATH, ...).
Result<std::string> ReadKey(const std::string& name);

// Whether a program that we start must not get the variable: ReadKey was asked for it, or its name says that
// it holds a key, token, secret, password or credential.
bool HoldsKey(std::string_view name);

}  // namespace gauntlet::llm
