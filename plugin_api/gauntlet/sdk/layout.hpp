// How a domain's fingerprint is computed: a hash of every structure's fields (name, type, offset, size), of the
// signatures of its hooks, and of the values that cross the border. Comments and formatting do not enter;
// whatever a module compiled from another header would misread does. A field that is missing in a domain's
// description leaves a hole, and a hole does not compile. See cache_layout.hpp.
//
// For tests and tools; policies get the number from their domain's header.
#pragma once

#include <gauntlet/abi.h>
#include <stddef.h>

namespace gauntlet::layout {

class Hash {
 public:
  consteval void add(uint64_t value) {
    for (int i = 0; i < 8; ++i, value >>= 8) byte(static_cast<unsigned char>(value));
  }
  consteval void add(const char* text) {
    for (; *text != '\0'; ++text) byte(static_cast<unsigned char>(*text));
    byte(0);
  }
  consteval uint64_t value() const {
    uint64_t mixed = state_ ^ (state_ >> 32);
    mixed *= 0xd6e8feb86659fd93ull;
    return mixed ^ (mixed >> 32);
  }

 private:
  consteval void byte(unsigned char value) { state_ = (state_ ^ value) * 0x100000001b3ull; }  // FNV-1a
  uint64_t state_ = 0xcbf29ce484222325ull;
};

// What a type is, in the hash: numbers by kind and size, structures by name.
template <class T>
struct Type {
  static consteval void describe(Hash& hash) {
    static_assert(static_cast<T>(1) == 1, "layout: a structure without a name");
    hash.add(static_cast<T>(0.5) != 0 ? "real" : static_cast<T>(-1) < 0 ? "signed" : "unsigned");
    hash.add(sizeof(T));
  }
};
template <>
struct Type<void> {
  static consteval void describe(Hash& hash) { hash.add("void"); }
};
template <class T>
struct Type<const T> {
  static consteval void describe(Hash& hash) {
    hash.add("const");
    Type<T>::describe(hash);
  }
};
template <class T>
struct Type<T*> {
  static consteval void describe(Hash& hash) {
    hash.add("pointer");
    Type<T>::describe(hash);
  }
};
template <class T, size_t kCount>
struct Type<T[kCount]> {
  static consteval void describe(Hash& hash) {
    hash.add("array");
    hash.add(kCount);
    Type<T>::describe(hash);
  }
};
template <class R, class... Arguments>
struct Type<R(Arguments...)> {
  static consteval void describe(Hash& hash) {
    hash.add("function");
    Type<R>::describe(hash);
    (Type<Arguments>::describe(hash), ...);
    hash.add("end");
  }
};

// One structure, field after field in the order of their offsets.
template <class S>
class Structure {
 public:
  consteval Structure(Hash& hash, const char* name) : hash_(hash) { hash.add(name); }
  template <class Field>
  consteval void field(const char* name, size_t offset) {
    hole_ = hole_ || offset != end_;
    end_ = offset + sizeof(Field);
    hash_.add(name);
    hash_.add(offset);
    hash_.add(sizeof(Field));
    Type<Field>::describe(hash_);
  }
  consteval bool complete() const { return !hole_ && end_ == sizeof(S); }

 private:
  Hash& hash_;
  size_t end_ = 0;
  bool hole_ = false;
};

template <>
struct Type<gauntlet_host> {
  static consteval void describe(Hash& hash) { hash.add("gauntlet_host"); }
};

}  // namespace gauntlet::layout

#define GAUNTLET_LAYOUT_TEXT_(text) #text
#define GAUNTLET_LAYOUT_TEXT(text) GAUNTLET_LAYOUT_TEXT_(text)
// At the outermost level: structures that stand in signatures by their names.
#define GAUNTLET_LAYOUT_NAME(structure)                                  \
  template <>                                                            \
  struct gauntlet::layout::Type<structure> {                             \
    static consteval void describe(Hash& hash) { hash.add(#structure); } \
  };
