// What functions of the evolve block can read and call, and which declarations need which.
#include <clang/Basic/CharInfo.h>

#include <algorithm>

#include "host/mutate/sketch_clang.h"

namespace gauntlet::mutate {
namespace {

using clang::dyn_cast;
using clang::isa;

constexpr int kDepth = 2;  // cache.view.used

// Members that would empty or rebuild a structure are no step of a policy.
bool IsUnfit(llvm::StringRef name) {
  static constexpr std::string_view kUnfit[] = {"clear", "reset",    "resize",    "reserve", "assign",
                                                "swap",  "begin",    "end",       "data",    "note",
                                                "fail",  "capacity", "empty_slot"};
  return std::ranges::any_of(kUnfit, [&](std::string_view word) { return name.starts_with(word); });
}

bool IsSlot(clang::QualType type) {
  for (;;) {
    if (const auto* reference = type->getAs<clang::ReferenceType>()) {
      type = reference->getPointeeType();
      continue;
    }
    const auto* alias = type->getAs<clang::TypedefType>();
    if (!alias) return false;
    const llvm::StringRef name = alias->getDecl()->getName();
    if (name == "Slot" || name == "slot_t") return true;
    type = alias->desugar();
  }
}

const clang::CXXRecordDecl* RecordOf(clang::QualType type) {
  const clang::CXXRecordDecl* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->hasDefinition() ? record->getDefinition() : nullptr;
}

std::string CanonicalName(clang::QualType type, const clang::ASTContext& context) {
  clang::PrintingPolicy policy(context.getLangOpts());
  policy.SuppressTagKeyword = true;
  return type.getCanonicalType().getUnqualifiedType().getAsString(policy);
}

class FeatureWalk {
 public:
  FeatureWalk(const clang::FunctionDecl& function, Function& out, Sketch& sketch)
      : out_(out), sketch_(sketch), context_(function.getASTContext()) {
    const auto* method = dyn_cast<clang::CXXMethodDecl>(&function);
    if (method && !method->isStatic() && !isa<clang::CXXConstructorDecl>(method)) own_ = method;
  }

  void AddLocal(const clang::VarDecl& local, Range visible) {
    const clang::CXXRecordDecl* record = RecordOf(local.getType());
    if (!record || local.getName().empty()) return;
    visible_ = visible;
    const bool writable = !local.getType().getNonReferenceType().isConstQualified();
    AddRecord(local.getNameAsString() + ".", *record, 1, false,
              writable && local.getType()->isReferenceType());
  }

  void AddAll(const clang::FunctionDecl& function) {
    for (const clang::ParmVarDecl* parameter : function.parameters()) {
      if (parameter->getName().empty()) continue;
      // Numbers are variables already; what can be read through a parameter is added here.
      if (const clang::CXXRecordDecl* record = RecordOf(parameter->getType())) {
        AddRecord(parameter->getNameAsString() + ".", *record, kDepth, false);
      }
    }
    if (own_) AddRecord("", *own_->getParent(), kDepth, true);
  }

 private:
  void Add(std::string text, clang::QualType type, bool assignable = false) {
    const Meaning meaning = MeaningOf(text);
    if (meaning.weight <= 0) return;
    ValueType value = TypeOf(type);
    if (value.kind == ValueKind::kOther || value.kind == ValueKind::kVoid) return;
    if (std::ranges::any_of(out_.features, [&](const Feature& f) { return f.text == text; })) return;
    out_.features.push_back(
        {std::move(text), std::move(value), meaning.dimension, meaning.weight, visible_, false, assignable});
  }

  // `prefix` ends in a dot, or is empty inside the class itself.
  void AddRecord(const std::string& prefix, const clang::CXXRecordDecl& record, int depth, bool inside,
                 bool writable = false) {
    for (const clang::FieldDecl* field : record.fields()) {
      if (inside || field->getAccess() == clang::AS_public) AddField(prefix, *field, depth, inside, writable);
    }
    for (const clang::CXXMethodDecl* method : record.methods()) {
      const bool reachable = method->getAccess() == clang::AS_public || inside;
      if (reachable && !method->isStatic()) AddMethod(prefix, *method, depth, inside);
    }
    for (const clang::CXXBaseSpecifier& base : record.bases()) {
      const clang::CXXRecordDecl* parent = RecordOf(base.getType());
      if (!parent || base.getAccessSpecifier() == clang::AS_private) continue;
      for (const clang::FieldDecl* field : parent->fields()) {
        const bool reachable =
            field->getAccess() == clang::AS_public || (inside && field->getAccess() == clang::AS_protected);
        if (reachable) AddField(prefix, *field, depth, false);
      }
      for (const clang::CXXMethodDecl* method : parent->methods()) {
        const bool reachable =
            method->getAccess() == clang::AS_public || (inside && method->getAccess() == clang::AS_protected);
        if (reachable && !method->isStatic()) AddMethod(prefix, *method, depth, inside);
      }
    }
  }

