#include "host/check/stand_ins.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>

#include "host/toolchain/include_rules.h"

namespace gauntlet {
namespace {

// gauntlet.txn.policy/1 -> txn_policy
std::string TableName(const std::string& interface_name) {
  std::string out = interface_name.substr(interface_name.find('.') + 1);
  out = out.substr(0, out.find('/'));
  std::ranges::replace(out, '.', '_');
  return out;
}

// Names of the hooks of `struct TABLE { ... }`.
std::vector<std::string> HooksOf(const std::string& header, const std::string& table) {
  std::vector<std::string> out;
  const std::regex begin("struct\\s+" + table + "\\s*\\{");
  std::smatch found;
  if (!std::regex_search(header, found, begin)) return out;
  const std::string rest = found.suffix();
  const std::string body = rest.substr(0, rest.find('}'));
  static const std::regex kHook(R"(\(\s*\*\s*(\w+)\s*\)\s*\()");
  for (std::sregex_iterator at(body.begin(), body.end(), kHook), end; at != end; ++at)
    out.push_back((*at)[1]);
  return out;
}

// A hook of any type, made of its member in the table: first it does BODY, then it spoils what it may write to, if
// asked, and returns what it was asked to.
constexpr const char* kFrame = R"(#include <gauntlet/sdk/policy.hpp>
#include <{header}>
namespace {{
template <class T> struct Plain {{ static constexpr bool writable = false; }};
template <class T> struct Plain<T*> {{ static constexpr bool writable = true; }};
template <class T> struct Plain<const T*> {{ static constexpr bool writable = false; }};
template <> struct Plain<void*> {{ static constexpr bool writable = false; }};
template <class T> void spoil(T argument) {{
  if constexpr (Plain<T>::writable) __builtin_memset(argument, 0xff, sizeof(*argument));
}}
template <class R, class... A> struct Hook {{
  static R call(void*, A... arguments) {{
    {body}
    {spoil}
    if constexpr (!__is_void(R)) {{
      R result;
      __builtin_memset(&result, {fill}, sizeof(result));
      return result;
    }}
  }}
}};
template <class R, class... A> constexpr auto hook(R (*)(void*, A...)) {{ return &Hook<R, A...>::call; }}
template <class C> void* create(const C*, const gauntlet_host*) {{
  static constexpr char kSelf = 0;
  return const_cast<char*>(&kSelf);
}}
template <class C> constexpr auto creator(void* (*)(const C*, const gauntlet_host*)) {{ return &create<C>; }}
void destroy(void*) {{}}
constexpr {table} make() {{
  {table} out = {{}};
  out.struct_size = sizeof({table});
  out.create = creator(decltype(out.create){{}});
  out.destroy = &destroy;
{hooks}  return out;
}}
struct StandIn {{
  static constexpr {table} kHooks = make();
  static const void* query(const char* name) {{ return gauntlet_sdk_query(name, "{interface}", &kHooks); }}
  static const gauntlet_module* module() {{
    static constexpr gauntlet_module kModule =
        gauntlet::sdk::policy_module("{domain}", {upper}_FINGERPRINT, &query);
    return &kModule;
  }}
}};
}}  // namespace
GAUNTLET_POLICY_MODULE(StandIn)
)";

struct Manner {
  const char *name, *body, *spoil, *fill;
  std::vector<VerdictKind> expected;
  const char* advice;
};

const std::vector<Manner>& Manners() {
  static const std::vector<Manner> all = {
      {"does_nothing",
       "(void)sizeof...(arguments);",
       "",
       "0",
       {VerdictKind::kOk, VerdictKind::kInvalidDecision},
       "answers are lent with values that may be carried out, or refused; nothing else"},
      {"nonsense",
       "",
       "(spoil(arguments), ...);",
       "0xff",
       {VerdictKind::kOk, VerdictKind::kInvalidDecision},
       "check every answer before it is used: an index that is too large, a number that is none"},
      {"never_ends",
       "for (volatile int on = 1; on;) {}",
       "",
       "0",
       {VerdictKind::kTimeout},
       "its time must run out while it is asked"},
      {"crashes",
       "__builtin_trap();",
       "",
       "0",
       {VerdictKind::kCrash},
       "every hook must be asked at least once"},
  };
  return all;
}

}  // namespace

std::vector<StandInPolicy> StandInsFor(const Problem& problem) {
  std::vector<StandInPolicy> out;
  if (!problem.own) return out;
  const std::string table = TableName(problem.interface_name);
  const std::vector<std::string> hooks = HooksOf(problem.own->headers.files.front().text, table);
  if (hooks.empty()) return out;
  std::string lines, upper = problem.domain;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& name : hooks)
    if (name != "create" && name != "destroy")
      lines += fmt::format("  out.{0} = hook(decltype(out.{0}){{}});\n", name);
  for (const Manner& manner : Manners())
    out.push_back({manner.name,
                   fmt::format(kFrame, fmt::arg("header", SdkHeaderOf(problem.interface_name)),
                               fmt::arg("body", manner.body), fmt::arg("spoil", manner.spoil),
                               fmt::arg("fill", manner.fill), fmt::arg("table", table),
                               fmt::arg("hooks", lines), fmt::arg("interface", problem.interface_name),
                               fmt::arg("domain", problem.domain), fmt::arg("upper", upper)),
                   manner.expected, manner.advice});
  return out;
}

}  // namespace gauntlet
