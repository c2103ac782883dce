// Standard containers of plain numbers, used once in the large header state, so that a candidate that uses
// them finds them instantiated. Only what is usual: everything else is instantiated with the candidate that
// needs it.
#pragma once

namespace gauntlet {

// C++ text for the end of the large header state. It is never called, so it adds nothing to a module.
inline constexpr const char* kWarmTemplates = R"(
namespace gauntlet::warm {
template <class V, class T>
void use_sequence(V& v, T x) {
  v.push_back(x); v.emplace_back(x); v.pop_back(); v.resize(3); v.resize(4, x); v.assign(5, x); v.clear();
  v.insert(v.begin(), x); v.erase(v.begin()); v.front() = v.back();
  for (auto& y : v) y = x;
  V copy(v); copy = v; V moved(static_cast<V&&>(copy)); moved = static_cast<V&&>(v); moved.swap(v);
  if (v.empty() || v.size() == 3) return;
}
template <class T>
void use_vector(T x) {
  std::vector<T> v(3), w(4, x), empty;
  use_sequence(v, x);
  v.reserve(9); v[0] = v.at(1); v.shrink_to_fit();
  std::sort(v.begin(), v.end());
  if (*std::max_element(v.begin(), v.end()) == *std::min_element(v.begin(), v.end())) return;
}
template <class M, class K, class X>
void use_map(M& m, K k, X x) {
  m[k] = x; auto it = m.find(k);
  if (it != m.end() && m.count(k) && it->second == x) m.erase(it);
  m.erase(k); m.emplace(k, x); m.insert({k, x});
  for (auto& [key, value] : m) value = x;
  m.at(k) = x; m.clear();
  if (m.empty() || m.size() == 3) return;
}
template <class S, class K>
void use_set(S& s, K k) {
  s.insert(k); s.emplace(k); auto it = s.find(k);
  if (it != s.end() && s.count(k)) s.erase(it);
  s.erase(k); s.clear();
  for (auto& y : s) k = y;
  if (!s.empty()) s.erase(s.begin());
}
inline void use() {
  using u32 = std::uint32_t; using u64 = std::uint64_t;
  use_vector<u32>(1); use_vector<u64>(1); use_vector<int>(1); use_vector<double>(1);
  std::deque<u32> d; use_sequence(d, 1u); d.push_front(1); d.pop_front(); d[0] = 1;
  std::list<u32> l; use_sequence(l, 1u); l.push_front(1); l.splice(l.begin(), l, l.begin()); l.remove(2); l.pop_front();
  std::unordered_map<u32, u32> a; use_map(a, u32(1), u32(1)); a.reserve(8);
  std::unordered_map<u64, u32> b; use_map(b, u64(1), u32(1)); b.reserve(8);
  std::unordered_map<u64, u64> c; use_map(c, u64(1), u64(1)); c.reserve(8);
  std::unordered_map<u64, double> e; use_map(e, u64(1), 1.0);
  std::unordered_map<u32, std::list<u32>::iterator> f; use_map(f, u32(1), l.begin());
  std::unordered_set<u64> g; use_set(g, u64(1)); std::unordered_set<u32> h; use_set(h, u32(1));
  std::set<std::pair<double, u32>> i; use_set(i, std::pair<double, u32>(1.0, 1u));
  std::set<std::pair<u64, u32>> j; use_set(j, std::pair<u64, u32>(1u, 1u));
  std::map<u64, u32> k; use_map(k, u64(1), u32(1));
}
}  // namespace gauntlet::warm
)";

}  // namespace gauntlet
