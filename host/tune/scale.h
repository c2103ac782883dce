// How a coordinate in [0, 1] becomes a number of a range, and back.
#pragma once

#include <string>

#include "host/tune/space.h"

namespace gauntlet::tune {

double ValueAt(const Dimension& dimension, double unit);
double UnitOf(const Dimension& dimension, double value);

// As it is written in C++, with the suffix that keeps the type.
Setting SettingOf(const LiteralSite& site, double value);

double ValueOf(const LiteralSite& site, uint64_t bits);

// The range and the scale that the literal's value, type and place suggest.
void InferRange(Dimension& dimension);
// The most that an integer literal of this type and suffix can be; 0: no integer type.
double LargestOf(const std::string& type);
bool IsUnsigned(const std::string& type);

}  // namespace gauntlet::tune
