#include "host/tune/space.h"

#include <fmt/format.h>

#include <cmath>

#include "host/tune/scale.h"

namespace gauntlet::tune {
namespace {

Error InLine(uint32_t line, const std::string& what) {
  return {ErrorKind::kInput, fmt::format("line {}: tune: {}", line, what)};
}

std::string Texts(const std::vector<const LiteralSite*>& literals) {
  std::string out;
  for (const LiteralSite* literal : literals) out += (out.empty() ? "" : ", ") + literal->text;
  return out;
}

// The items of a line, one for each of its literals that can be tuned.
Result<std::vector<AnnotationItem>> ItemsFor(uint32_t line, const std::vector<AnnotationItem>& items,
                                             const std::vector<LiteralSite>& literals) {
  std::vector<const LiteralSite*> free, bound;
  for (const LiteralSite& literal : literals)
    if (literal.line == line) (literal.parameter >= 0 ? free : bound).push_back(&literal);
  const bool all_off = items.size() == 1 && items[0].off;
  if (free.empty() && bound.empty())
    return std::unexpected(InLine(line, "no number stands in this line of the evolve block"));
  if (free.empty() && !all_off)
    return std::unexpected(
        InLine(line, fmt::format("{} cannot be tuned: {}", bound[0]->text, bound[0]->fixed)));
  if (all_off) return std::vector<AnnotationItem>(free.size(), items[0]);
  if (items.size() != free.size())
    return std::unexpected(InLine(
        line,
        fmt::format(
            "{} item{} for {} number{} that can be tuned ({}): give one for each, in order, as in // tune: "
            "[1, 10] off",
            items.size(), items.size() == 1 ? "" : "s", free.size(), free.size() == 1 ? "" : "s",
            Texts(free))));
  return items;
}

Result<> TakeItem(const AnnotationItem& item, Dimension& d) {
  d.low = item.low, d.high = item.high, d.scale = item.scale, d.annotated = true;
  if (d.site.is_real) return {};
  if (std::floor(d.low) != d.low || std::floor(d.high) != d.high)
    return std::unexpected(
        InLine(d.site.line, fmt::format("{} is an integer: the range has to be of integers, or the "
                                        "literal a real, {}.0",
                                        d.site.text, d.site.text)));
  if (d.low < 0 && IsUnsigned(d.site.type))
    return std::unexpected(
        InLine(d.site.line, fmt::format("{} is unsigned: the range begins at 0", d.site.text)));
  if (d.high > LargestOf(d.site.type))
    return std::unexpected(
        InLine(d.site.line, fmt::format("{} is of type {}: {:.0f} is the most that it can be", d.site.text,
                                        d.site.type, LargestOf(d.site.type))));
  return {};
}

}  // namespace

Json Dimension::ToJson() const {
  return {{"literal", site.text},
          {"line", site.line},
          {"expression", site.expression},
          {"function", site.function},
          {"type", site.type},
          {"value", value},
          {"low", low},
          {"high", high},
          {"scale", ToString(scale)},
          {"annotated", annotated}};
}

Result<Space> Space::Of(std::string source, const std::vector<LiteralSite>& literals) {
  GAUNTLET_TRY(const auto annotations, FindAnnotations(source));
  Space space;
  space.source_ = std::move(source);
  std::map<uint32_t, std::vector<AnnotationItem>> items;  // one for each parameter of the line
  for (const auto& [line, given] : annotations) {
    GAUNTLET_TRY(items[line], ItemsFor(line, given, literals));
  }
  std::map<uint32_t, size_t> taken;  // of a line's items
  for (const LiteralSite& literal : literals) {
    if (literal.parameter < 0) {
      space.fixed_.push_back(literal);
      continue;
    }
    space.table_.push_back(literal.bits);
    Dimension dimension{.site = literal, .value = ValueOf(literal, literal.bits)};
    const auto annotation = items.find(literal.line);
    if (annotation != items.end()) {
      const AnnotationItem& item = annotation->second[taken[literal.line]++];
      if (item.off) dimension.site.fixed = "its author says so";
      if (!item.off) {
        GAUNTLET_CHECK_OK(TakeItem(item, dimension));
        dimension.site.fixed.clear();
      }
    }
    if (dimension.site.fixed.empty() && !dimension.annotated) {
      InferRange(dimension);
      if (!(dimension.low < dimension.high)) dimension.site.fixed = "nothing else is a value for it";
    }
    if (!dimension.site.fixed.empty()) {
      space.fixed_.push_back(dimension.site);
      continue;
    }
    space.original_.push_back({literal.text, literal.bits, literal.bits});
    space.dimensions_.push_back(std::move(dimension));
  }
  return space;
}

UnitPoint Space::PointOf(const Settings& settings) const {
  UnitPoint point;
  for (size_t i = 0; i < dimensions_.size(); ++i)
    point.push_back(UnitOf(dimensions_[i], ValueOf(dimensions_[i].site, settings[i].bits)));
  return point;
}

UnitPoint Space::OriginalPoint() const { return PointOf(original_); }

// What has the original's value keeps the original's spelling.
Settings Space::At(std::span<const double> point) const {
  Settings settings;
  for (size_t i = 0; i < dimensions_.size(); ++i) {
    const Setting setting = SettingOf(dimensions_[i].site, ValueAt(dimensions_[i], point[i]));
    settings.push_back(setting.bits == original_[i].bits ? original_[i] : setting);
  }
  return settings;
}

std::vector<uint64_t> Space::Table(const Settings& settings) const {
  std::vector<uint64_t> table = table_;
  for (size_t i = 0; i < dimensions_.size(); ++i)
    table[static_cast<size_t>(dimensions_[i].site.parameter)] = settings[i].bits;
  return table;
}

std::vector<uint64_t> Space::Written(const Settings& settings) const {
  std::vector<uint64_t> table = table_;
  for (size_t i = 0; i < dimensions_.size(); ++i)
    table[static_cast<size_t>(dimensions_[i].site.parameter)] = settings[i].written;
  return table;
}

std::string Space::Source(const Settings& settings) const {
  std::string out;
  size_t at = 0;
  for (size_t i = 0; i < dimensions_.size(); ++i) {
    out.append(source_, at, dimensions_[i].site.begin - at);
    // Two signs side by side would be another operator.
    const bool glues = settings[i].text.starts_with('-') && out.ends_with('-');
    out += glues ? "(" + settings[i].text + ")" : settings[i].text;
    at = dimensions_[i].site.end;
  }
  return out.append(source_, at);
}

Json Space::ToJson() const {
  Json tuned = Json::array(), fixed = Json::array();
  for (const Dimension& d : dimensions_) tuned.push_back(d.ToJson());
  for (const LiteralSite& site : fixed_)
    fixed.push_back({{"literal", site.text},
                     {"line", site.line},
                     {"expression", site.expression},
                     {"reason", site.fixed}});
  return {{"tuned", tuned}, {"fixed", fixed}};
}

}  // namespace gauntlet::tune
