// What can be said in `search:` of a problem and in a --config file.
#pragma once

#include "host/problem/key_doc.h"

namespace gauntlet {

KeyDocs SearchKeys();

}  // namespace gauntlet
