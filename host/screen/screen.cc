#include "host/screen/screen.h"

#include <clang/AST/RecursiveASTVisitor.h>
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "host/screen/rules.h"
#include "host/toolchain/candidate_ast.h"
#include "host/toolchain/headers.h"
#include "host/toolchain/include_rules.h"

namespace gauntlet {
namespace {

// More than these help nobody.
constexpr size_t kMaxFindings = 50;

class ScreenVisitor : public clang::RecursiveASTVisitor<ScreenVisitor> {
 public:
  ScreenVisitor(const ParsedCandidate& candidate, std::vector<Diagnostic>& findings)
      : candidate_(candidate), sources_(candidate.sources), findings_(findings) {}

  bool shouldVisitTemplateInstantiations() const { return false; }
  bool shouldVisitImplicitCode() const { return false; }

  bool VisitDecl(clang::Decl* declaration);
  bool VisitVarDecl(clang::VarDecl* variable);
  bool VisitFunctionDecl(clang::FunctionDecl* function);
  bool VisitNamedDecl(clang::NamedDecl* declaration);
  bool VisitNamespaceDecl(clang::NamespaceDecl* space);
  bool VisitLinkageSpecDecl(clang::LinkageSpecDecl* linkage);
  bool VisitFileScopeAsmDecl(clang::FileScopeAsmDecl* assembly) {
    return Add("inline_assembly", assembly->getAsmLoc(), "assembly");
  }
  bool VisitImportDecl(clang::ImportDecl* import) { return Add("module", import->getLocation(), "import"); }
  bool VisitExportDecl(clang::ExportDecl* exported) {
    return Add("module", exported->getLocation(), "export");
  }

  bool VisitAsmStmt(clang::AsmStmt* assembly) {
    return Add("inline_assembly", assembly->getAsmLoc(), "assembly");
  }
  bool VisitAttributedStmt(clang::AttributedStmt* statement) {
    for (const clang::Attr* attribute : statement->getAttrs()) CheckAttribute(*attribute);
    return true;
  }
  bool VisitAttributedTypeLoc(clang::AttributedTypeLoc type) {
    if (type.getAttr()) CheckAttribute(*type.getAttr());
    return true;
  }
  bool VisitCoroutineBodyStmt(clang::CoroutineBodyStmt* body) {
    return Add("coroutine", body->getBeginLoc(), "a coroutine");
  }
  bool VisitExplicitCastExpr(clang::ExplicitCastExpr* cast);
  bool VisitArraySubscriptExpr(clang::ArraySubscriptExpr* subscript) {
    return CheckWalk(subscript->getBase());
  }
  bool VisitBinaryOperator(clang::BinaryOperator* operation) {
    if (!operation->isAdditiveOp()) return true;
    return CheckWalk(operation->getLHS()) && CheckWalk(operation->getRHS());
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* reference) {
    CheckUse(reference->getDecl(), reference->getLocation());
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr* member) {
    CheckUse(member->getMemberDecl(), member->getMemberLoc());
    return true;
  }
  bool VisitUnresolvedLookupExpr(clang::UnresolvedLookupExpr* lookup) {
    for (const clang::NamedDecl* declaration : lookup->decls()) CheckUse(declaration, lookup->getNameLoc());
    return true;
  }
  bool VisitTagTypeLoc(clang::TagTypeLoc type) {
    CheckUse(type.getDecl(), type.getNameLoc());
    return true;
  }
  bool VisitTypedefTypeLoc(clang::TypedefTypeLoc type) {
    CheckUse(type.getTypedefNameDecl(), type.getNameLoc());
    return true;
  }
  bool VisitTemplateSpecializationTypeLoc(clang::TemplateSpecializationTypeLoc type) {
    CheckUse(type.getTypePtr()->getTemplateName().getAsTemplateDecl(), type.getTemplateNameLoc());
    return true;
  }
  bool VisitUsingDecl(clang::UsingDecl* using_declaration) {
    for (const clang::UsingShadowDecl* shadow : using_declaration->shadows())
      CheckUse(shadow->getTargetDecl(), using_declaration->getLocation());
    return true;
  }
  bool TraverseNestedNameSpecifierLoc(clang::NestedNameSpecifierLoc name) {
    if (name && name.getNestedNameSpecifier()->getAsNamespace())
      CheckUse(name.getNestedNameSpecifier()->getAsNamespace(), name.getLocalBeginLoc());
    return clang::RecursiveASTVisitor<ScreenVisitor>::TraverseNestedNameSpecifierLoc(name);
  }

 private:
  // What Gauntlet's own macros write is Gauntlet's; everything else in the text is the candidate's.
  bool IsOwn(clang::SourceLocation location) const {
    if (location.isInvalid() || !IsInCandidate(sources_, location)) return false;
    if (!location.isMacroID()) return true;
    return !sources_.getFilename(sources_.getSpellingLoc(location)).starts_with(kGauntletIncludeDir);
  }

