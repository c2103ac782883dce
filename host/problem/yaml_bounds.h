// What a YAML file may ask of those who read it: how long it is, how deep it nests, and how much it is with every
// alias written out. A stranger's file must not cost more than its bytes.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/result.h"

namespace gauntlet {

// kInput with file and line: more than 1 MiB, not UTF-8, nested more than 64 deep, more than 50,000 values when its
// aliases are written out, an alias within what it names. What is no YAML at all is left to the reader.
Result<> CheckYamlBounds(const std::string& text, const std::filesystem::path& name);

}  // namespace gauntlet
