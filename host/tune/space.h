// What may vary of a policy, how far and on which scale, and how a point of that space is written back as a source.
//
// Strategies see a unit cube, one coordinate a parameter. Every point stands for settings that a person would write:
// integers stay integers, reals have four digits. A setting's bits are read from its text, so that the table that a
// module is given and the source that is written are the same numbers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/literal_site.h"
#include "host/tune/annotation.h"

namespace gauntlet::tune {

// A literal that varies.
struct Dimension {
  LiteralSite site;
  double value = 0;  // as it is written now
  double low = 0, high = 0;
  Scale scale = Scale::kLinear;
  bool annotated = false;  // its author gave the range

  Json ToJson() const;
};

struct Setting {
  std::string text;      // "0.25", "-3", "16u"
  uint64_t bits = 0;     // for the parameter table
  uint64_t written = 0;  // of the literal in the text, as in NormalForm::parameters: a sign is no part of it
  friend bool operator==(const Setting&, const Setting&) = default;
};

using Settings = std::vector<Setting>;  // one for each dimension
using UnitPoint = std::vector<double>;  // in [0, 1], one for each dimension

class Space {
 public:
  // Ranges are inferred where no annotation says otherwise. kInput: an annotation is malformed, or names no number
  // that can be tuned; gives the line.
  static Result<Space> Of(std::string source, const std::vector<LiteralSite>& literals);

  const std::vector<Dimension>& dimensions() const { return dimensions_; }
  const std::vector<LiteralSite>& fixed() const { return fixed_; }  // each with its reason
  const std::string& source() const { return source_; }

  const Settings& Original() const { return original_; }
  UnitPoint OriginalPoint() const;  // pulled into the ranges where a value lies outside
  Settings At(std::span<const double> point) const;
  UnitPoint PointOf(const Settings& settings) const;

  // The parameter table of the lifted module. REQUIRES: one setting for each dimension.
  std::vector<uint64_t> Table(const Settings& settings) const;
  // What a parse of the plain source finds: the same, but for negative settings.
  std::vector<uint64_t> Written(const Settings& settings) const;
  // The plain source with these literals, byte for byte the original elsewhere.
  std::string Source(const Settings& settings) const;

  Json ToJson() const;

 private:
  std::string source_;
  std::vector<Dimension> dimensions_;
  std::vector<LiteralSite> fixed_;
  std::vector<uint64_t> table_;  // of all parameters as they are
  Settings original_;
};

}  // namespace gauntlet::tune
