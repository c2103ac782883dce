#include "host/candidate/literal_site.h"

#include "host/base/foreign_json.h"

namespace gauntlet {

Json LiteralSiteToJson(const LiteralSite& s) {
  return {{"begin", s.begin},
          {"end", s.end},
          {"line", s.line},
          {"text", s.text},
          {"expression", s.expression},
          {"function", s.function},
          {"parameter", s.parameter},
          {"type", s.type},
          {"is_real", s.is_real},
          {"bits", s.bits},
          {"fixed", s.fixed},
          {"as_real", s.as_real},
          {"positive", s.positive},
          {"may_be_zero", s.may_be_zero},
          {"bounds_loop", s.bounds_loop},
          {"below", s.below}};
}

LiteralSite LiteralSiteFromJson(const Json& json) {
  LiteralSite s;
  s.begin = WholeFrom<uint32_t>(json.at("begin"));
  s.end = WholeFrom<uint32_t>(json.at("end"));
  s.line = WholeFrom<uint32_t>(json.at("line"));
  s.text = json.at("text");
  s.expression = json.at("expression");
  s.function = json.at("function");
  s.parameter = WholeFrom<int>(json.at("parameter"));
  s.type = json.at("type");
  s.is_real = json.at("is_real");
  s.bits = WholeFrom<uint64_t>(json.at("bits"));
  s.fixed = json.at("fixed");
  s.as_real = json.at("as_real");
  s.positive = json.at("positive");
  s.may_be_zero = json.at("may_be_zero");
  s.bounds_loop = json.at("bounds_loop");
  s.below = WholeFrom<uint32_t>(json.at("below"));
  return s;
}

}  // namespace gauntlet