  void AddField(const std::string& prefix, const clang::FieldDecl& field, int depth, bool mine,
                bool writable = false) {
    if (field.getName().empty()) return;
    const std::string text = prefix + field.getNameAsString();
    if (const auto* array = context_.getAsConstantArrayType(field.getType())) {
      const uint64_t count = std::min<uint64_t>(array->getSize().getLimitedValue(), 4);
      if (!array->getElementType()->isArithmeticType()) return;
      for (uint64_t i = 0; i < count; ++i) Add(text + "[" + std::to_string(i) + "]", array->getElementType());
      return;
    }
    if (const clang::CXXRecordDecl* record = RecordOf(field.getType())) {
      if (mine) AddObject(text, field.getType(), *record);
      if (depth > 0) AddRecord(text + ".", *record, depth - 1, false);
      return;
    }
    Add(text, field.getType(), writable || (mine && !own_->isConst() && !field.getType().isConstQualified()));
  }

  void AddMethod(const std::string& prefix, const clang::CXXMethodDecl& method, int depth, bool mine) {
    if (isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl, clang::CXXConversionDecl>(method)) return;
    if (method.isImplicit() || method.isDeleted() || &method == own_) return;
    const bool subscript = method.getOverloadedOperator() == clang::OO_Subscript;
    if (method.isOverloadedOperator() && !subscript) return;
    // Helpers of the candidate's own class may call each other: only those without parameters are read.
    const bool hook = mine && own_ && method.getParent() == own_->getParent() && method.getNumParams() > 0;
    if (hook || (!method.isConst() && !subscript) || method.getNumParams() > 1) return;
    if (mine && own_ && method.getParent() == own_->getParent()) return;
    const std::string name = subscript ? "" : method.getNameAsString();
    if (!subscript && IsUnfit(name)) return;
    if (method.getNumParams() == 1) {
      if (!IsSlot(method.getParamDecl(0)->getType())) return;
      const std::string object = prefix.substr(0, prefix.empty() ? 0 : prefix.size() - 1);
      if (subscript && object.empty()) return;
      const clang::QualType result = method.getReturnType();
      const bool assignable = subscript && result->isReferenceType() &&
                              !result->getPointeeType().isConstQualified() && own_ && !own_->isConst() &&
                              object.find('.') == std::string::npos;
      const std::string text = subscript ? object + "[$]" : prefix + name + "($)";
      const clang::CXXRecordDecl* item = RecordOf(result);
      if (item && result->isReferenceType() && depth > 0) {
        AddRecord(text + ".", *item, depth - 1, false, assignable);
      } else if (!item && name != "get") {  // of a table: the same as its subscript
        Add(text, result, assignable);
      }
      return;
    }
    if (subscript) return;
    if (const clang::CXXRecordDecl* record = RecordOf(method.getReturnType())) {
      if (depth > 0 && method.getReturnType()->isReferenceType()) {
        AddRecord(prefix + name + "().", *record, depth - 1, false);
      }
      return;
    }
    Add(prefix + name + "()", method.getReturnType());
  }

  // Steps that a member structure offers, and which of its methods can stand in for each other.
  void AddObject(const std::string& object, clang::QualType type, const clang::CXXRecordDecl& record) {
    const std::string type_name = CanonicalName(type, context_);
    const bool known =
        std::ranges::any_of(sketch_.siblings, [&](const Sibling& s) { return s.object_type == type_name; });
    for (const clang::CXXMethodDecl* method : record.methods()) {
      if (isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl, clang::CXXConversionDecl>(method))
        continue;
      if (method->isImplicit() || method->isOverloadedOperator() || method->getAccess() != clang::AS_public)
        continue;
      const std::string name = method->getNameAsString();
      if (IsUnfit(name)) continue;
      if (!known) sketch_.siblings.push_back({type_name, name, SignatureOf(*method), method->isConst()});
      if (method->isConst() || method->getNumParams() != 1 || !IsSlot(method->getParamDecl(0)->getType()))
        continue;
      out_.actions.push_back({object + "." + name + "($);", object, name, true});
    }
  }

