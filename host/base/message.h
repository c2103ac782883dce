// How messages of other processes are read.
#pragma once

#include <exception>
#include <string>
#include <type_traits>

#include "host/base/result.h"

namespace gauntlet {

// What `read` makes of a message, with at() and get() of Json, which throw on one that is not what it should be:
// then kWorkerLost, since whoever sent it is not to be trusted with another question.
template <class Read>
auto ReadMessage(Read read) -> Result<std::invoke_result_t<Read>> {
  try {
    return read();
  } catch (const std::exception& exception) {
    return Fail(ErrorKind::kWorkerLost,
                std::string("a message between host and worker is malformed: ") + exception.what());
  }
}

}  // namespace gauntlet
