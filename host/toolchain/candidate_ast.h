// The syntax tree of one candidate, as a visit of Toolchain::Parse sees it. Includes Clang: for the few rooms
// that walk trees.
#pragma once

#include <clang/AST/ASTContext.h>
#include <clang/AST/Decl.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Frontend/CompilerInstance.h>

#include <optional>
#include <string_view>
#include <vector>

#include "host/toolchain/evolve_block.h"

namespace gauntlet {

class ConsumerLog;

// Whether a location was written, or a macro was used, in the candidate's own text. Not
// SourceManager::isInMainFile: that believes line directives, and takes the predefined macros for the main
// file.
inline bool IsInCandidate(const clang::SourceManager& sources, clang::SourceLocation location) {
  return location.isValid() &&
         sources.getFileID(sources.getExpansionLoc(location)) == sources.getMainFileID();
}

// What the preprocessor saw in the candidate's own text.
struct Directive {
  enum class Kind { kInclude, kHasInclude, kPragma, kDefine, kExpand, kEmbed };
  Kind kind = Kind::kInclude;
  std::string
      name;  // of the header, the pragma's text, the macro (kDefine: also #undef; kExpand: built-in macros)
  uint32_t line = 0;
  uint32_t column = 0;
};

// Valid during the visit only.
class ParsedCandidate {
 public:
  clang::CompilerInstance& compiler;
  clang::ASTContext& context;
  clang::SourceManager& sources;
  std::string_view source;  // the candidate's text
  EvolveBlock evolve;
  std::vector<clang::Decl*>
      declarations;  // top level and from the candidate's own text, in order; no headers
  const std::vector<Directive>& directives;  // in order
  ConsumerLog& log;                          // what code generation is fed with
  bool has_errors = false;                   // Clang reported an error; the tree may have holes
  std::vector<uint64_t> parameters = {};     // of the literals that were lifted in place (literals.h)

  // Byte offset into `source`, or nothing if the location lies in a header or comes out of a macro's
  // expansion.
  std::optional<uint32_t> Offset(clang::SourceLocation location) const;
  // Byte range [first, past last) of a node's text; nothing unless both ends were written in the candidate
  // itself.
  std::optional<std::pair<uint32_t, uint32_t>> Range(clang::SourceRange range) const;
  // Whether the whole range was written in the evolve block, outside of macro expansions.
  bool InEvolveBlock(clang::SourceRange range) const;
  std::string_view Text(clang::SourceRange range) const;  // empty where Range() has nothing
};

}  // namespace gauntlet