  Function& out_;
  Sketch& sketch_;
  const clang::ASTContext& context_;
  const clang::CXXMethodDecl* own_ = nullptr;
  Range visible_;
};

bool MentionsWord(std::string_view text, std::string_view word) {
  const auto is_word = [](char c) { return clang::isAsciiIdentifierContinue(c); };
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

class DeclarationWalk {
 public:
  DeclarationWalk(const ParsedCandidate& candidate, Sketch& sketch) : candidate_(candidate), sketch_(sketch) {
    for (const clang::Decl* declaration : candidate.declarations) Visit(declaration, "");
    for (const auto& [declaration, index] : known_) {
      if (const auto* constructor = dyn_cast<clang::CXXConstructorDecl>(declaration)) AddBuilt(*constructor);
    }
    for (size_t i = 0; i < sketch.declarations.size(); ++i) AddUses(static_cast<int>(i));
  }

 private:
  void Visit(const clang::Decl* declaration, const std::string& owner) {
    if (declaration->isImplicit()) return;
    if (const auto* space = dyn_cast<clang::NamespaceDecl>(declaration)) {
      for (const clang::Decl* inner : space->decls()) Visit(inner, owner);
      return;
    }
    const auto* named = dyn_cast<clang::NamedDecl>(declaration);
    if (!named || named->getDeclName().isEmpty()) return;
    const auto* record = dyn_cast<clang::CXXRecordDecl>(declaration);
    if (const auto plain = RangeOf(candidate_, declaration->getSourceRange());
        plain && sketch_.InBlock(*plain)) {
      const bool body = isa<clang::FunctionDecl>(declaration) && sketch_.source[plain->end - 1] == '}';
      const auto range = body ? plain : WithSemicolon(sketch_.source, *plain);
      if (range) Record(*named, owner, *range);
    }
    if (!record || !record->isThisDeclarationADefinition()) return;
    for (const clang::Decl* member : record->decls()) Visit(member, record->getNameAsString());
  }

  void Record(const clang::NamedDecl& named, const std::string& owner, Range range) {
    Declaration out;
    out.name = named.getNameAsString();
    out.owner = owner;
    out.range = range;
    out.is_function = isa<clang::FunctionDecl>(named);
    if (const auto* field = dyn_cast<clang::FieldDecl>(&named)) {
      out.is_field = true;
      out.type = CanonicalName(field->getType(), candidate_.context);
    }
    if (const auto* list = dyn_cast<clang::EnumDecl>(&named)) {
      for (const clang::EnumConstantDecl* value : list->enumerators())
        out.inner_names.push_back(value->getNameAsString());
    }
    known_[named.getCanonicalDecl()] = static_cast<int>(sketch_.declarations.size());
    sketch_.declarations.push_back(std::move(out));
  }

  // By name, so that types in signatures and template arguments count too.
  void AddUses(int index) {
    Declaration& user = sketch_.declarations[index];
    const std::string_view text = sketch_.Text(user.range);
    for (size_t i = 0; i < sketch_.declarations.size(); ++i) {
      const Declaration& used = sketch_.declarations[i];
      const bool reachable = used.owner.empty() || used.owner == user.owner;
      if (static_cast<int>(i) != index && reachable && Mentions(text, used))
        user.uses.push_back(static_cast<int>(i));
    }
  }

  static bool Mentions(std::string_view text, const Declaration& used) {
    if (MentionsWord(text, used.name)) return true;
    return std::ranges::any_of(used.inner_names,
                               [&](const std::string& name) { return MentionsWord(text, name); });
  }

  void AddBuilt(const clang::CXXConstructorDecl& constructor) {
    for (const clang::CXXCtorInitializer* init : constructor.inits()) {
      if (!init->isWritten() || !init->getMember()) continue;
      const auto found = known_.find(init->getMember()->getCanonicalDecl());
      if (found != known_.end()) sketch_.declarations[found->second].built_by_constructor = true;
    }
  }

  const ParsedCandidate& candidate_;
  Sketch& sketch_;
  std::map<const clang::Decl*, int> known_;
};

bool Declares(const clang::DeclContext& space, const clang::ASTContext& context, llvm::StringRef name) {
  const auto found = space.lookup(&context.Idents.get(name));
  return std::ranges::any_of(found, [](const clang::NamedDecl* declaration) {
    const clang::NamedDecl* target = declaration->getUnderlyingDecl();
    return isa<clang::FunctionDecl, clang::FunctionTemplateDecl>(target);
  });
}

const clang::NamespaceDecl* FindNamespace(const clang::DeclContext& in, const clang::ASTContext& context,
                                          llvm::StringRef name) {
  for (const clang::NamedDecl* declaration : in.lookup(&context.Idents.get(name))) {
    if (const auto* space = dyn_cast<clang::NamespaceDecl>(declaration)) return space;
  }
  return nullptr;
}

}  // namespace

ValueType TypeOf(clang::QualType type) {
  ValueType out;
  if (type.isNull()) return out;
  const bool slot = IsSlot(type);
  type = type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  if (type->isDependentType()) return out;
  const auto* builtin = type->getAs<clang::BuiltinType>();
  if (!builtin) {
    clang::PrintingPolicy policy{clang::LangOptions()};
    policy.SuppressTagKeyword = true;
    out.name = type.getAsString(policy);
    return out;
  }
  clang::LangOptions options;
  options.CPlusPlus = true;
  options.Bool = true;
  out.name = builtin->getName(clang::PrintingPolicy(options)).str();
  if (builtin->isVoidType()) out.kind = ValueKind::kVoid;
  if (builtin->isFloatingPoint()) out.kind = ValueKind::kReal;
  if (builtin->isInteger()) out.kind = slot ? ValueKind::kSlot : ValueKind::kInteger;
  if (builtin->getKind() == clang::BuiltinType::Bool) out.kind = ValueKind::kBool;
  out.is_signed = builtin->isSignedInteger();
  switch (builtin->getKind()) {
    case clang::BuiltinType::Char_S:
    case clang::BuiltinType::SChar:
    case clang::BuiltinType::UChar:
      out.bits = 8;
      break;
    case clang::BuiltinType::Short:
    case clang::BuiltinType::UShort:
      out.bits = 16;
      break;
    case clang::BuiltinType::Int:
    case clang::BuiltinType::UInt:
    case clang::BuiltinType::Float:
      out.bits = 32;
      break;
    default:
      out.bits = 64;
      break;
  }
  return out;
}

std::string SignatureOf(const clang::FunctionDecl& function) {
  const auto name = [](clang::QualType type) {
    const ValueType value = TypeOf(type);
    return (value.kind == ValueKind::kSlot ? "Slot" : value.name) + (type->isReferenceType() ? "&" : "");
  };
  std::string signature = name(function.getReturnType()) + "(";
  for (const clang::ParmVarDecl* parameter : function.parameters())
    signature += name(parameter->getType()) + ",";
  return signature + ")";
}

std::optional<Range> RangeOf(const ParsedCandidate& candidate, clang::SourceRange range) {
  const auto found = candidate.Range(range);
  if (!found) return std::nullopt;
  return Range{found->first, found->second};
}

std::optional<Range> WithSemicolon(std::string_view source, Range range) {
  size_t at = range.end;
  while (at < source.size() && (source[at] == ' ' || source[at] == '\n' || source[at] == '\t')) ++at;
  if (at >= source.size() || source[at] != ';') return std::nullopt;
  return Range{range.begin, static_cast<uint32_t>(at + 1)};
}

void AddFeatures(const clang::FunctionDecl& function, Function& out, Sketch& sketch) {
  FeatureWalk(function, out, sketch).AddAll(function);
}

void AddLocalFeatures(const clang::VarDecl& local, Range visible, const clang::FunctionDecl& function,
                      Function& out, Sketch& sketch) {
  FeatureWalk(function, out, sketch).AddLocal(local, visible);
}

void AddDeclarations(const ParsedCandidate& candidate, Sketch& sketch) { DeclarationWalk(candidate, sketch); }

void AddMathematics(const ParsedCandidate& candidate, Sketch& sketch) {
  const clang::ASTContext& context = candidate.context;
  const clang::DeclContext& global = *context.getTranslationUnitDecl();
  const clang::NamespaceDecl* gauntlet = FindNamespace(global, context, "gauntlet");
  const clang::NamespaceDecl* sdk = gauntlet ? FindNamespace(*gauntlet, context, "sdk") : nullptr;
  const clang::NamespaceDecl* standard = FindNamespace(global, context, "std");
  for (const char* name : {"SlotTable", "SlotList", "SlotLists", "FlatMap", "FlatSet", "GhostQueue",
                           "IndexedHeap", "Ring", "CountMinSketch", "BloomFilter", "Vec"}) {
    if (sdk && !sdk->lookup(&context.Idents.get(name)).empty()) sketch.containers.insert(name);
  }
  for (const char* name : {"log", "log1p", "log2", "sqrt", "exp", "pow", "min", "max", "abs", "tanh"}) {
    if (sdk && Declares(*sdk, context, name)) {
      sketch.mathematics[name] = std::string("gauntlet::sdk::") + name;
    } else if (standard && Declares(*standard, context, name)) {
      sketch.mathematics[name] = std::string("std::") + name;
    }
  }
}

}  // namespace gauntlet::mutate
