// What the policies of a problem are written in: C++ that embedded Clang compiles and understands, or text that only
// the problem's program understands.
#pragma once

#include <memory>
#include <string>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/compiler/compiler.h"
#include "host/problem/problem.h"

namespace gauntlet {

struct Language {
  bool is_text = false;
  std::string suffix = ".cc";  // of a policy's file: ".py"
  DomainHeaders headers;       // of C++, where the problem brings its domain along
};

Language LanguageOf(const Problem& problem);
// What fences around its programs are tagged with, "py"; empty: C++.
std::string TextTagOf(const Language& language);
// For the campaign file, so that sources can be read again wherever the problem is by then: merged into its fact.
void AddLanguage(const Language& language, Json* fact);
Language LanguageFromFact(const Json& fact);  // throws: see foreign_json.h

// Of text, the "module" is the source itself.
Result<std::unique_ptr<Compiler>> StartCompiler(const Language& language, const CompilerLimits& limits);

}  // namespace gauntlet