  bool Add(std::string_view rule, clang::SourceLocation location, const std::string& what) {
    if (!IsOwn(location)) return true;
    const clang::SourceLocation place = sources_.getExpansionLoc(location);
    findings_.push_back(Finding(rule, sources_.getExpansionLineNumber(place),
                                sources_.getExpansionColumnNumber(place), what));
    return findings_.size() < kMaxFindings;
  }

  bool IsInReservedNamespace(const clang::Decl* declaration) const {
    for (const clang::DeclContext* context = declaration->getDeclContext(); context;
         context = context->getParent()) {
      const auto* space = clang::dyn_cast<clang::NamespaceDecl>(context);
      if (space && space->getParent()->isTranslationUnit() && IsReservedNamespace(*space)) return true;
    }
    return false;
  }
  static bool IsReservedNamespace(const clang::NamespaceDecl& space) {
    return space.getIdentifier() &&
           (space.getName() == "std" || space.getName() == "gauntlet" || space.getName().starts_with("__"));
  }

  void CheckAttribute(const clang::Attr& attribute) {
    if (attribute.isImplicit() || attribute.isInherited()) return;
    if (clang::isa<clang::AsmLabelAttr>(attribute)) {
      Add("inline_assembly", attribute.getLocation(), "an assembler name");
      return;
    }
    const std::string_view spelling = attribute.getSpelling();
    if (!IsHarmlessAttribute(spelling))
      Add("attribute", attribute.getLocation(), fmt::format("attribute '{}' is not allowed", spelling));
  }

  // From the address of one object to what lies beside it.
  bool CheckWalk(const clang::Expr* from) {
    const auto* address = clang::dyn_cast<clang::UnaryOperator>(from->IgnoreParenImpCasts());
    if (!address || address->getOpcode() != clang::UO_AddrOf ||
        clang::isa<clang::ArraySubscriptExpr>(address->getSubExpr()->IgnoreParenImpCasts()))
      return true;
    return Add("raw_memory", address->getOperatorLoc(), "arithmetic on the address of one object");
  }

  // A name of a header: is it one of the library's doors to the outside?
  void CheckUse(const clang::NamedDecl* declaration, clang::SourceLocation location) {
    if (!declaration || !declaration->getIdentifier() || !IsOwn(location)) return;
    const std::string_view name = declaration->getName();
    const auto* function = clang::dyn_cast<clang::FunctionDecl>(declaration);
    if (function && function->getBuiltinID() != 0) {
      if (const std::string_view rule = RuleOfBuiltin(name); !rule.empty()) {
        Add(rule, location, fmt::format("'{}' depends on the machine", name));
        return;
      }
    }
    const clang::DeclContext* context = declaration->getDeclContext()->getRedeclContext();
    const bool of_library = context->isTranslationUnit() || context->isStdNamespace() ||
                            (context->isNamespace() && IsInReservedNamespace(declaration));
    if (!of_library || IsOwn(declaration->getLocation())) return;
    if (const std::string_view rule = RuleOfLibraryName(name); !rule.empty())
      Add(rule, location, fmt::format("'{}' is not available to a policy", name));
  }

