// The options of a selector, checked: every kind declares what it knows with a range, and anything else is an
// error.
#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

struct Option {
  std::string name;
  double* value;  // holds the default; overwritten when given
  double low, high;
  bool whole;  // an integer
  // Not empty: it is given as one of these names, and `value` becomes its index.
  std::vector<std::string> names = {};
};

// Error (kInput) for an unknown name, naming those that exist, and for a value out of range. `others`: options that
// the caller reads itself.
Result<> ReadOptions(const std::string& kind, const Json& given, const std::vector<Option>& known,
                     const std::vector<std::string>& others = {});

}  // namespace gauntlet
