// Whole files as text.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/result.h"

namespace gauntlet {

// kInput: "<path>: no such file" (or not a regular one), "<path>: cannot be read".
Result<std::string> ReadTextFile(const std::filesystem::path& path);

}  // namespace gauntlet
