#include "host/screen/abi_layout.h"

#include <clang/AST/DeclCXX.h>
#include <clang/AST/RecordLayout.h>
#include <clang/Lex/Preprocessor.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "host/base/hash.h"
#include "host/toolchain/candidate_ast.h"

namespace gauntlet {
namespace {

constexpr std::string_view kFixedWidth[] = {"int8_t",  "int16_t",  "int32_t",  "int64_t",
                                            "uint8_t", "uint16_t", "uint32_t", "uint64_t"};

std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// Walks the header's declarations, writes down what they are, and notes what the conventions forbid.
class AbiReader {
 public:
  AbiReader(const ParsedCandidate& unit, const std::string& domain)
      : unit_(unit),
        domain_(domain),
        header_("gauntlet/" + domain + "_abi.h"),
        policy_(unit.context.getLangOpts()) {}

  AbiLayout Read() {
    Walk(*unit_.context.getTranslationUnitDecl());
    if (!has_structure_) Find(clang::SourceLocation(), "it has no structure: a table of hooks is one");
    AbiLayout out{HashText(text_).low, WrittenFingerprint(), std::move(findings_)};
    return out;
  }

 private:
  bool IsHere(clang::SourceLocation location) const {
    return unit_.sources.getFilename(unit_.sources.getExpansionLoc(location)).ends_with("/" + header_);
  }
  void Find(clang::SourceLocation location, const std::string& what) {
    const unsigned line = location.isValid() ? unit_.sources.getExpansionLineNumber(location) : 1;
    findings_.push_back({"error", "abi", 0, 0, fmt::format("in <{}>, line {}: {}", header_, line, what)});
  }

  void Walk(const clang::DeclContext& context) {
    for (const clang::Decl* declaration : context.noload_decls()) {
      if (const auto* linkage = llvm::dyn_cast<clang::LinkageSpecDecl>(declaration)) Walk(*linkage);
      if (declaration->isImplicit() || !IsHere(declaration->getLocation())) continue;
      if (const auto* record = llvm::dyn_cast<clang::RecordDecl>(declaration)) {
        if (record->isCompleteDefinition()) AddRecord(*record);
      } else if (const auto* list = llvm::dyn_cast<clang::EnumDecl>(declaration)) {
        for (const clang::EnumConstantDecl* one : list->enumerators())
          text_ +=
              fmt::format("enumerator {} {}\n", Plain(one->getName().str()), one->getInitVal().getExtValue());
      }
    }
  }

  // Without the domain's name in front.
  std::string Plain(std::string name) const {
    for (const std::string& prefix : {domain_ + "_", Upper(domain_) + "_"})
      for (size_t at = name.find(prefix); at != std::string::npos; at = name.find(prefix, at))
        name.erase(at, prefix.size());
    return name;
  }

  void AddRecord(const clang::RecordDecl& record) {
    has_structure_ = true;
    const std::string name = record.getNameAsString();
    if (record.isUnion())
      return Find(record.getLocation(), name + " is a union: nobody could tell which part is meant");
    const clang::ASTRecordLayout& layout = unit_.context.getASTRecordLayout(&record);
    text_ += fmt::format("structure {} {}\n", Plain(name), layout.getSize().getQuantity());
    uint64_t end = 0;
    for (const clang::FieldDecl* field : record.fields()) {
      if (field->isBitField()) {
        Find(field->getLocation(), fmt::format("{}.{} is a bit-field: its place is the compiler's to choose",
                                               name, field->getNameAsString()));
        continue;
      }
      const uint64_t offset = layout.getFieldOffset(field->getFieldIndex()) / 8;
      const uint64_t size = unit_.context.getTypeSizeInChars(field->getType()).getQuantity();
      if (offset != end)
        Find(field->getLocation(),
             fmt::format("{} bytes of padding before {}.{}: give them a name, reserved_zero", offset - end,
                         name, field->getNameAsString()));
      end = offset + size;
      text_ += fmt::format("{} {} {} {}\n", field->getNameAsString(), offset, size,
                           Plain(field->getType().getCanonicalType().getAsString(policy_)));
      CheckType(field->getType(), *field);
    }
    const auto bytes = static_cast<uint64_t>(layout.getSize().getQuantity());
    if (end != bytes)
      Find(record.getLocation(),
           fmt::format("{} bytes of padding at the end of {}: give them a name, reserved_zero", bytes - end,
                       name));
    CheckTable(record);
  }

