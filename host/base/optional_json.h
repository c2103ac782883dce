// What may be missing, as JSON.
#pragma once

#include <optional>

#include "host/base/json.h"

namespace gauntlet {

template <class T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace gauntlet
