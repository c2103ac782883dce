// The fingerprint of the cache domain: a hash of every structure's fields (name, type, offset, size), of the
// signatures of its hooks, and of the values that cross the border. Comments and formatting do not enter;
// whatever a module compiled from another cache.h would misread does. A field that is missing below leaves a
// hole, and a hole does not compile.
//
// For tests and tools; policies get the number from cache.h.
#pragma once

#include <gauntlet/cache.h>
#include <stddef.h>

namespace gauntlet::cache::layout {

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

#define GAUNTLET_LAYOUT_TEXT_(text) #text
#define GAUNTLET_LAYOUT_TEXT(text) GAUNTLET_LAYOUT_TEXT_(text)
#define GAUNTLET_LAYOUT_NAME(structure)                                  \
  template <>                                                            \
  struct Type<structure> {                                               \
    static consteval void describe(Hash& hash) { hash.add(#structure); } \
  };
GAUNTLET_LAYOUT_NAME(gauntlet_host)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_config)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_view)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_request)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_object)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_pressure)
#undef GAUNTLET_LAYOUT_NAME

// Names are taken after macro expansion, so that a renamed field is another field.
#define F(name) s.template field<decltype(S::name)>(GAUNTLET_LAYOUT_TEXT(name), offsetof(S, name));

consteval bool config(Hash& hash) {
  using S = gauntlet_cache_config;
  Structure<S> s(hash, "config");
  F(struct_size)
  F(unit_size)
  F(capacity) F(seed) F(memory_budget_bytes) F(ghost_percent) F(reserved_zero) return s.complete();
}
consteval bool view(Hash& hash) {
  using S = gauntlet_cache_view;
  Structure<S> s(hash, "view");
  F(capacity) F(used) F(requests) F(misses) F(resident) F(slots) return s.complete();
}
consteval bool request(Hash& hash) {
  using S = gauntlet_cache_request;
  Structure<S> s(hash, "request");
  F(key)
  F(now)
  F(block_address) F(time_s) F(size) F(ttl_s) F(tenant) F(operation) F(reserved_zero) return s.complete();
}
consteval bool policy(Hash& hash) {
  using S = gauntlet_cache_policy;
  Structure<S> s(hash, "policy");
  F(struct_size)
  F(reserved_zero)
  F(create)
  F(destroy)
  F(on_hit) F(on_miss) F(admit) F(choose_victim) F(on_evict) F(on_insert) F(on_forget) return s.complete();
}
consteval bool object(Hash& hash) {
  using S = gauntlet_cache_object;
  Structure<S> s(hash, "object");
  F(now)
  F(inserted_at)
  F(last_access)
  F(gaps)
  F(past_evicted_at)
  F(past_priority) F(count) F(past_count) F(size) F(time_s) F(operation) F(tenant) return s.complete();
}
consteval bool pressure(Hash& hash) {
  using S = gauntlet_cache_pressure;
  Structure<S> s(hash, "pressure");
  F(view) F(last_evicted_priority) F(last_evicted_age) F(last_evicted_life) F(evictions) return s.complete();
}
consteval bool priority(Hash& hash) {
  using S = gauntlet_cache_priority;
  Structure<S> s(hash, "priority");
  F(struct_size) F(reserved_zero) F(create) F(destroy) F(priority) return s.complete();
}
#undef F

consteval void constants(Hash& hash) {
  hash.add(GAUNTLET_CACHE_DOMAIN);
  hash.add(GAUNTLET_CACHE_POLICY_INTERFACE);
  hash.add(GAUNTLET_CACHE_PRIORITY_INTERFACE);
  const uint64_t values[] = {uint64_t{GAUNTLET_CACHE_NO_SLOT},       uint64_t{GAUNTLET_CACHE_NO_ADDRESS},
                             uint64_t{GAUNTLET_CACHE_READ},          uint64_t{GAUNTLET_CACHE_WRITE},
                             uint64_t{GAUNTLET_CACHE_DELETE},        uint64_t{GAUNTLET_CACHE_EVICT_CAPACITY},
                             uint64_t{GAUNTLET_CACHE_EVICT_DELETED}, uint64_t{GAUNTLET_CACHE_EVICT_EXPIRED},
                             uint64_t{GAUNTLET_CACHE_GAPS}};
  for (const uint64_t value : values) hash.add(value);
}

// True if every structure is described without a hole.
consteval bool complete() {
  Hash hash;
  return config(hash) && view(hash) && request(hash) && policy(hash) && object(hash) && pressure(hash) &&
         priority(hash);
}

consteval uint64_t fingerprint() {
  static_assert(complete(), "layout: a field of cache.h is not described, or a structure has padding");
  Hash hash;
  config(hash), view(hash), request(hash), policy(hash), object(hash), pressure(hash), priority(hash);
  constants(hash);
  return hash.value();
}

}  // namespace gauntlet::cache::layout
