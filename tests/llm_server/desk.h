// Where the texts of replies come from: one file, a folder from which they are taken in turn, or a desk at
// which somebody answers prompt after prompt.
#pragma once

#include <filesystem>

#include "tests/llm_server/server.h"

namespace gauntlet::llm_server {

Result<Handler> FileReplies(const std::filesystem::path& file);
// The regular files of a folder by name, and from the front again after the last.
Result<Handler> FolderReplies(const std::filesystem::path& folder);

// Request N (from 1, or behind the largest N that is there) appears as DIR/N.prompt, whole at once; the
// server answers with what DIR/N.reply holds as soon as it is there and has not grown for a fifth of a
// second. After `deadline_s` the answer is 503; 0: it waits for ever.
Result<Handler> Desk(const std::filesystem::path& folder, double deadline_s);

}  // namespace gauntlet::llm_server
