// Whole files as text or bytes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "host/base/result.h"

namespace gauntlet {

// kInput: "<path>: no such file" (or not a regular one), "<path>: cannot be read".
Result<std::string> ReadTextFile(const std::filesystem::path& path);
// Over what was there. Errors as CannotWrite says them.
Result<> WriteFile(const std::filesystem::path& path, std::string_view bytes);
// "<path>: cannot be written: <why>". A disk that is full or fails is kStorageError, all else kInput.
std::unexpected<Error> CannotWrite(const std::filesystem::path& path, int error_number);

}  // namespace gauntlet
