// Random expressions over what a function can read at one place: numbers, conditions, slots. They have no
// effects, never divide by zero, and take a logarithm of nothing negative.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/rng.h"
#include "host/mutate/sketch.h"

namespace gauntlet::mutate {

struct Term {
  std::string text;
  uint8_t precedence = kPrimary;
  ValueKind kind = ValueKind::kReal;
};

// The text, in parentheses if its place needs more than it binds.
std::string Fit(const Term& term, uint8_t needs);
std::string RealText(double value);  // "0.5", "3.0", "1e+06"
// A positive number near `value` on a logarithmic scale, seldom the same, never 0.
double Perturb(double value, Rng& rng);
double LogUniform(double low, double high, Rng& rng);
// Index drawn by weight; nothing if all are 0.
std::optional<size_t> PickWeighted(const std::vector<double>& weights, Rng& rng);

class TermMaker {
 public:
  TermMaker(const Sketch& sketch, int function, uint32_t offset, Rng& rng);

  // A number of any type that reads as double; `depth` bounds the tree.
  std::optional<Term> Real(int depth);
  // Without dimension, mostly growing with worth: a count, its logarithm, 0 or 1 from a condition, frequency
  // over size.
  std::optional<Term> Ratio();
  // Of the order of the time that objects stay: a duration, or a number.
  Term Scale();
  std::optional<Term> Duration();
  std::optional<Term> Point();
  std::optional<Term> Priority();
  std::optional<Term> Integer();
  std::optional<Term> Condition();
  std::optional<Term> SlotValue(std::string_view except);
  std::optional<Term> Mathematics(std::string_view function, const Term& argument) const;

  const std::vector<Feature>& features() const { return features_; }

 private:
  const Feature* Pick(bool (*fits)(const Feature&));
  const Feature* PickNumber(Dimension dimension);
  Term AsReal(const Feature& feature) const;
  std::optional<Term> CompareCounts();
  std::optional<Term> CompareDurations();
  std::optional<Term> CompareOther();
  std::optional<Term> Share();

  const Sketch& sketch_;
  std::vector<Feature> features_;
  Rng& rng_;
};

}  // namespace gauntlet::mutate
