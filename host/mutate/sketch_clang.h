// What the two files that walk Clang's tree for a Sketch share.
#pragma once

#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include <map>
#include <optional>
#include <string>

#include "host/mutate/sketch.h"
#include "host/toolchain/candidate_ast.h"

namespace gauntlet::mutate {

ValueType TypeOf(clang::QualType type);
// "int (unsigned int, const Request &)": functions of one signature can stand in for each other.
std::string SignatureOf(const clang::FunctionDecl& function);
// Place in the candidate's text, if the whole of it was written there and in no macro.
std::optional<Range> RangeOf(const ParsedCandidate& candidate, clang::SourceRange range);
// `range` with the semicolon that follows it; nothing if none follows.
std::optional<Range> WithSemicolon(std::string_view source, Range range);

// What a function can read and call: parameters, members of its class, members of those.
void AddFeatures(const clang::FunctionDecl& function, Function& out, Sketch& sketch);
// Fields, methods, constants and functions of the evolve block, each with the others that it uses.
void AddDeclarations(const ParsedCandidate& candidate, Sketch& sketch);
// Which of the mathematical functions the headers declare, as they can be called.
void AddMathematics(const ParsedCandidate& candidate, Sketch& sketch);

}  // namespace gauntlet::mutate
