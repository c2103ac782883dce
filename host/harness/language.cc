#include "host/harness/language.h"

#include "host/compiler/wire.h"
#include "host/harness/text_compiler.h"

namespace gauntlet {

Language LanguageOf(const Problem& problem) {
  Language out;
  if (problem.own) out.headers = problem.own->headers;
  if (!problem.harness) return out;
  out.headers = problem.harness->headers;
  out.is_text = !problem.harness->takes_module;
  if (out.is_text) out.suffix = problem.seed.extension();
  return out;
}

std::string TextTagOf(const Language& language) {
  if (!language.is_text) return "";
  return language.suffix.size() > 1 ? language.suffix.substr(1) : "text";
}

void AddLanguage(const Language& language, Json* fact) {
  if (!language.headers.files.empty()) (*fact)["headers"] = HeadersToJson(language.headers);
  if (language.is_text) (*fact)["text"] = language.suffix;
}

Language LanguageFromFact(const Json& fact) {
  Language out;
  if (fact.contains("headers")) out.headers = HeadersFromJson(fact.at("headers"));
  if (fact.contains("text")) out.is_text = true, out.suffix = fact.at("text").get<std::string>();
  return out;
}

Result<std::unique_ptr<Compiler>> StartCompiler(const Language& language, const CompilerLimits& limits) {
  if (!language.is_text) return Compiler::Start(limits, language.headers);
  return MakeTextCompiler(language.suffix, limits);
}

}  // namespace gauntlet