  const ParsedCandidate& candidate_;
  const clang::SourceManager& sources_;
  std::vector<Diagnostic>& findings_;
};

bool ScreenVisitor::VisitDecl(clang::Decl* declaration) {
  for (const clang::Attr* attribute : declaration->attrs()) CheckAttribute(*attribute);
  // A definition of something that was declared in std or gauntlet, or a specialisation, without the
  // namespace around it.
  if (declaration->getLexicalDeclContext()->isTranslationUnit() && IsInReservedNamespace(declaration))
    return Add("reserved_namespace", declaration->getLocation(),
               "a definition inside namespace std or gauntlet");
  return true;
}

bool ScreenVisitor::VisitVarDecl(clang::VarDecl* variable) {
  if (clang::isa<clang::ParmVarDecl>(variable) || !variable->hasGlobalStorage()) return true;
  const clang::SourceLocation place = variable->getLocation();
  if (variable->getTLSKind() != clang::VarDecl::TLS_None)
    return Add("thread_local", place, fmt::format("'{}' is thread_local", variable->getNameAsString()));
  if (variable->isInvalidDecl()) return true;
  clang::QualType type = variable->getType();
  const bool dependent = type->isDependentType();
  const bool constant =
      type->isReferenceType() || variable->isConstexpr() ||
      (dependent ? type.isConstQualified()
                 : type.isConstantStorage(candidate_.context, /*ExcludeCtor=*/true, /*ExcludeDtor=*/true));
  if (!constant)
    return Add("mutable_static", place,
               fmt::format("'{}' outlives a run and can change", variable->getNameAsString()));
  const clang::VarDecl* definition = variable->getDefinition(candidate_.context);
  if (definition != variable || dependent) return true;
  const bool initialised_early = !variable->hasInit() || variable->getInit()->isValueDependent() ||
                                 variable->hasConstantInitialization();
  if (!initialised_early || variable->needsDestruction(candidate_.context))
    return Add("dynamic_initialisation", place,
               fmt::format("'{}' is built or destroyed outside of any run", variable->getNameAsString()));
  return true;
}

bool ScreenVisitor::VisitFunctionDecl(clang::FunctionDecl* function) {
  const clang::SourceLocation place = function->getLocation();
  if (function->isReplaceableGlobalAllocationFunction() && !function->isImplicit())
    return Add("operator_new", place, fmt::format("'{}' is redefined", function->getNameAsString()));
  return true;
}

bool ScreenVisitor::VisitExplicitCastExpr(clang::ExplicitCastExpr* cast) {
  const bool reinterprets = clang::isa<clang::CXXReinterpretCastExpr>(cast);
  const auto kind = cast->getCastKind();
  const bool of_numbers = kind == clang::CK_PointerToIntegral || kind == clang::CK_IntegralToPointer;
  // Memory fresh from an allocation has no type yet.
  const bool between_types = (kind == clang::CK_BitCast || kind == clang::CK_LValueBitCast) &&
                             !cast->getType()->isVoidPointerType() &&
                             !clang::isa<clang::CallExpr>(cast->getSubExpr()->IgnoreParenCasts());
  if (!reinterprets && !of_numbers && !between_types) return true;
  return Add(
      "raw_memory", cast->getExprLoc(),
      of_numbers ? "a pointer and a number made of each other" : "memory read as another type than it is of");
}

bool ScreenVisitor::VisitNamedDecl(clang::NamedDecl* declaration) {
  if (declaration->getIdentifier() && IsReservedName(declaration->getName()))
    return Add("reserved_name", declaration->getLocation(),
               fmt::format("'{}' is Gauntlet's", declaration->getName().str()));
  return true;
}

bool ScreenVisitor::VisitNamespaceDecl(clang::NamespaceDecl* space) {
  if (space->getParent()->isTranslationUnit() && IsReservedNamespace(*space))
    return Add("reserved_namespace", space->getLocation(),
               fmt::format("namespace {} is reopened", space->getName().str()));
  return true;
}

bool ScreenVisitor::VisitLinkageSpecDecl(clang::LinkageSpecDecl* linkage) {
  if (linkage->getLanguage() == clang::LinkageSpecLanguageIDs::C)
    return Add("extern_c", linkage->getExternLoc(), "an extern \"C\" declaration");
  return true;
}

void ScreenDirectives(const ParsedCandidate& candidate, std::vector<Diagnostic>& findings) {
  for (const Directive& directive : candidate.directives) {
    if (findings.size() >= kMaxFindings) return;
    const auto add = [&](std::string_view rule, const std::string& what) {
      findings.push_back(Finding(rule, directive.line, directive.column, what));
    };
    switch (directive.kind) {
      case Directive::Kind::kInclude:
        if (!IsAllowedStandardHeader(directive.name) && !IsGauntletHeader(directive.name))
          add("include", fmt::format("<{}> is not available ({})", directive.name, AllowedHeadersHint()));
        break;
      case Directive::Kind::kHasInclude:
        if (!IsAllowedStandardHeader(directive.name) && !IsGauntletHeader(directive.name))
          add("include_probe", fmt::format("a probe for <{}>", directive.name));
        break;
      case Directive::Kind::kPragma:
        if (!IsHarmlessPragma(directive.name))
          add("pragma", fmt::format("#pragma {} is not allowed", directive.name));
        break;
      case Directive::Kind::kDefine:
        if (IsReservedMacro(directive.name))
          add("macro", fmt::format("macro '{}' is reserved", directive.name));
        break;
      case Directive::Kind::kExpand:
        if (directive.name == "__DATE__" || directive.name == "__TIME__" || directive.name == "__TIMESTAMP__")
          add("build_time", fmt::format("'{}' changes with every build", directive.name));
        break;
      case Directive::Kind::kEmbed:
        add("file", "#embed reads a file");
        break;
    }
  }
}

}  // namespace

std::vector<Diagnostic> Screen(const ParsedCandidate& candidate) {
  std::vector<Diagnostic> findings;
  ScreenDirectives(candidate, findings);
  if (!candidate.has_errors) {
    ScreenVisitor visitor(candidate, findings);
    for (clang::Decl* declaration : candidate.declarations)
      if (!visitor.TraverseDecl(declaration)) break;
  }
  const auto key = [](const Diagnostic& d) { return std::tie(d.line, d.column, d.rule, d.message); };
  std::ranges::sort(findings, {}, key);
  const auto [first, last] = std::ranges::unique(findings, {}, key);
  findings.erase(first, last);
  return findings;
}

}  // namespace gauntlet