  // A structure with hooks says first how long it is, and how its policies come and go.
  void CheckTable(const clang::RecordDecl& record) {
    bool has_hooks = false, has_create = false, has_destroy = false;
    for (const clang::FieldDecl* field : record.fields()) {
      has_hooks = has_hooks || field->getType()->isFunctionPointerType();
      has_create = has_create || field->getName() == "create";
      has_destroy = has_destroy || field->getName() == "destroy";
    }
    if (!has_hooks) return;
    const std::string name = record.getNameAsString();
    const auto first = record.field_begin();
    if ((*first)->getName() != "struct_size" ||
        unit_.context.getTypeSizeInChars((*first)->getType()).getQuantity() != 4)
      Find(record.getLocation(), name + " is a table of hooks: its first field is uint32_t struct_size");
    if (!has_create || !has_destroy)
      Find(record.getLocation(), name + " is a table of hooks without create and destroy");
  }

  // Numbers whose width is in their name, text, pointers to what may cross, structures.
  void CheckType(clang::QualType type, const clang::FieldDecl& field) {
    while (const auto* elaborated = llvm::dyn_cast<clang::ElaboratedType>(type.getTypePtr()))
      type = elaborated->getNamedType();
    if (const auto* paren = llvm::dyn_cast<clang::ParenType>(type.getTypePtr()))
      return CheckType(paren->getInnerType(), field);
    if (type->isReferenceType()) return Refuse("a reference", field);
    if (const auto* pointer = llvm::dyn_cast<clang::PointerType>(type.getTypePtr()))
      return CheckType(pointer->getPointeeType(), field);
    if (const auto* array = llvm::dyn_cast<clang::ConstantArrayType>(type.getTypePtr()))
      return CheckType(array->getElementType(), field);
    if (const auto* function = llvm::dyn_cast<clang::FunctionProtoType>(type.getTypePtr())) {
      CheckType(function->getReturnType(), field);
      for (const clang::QualType parameter : function->param_types()) CheckType(parameter, field);
      return;
    }
    if (const auto* alias = llvm::dyn_cast<clang::TypedefType>(type.getTypePtr())) {
      const std::string name = alias->getDecl()->getNameAsString();
      if (type->isRecordType() || std::ranges::find(kFixedWidth, name) != std::end(kFixedWidth)) return;
      return Refuse(name, field);
    }
    if (const auto* number = llvm::dyn_cast<clang::BuiltinType>(type.getTypePtr())) {
      using Kind = clang::BuiltinType;
      const auto kind = number->getKind();
      if (kind == Kind::Void || kind == Kind::Char_S || kind == Kind::Char_U || kind == Kind::Float ||
          kind == Kind::Double)
        return;
      return Refuse(type.getUnqualifiedType().getAsString(policy_), field);
    }
    if (!type->isRecordType()) Refuse(type.getAsString(policy_), field);
  }
  void Refuse(const std::string& type, const clang::FieldDecl& field) {
    Find(field.getLocation(),
         fmt::format("{} is or takes {}: what crosses the border has a fixed width, such as uint32_t",
                     field.getNameAsString(), type));
  }

  std::optional<uint64_t> WrittenFingerprint() const {
    clang::Preprocessor& preprocessor = unit_.compiler.getPreprocessor();
    const auto* macro =
        preprocessor.getMacroInfo(preprocessor.getIdentifierInfo(Upper(domain_) + "_FINGERPRINT"));
    if (macro == nullptr || macro->getNumTokens() != 1) return std::nullopt;
    const std::string spelling = preprocessor.getSpelling(macro->getReplacementToken(0));
    char* end = nullptr;
    const uint64_t value = std::strtoull(spelling.c_str(), &end, 0);
    if (end == spelling.c_str() || std::string_view(end).find_first_not_of("uUlL") != std::string_view::npos)
      return std::nullopt;
    return value;
  }

  const ParsedCandidate& unit_;
  const std::string& domain_;
  std::string header_;
  clang::PrintingPolicy policy_;
  std::string text_;  // what is hashed
  std::vector<Diagnostic> findings_;
  bool has_structure_ = false;
};

}  // namespace

AbiLayout ReadAbi(const ParsedCandidate& unit, const std::string& domain) {
  AbiReader reader(unit, domain);
  AbiLayout out = reader.Read();
  if (out.findings.empty() && out.written != out.fingerprint) {
    const std::string macro = Upper(domain) + "_FINGERPRINT";
    out.findings.push_back(
        {"error", "abi", 0, 0,
         fmt::format(
             "in <gauntlet/{0}_abi.h>: {1}; modules that were built before are refused from then on. Write\n"
             "  #define {2} 0x{3:016x}ull",
             domain, out.written ? "the layout is another one than its fingerprint says" : "no fingerprint",
             macro, out.fingerprint)});
  }
  return out;
}

}  // namespace gauntlet
