#include "host/screen/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "host/base/result.h"
#include "host/screen/screen.h"
#include "host/toolchain/include_rules.h"

namespace gauntlet {
namespace {

constexpr auto kRules = std::to_array<ScreenRule>({
    {"text_encoding", "write plain UTF-8 text without control characters"},
    {"text_direction", "remove invisible characters that change the direction of text"},
    {"source_size", "shorten the source"},
    {"include", "include only <gauntlet/...> and the allowed standard headers"},
    {"include_probe", "do not ask which headers exist; only the allowed ones do"},
    {"pragma", "use only #pragma once, unroll and clang loop"},
    {"macro", "choose another name for the macro"},
    {"build_time", "a policy must not depend on when it was built; remove it"},
    {"inline_assembly", "write it in C++"},
    {"attribute", "remove it; attributes for speed (always_inline, noinline, likely, ...) are fine"},
    {"thread_local", "make it a member of the policy class"},
    {"mutable_static",
     "make it a member of the policy class, so that every run starts afresh; constexpr tables are fine"},
    {"dynamic_initialisation", "make it constexpr, or build it in the policy's constructor"},
    {"extern_c", "remove it; nothing outside the policy can be called"},
    {"reserved_namespace",
     "leave std and gauntlet alone; pass a function object of your own as a template argument"},
    {"reserved_name", "choose a name without gauntlet_ in front"},
    {"operator_new", "do not replace the global operator new or delete"},
    {"clock", "use request.now (logical time) or request.time_s"},
    {"file", "a policy cannot read or write; leave text for its author with note()"},
    {"thread", "a policy runs in one thread; remove it"},
    {"process", "a policy cannot start, end or signal processes; throw an exception to give up"},
    {"random_device", "use the seeded rng() of the policy"},
    {"environment", "a policy has no environment; use its Config"},
    {"c_memory", "use containers or new"},
    {"raw_memory",
     "use the fields of what you are lent and memory of your own; std::bit_cast turns a value into bits"},
    {"machine_builtin", "write it in portable C++"},
    {"coroutine", "write a plain function"},
    {"module", "use #include"},
});

struct NamedRule {
  std::string_view rule;
  std::string_view names;  // separated by spaces
};

constexpr NamedRule kLibraryNames[] = {
    {"clock",
     "clock time gettimeofday settimeofday clock_gettime clock_getres clock_settime clock_nanosleep "
     "timespec_get "
     "nanosleep sleep usleep localtime gmtime localtime_r gmtime_r mktime strftime asctime ctime difftime "
     "times "
     "system_clock steady_clock high_resolution_clock utc_clock file_clock tzset ftime alarm setitimer "
     "getitimer "
     "timer_create timer_settime timerfd_create sched_yield"},
    {"file",
     "open open64 openat creat read write pread pwrite close lseek dup dup2 pipe fopen fopen64 freopen "
     "fdopen fclose "
     "fread fwrite fgetc fgets fputc fputs getc getchar putc putchar puts ungetc gets printf fprintf sprintf "
     "snprintf "
     "vprintf vfprintf vsprintf vsnprintf scanf fscanf sscanf perror remove rename tmpfile tmpnam mkstemp "
     "fseek ftell "
     "fflush fgetpos fsetpos rewind setbuf setvbuf stdin stdout stderr unlink link symlink mkdir rmdir chdir "
     "chmod "
     "chown stat fstat lstat access opendir readdir ioctl fcntl mmap munmap mprotect mremap FILE ifstream "
     "ofstream "
     "fstream basic_ifstream basic_ofstream basic_fstream filebuf basic_filebuf cin cout cerr clog wcout "
     "wcin "
     "filesystem ostream istream iostream basic_ostream basic_istream socket connect bind listen accept send "
     "recv "
     "sendto recvfrom getaddrinfo gethostbyname syscall dlopen dlsym dlclose"},
    {"thread",
     "thread jthread mutex recursive_mutex timed_mutex shared_mutex condition_variable "
     "condition_variable_any async "
     "future promise packaged_task call_once once_flag lock_guard unique_lock scoped_lock counting_semaphore "
     "latch "
     "barrier this_thread pthread_create pthread_mutex_lock pthread_self pthread_join pthread_key_create "
     "pthread_once pthread_getspecific pthread_setspecific thrd_create stop_token"},
    {"process",
     "system fork vfork clone execl execle execlp execv execve execvp execvpe exit _exit _Exit quick_exit "
     "atexit "
     "at_quick_exit __cxa_atexit signal sigaction raise kill killpg wait waitpid getpid getppid popen pclose "
     "posix_spawn posix_spawnp setjmp _setjmp sigsetjmp longjmp siglongjmp ptrace prctl set_terminate "
     "set_new_handler set_unexpected setuid setgid"},
    {"random_device",
     "rand srand rand_r random srandom initstate setstate random_r drand48 erand48 lrand48 nrand48 mrand48 "
     "jrand48 "
     "srand48 seed48 lcong48 random_device getrandom getentropy arc4random arc4random_uniform arc4random_buf "
     "random_shuffle"},
    {"environment",
     "getenv secure_getenv setenv putenv unsetenv clearenv environ setlocale localeconv locale gethostname "
     "getcwd sysconf getpagesize getauxval getrusage getrlimit getloadavg"},
    {"c_memory",
     "malloc calloc realloc reallocarray free aligned_alloc posix_memalign memalign valloc pvalloc strdup "
     "strndup "
     "brk sbrk mbstowcs"},
};

// Prefixes of builtins that read the machine, move between stack frames or compute with the machine's own
// mathematics.
constexpr std::string_view kForbiddenBuiltins[] = {
    "__builtin_ia32_",
    "__builtin_readcyclecounter",
    "__builtin_readsteadycounter",
    "__builtin_frame_address",
    "__builtin_return_address",
    "__builtin_extract_return_addr",
    "__builtin_setjmp",
    "__builtin_longjmp",
    "__builtin_cpu_",
    "__builtin_thread_pointer",
    "__builtin_sponentry",
    "__builtin_addressof_return",
    "__builtin_eh_return",
    "__builtin_unwind_init",
    "__builtin_init_dwarf_reg_size_table",
    "__builtin_dump_struct",
    "__builtin_printf",
    "__builtin_fprintf",
    "__builtin_os_log",
    "__builtin_malloc",
    "__builtin_calloc",
    "__builtin_realloc",
    "__builtin_free",
    "__builtin_elementwise_exp",
    "__builtin_elementwise_log",
    "__builtin_elementwise_pow",
    "__builtin_elementwise_sin",
    "__builtin_elementwise_cos",
    "__builtin_elementwise_tan",
    "__builtin_elementwise_asin",
    "__builtin_elementwise_acos",
    "__builtin_elementwise_atan",
    "__builtin_elementwise_sinh",
    "__builtin_elementwise_cosh",
    "__builtin_elementwise_tanh",
    "__builtin_coro_",
    "__builtin_debugtrap",
    "__builtin_verbose_trap",
    "__builtin_get_device_side_mangled_name",
    "__builtin_call_with_static_chain",
    "__builtin_stdarg_start",
    "__rdtsc",
    "__rdtscp",
    "__rdpmc",
    "_rdtsc",
    "__cpuid",
    "__builtin_nondeterministic_value",
    "__builtin_ms_va_",
    "__builtin_trap_",
    "__annotation",
    "__builtin_apply",
    "__builtin_alloca_uninitialized",
    "__builtin_va_arg_pack",
};

constexpr std::string_view kHarmlessAttributes[] = {"always_inline",
                                                    "aligned",
                                                    "alignas",
                                                    "_Alignas",
                                                    "artificial",
                                                    "assume",
                                                    "assume_aligned",
                                                    "alloc_align",
                                                    "cold",
                                                    "const",
                                                    "carries_dependency",
                                                    "deprecated",
                                                    "diagnose_if",
                                                    "fallthrough",
                                                    "final",
                                                    "flatten",
                                                    "forceinline",
                                                    "gnu_inline",
                                                    "hot",
                                                    "leaf",
                                                    "likely",
                                                    "malloc",
                                                    "may_alias",
                                                    "maybe_unused",
                                                    "musttail",
                                                    "no_unique_address",
                                                    "nodebug",
                                                    "nodiscard",
                                                    "noescape",
                                                    "noinline",
                                                    "nomerge",
                                                    "nonnull",
                                                    "noreturn",
                                                    "nothrow",
                                                    "override",
                                                    "packed",
                                                    "pure",
                                                    "reinitializes",
                                                    "restrict",
                                                    "returns_nonnull",
                                                    "sentinel",
                                                    "unlikely",
                                                    "unused",
                                                    "unroll",
                                                    "nounroll",
                                                    "vectorize",
                                                    "loop",
                                                    "warn_unused_result",
                                                    "_Noreturn",
                                                    "noconvergent",
                                                    "lifetimebound",
                                                    "trivial_abi",
                                                    "access",
                                                    "counted_by",
                                                    "enum_extensibility",
                                                    "flag_enum",
                                                    "builtin_alias",
                                                    "convergent_off",
                                                    "pragma"};

constexpr std::string_view kKeywords[] = {
    "alignas",       "alignof",     "asm",       "auto",       "bool",         "break",
    "case",          "catch",       "char",      "class",      "concept",      "const",
    "consteval",     "constexpr",   "constinit", "const_cast", "continue",     "decltype",
    "default",       "delete",      "do",        "double",     "dynamic_cast", "else",
    "enum",          "explicit",    "export",    "extern",     "false",        "float",
    "for",           "friend",      "goto",      "if",         "inline",       "int",
    "long",          "mutable",     "namespace", "new",        "noexcept",     "nullptr",
    "operator",      "private",     "protected", "public",     "register",     "reinterpret_cast",
    "requires",      "return",      "short",     "signed",     "sizeof",       "static",
    "static_assert", "static_cast", "struct",    "switch",     "template",     "this",
    "thread_local",  "throw",       "true",      "try",        "typedef",      "typeid",
    "typename",      "union",       "unsigned",  "using",      "virtual",      "void",
    "volatile",      "while"};

template <size_t N>
bool Contains(const std::string_view (&list)[N], std::string_view name) {
  return std::ranges::find(list, name) != std::end(list);
}

std::unordered_map<std::string_view, std::string_view> LibraryNames() {
  std::unordered_map<std::string_view, std::string_view> rules;
  for (const auto& [rule, names] : kLibraryNames) {
    for (size_t at = 0; at < names.size();) {
      const size_t space = std::min(names.find(' ', at), names.size());
      rules.emplace(names.substr(at, space - at), rule);
      at = space + 1;
    }
  }
  return rules;
}

}  // namespace

std::span<const ScreenRule> ScreenRules() { return kRules; }

Diagnostic Finding(std::string_view rule, uint32_t line, uint32_t column, const std::string& what) {
  const auto found = std::ranges::find(kRules, rule, &ScreenRule::id);
  GAUNTLET_ASSERT(found != kRules.end());
  return {"error", std::string(rule), line, column, fmt::format("{}: {}", what, found->advice)};
}

std::string_view RuleOfLibraryName(std::string_view name) {
  static const auto rules = LibraryNames();
  const auto found = rules.find(name);
  return found == rules.end() ? std::string_view() : found->second;
}

std::string_view RuleOfBuiltin(std::string_view name) {
  const bool forbidden = std::ranges::any_of(
      kForbiddenBuiltins, [&](std::string_view prefix) { return name.starts_with(prefix); });
  return forbidden ? "machine_builtin" : "";
}

bool IsHarmlessPragma(std::string_view text) {
  const auto word = text.substr(0, text.find_first_of(" \t("));
  if (word == "once" || word == "unroll" || word == "nounroll" || word == "region" || word == "endregion")
    return true;
  for (std::string_view start :
       {"clang loop", "clang diagnostic", "GCC diagnostic", "GCC unroll", "GCC ivdep"})
    if (text.starts_with(start)) return true;
  return false;
}

bool IsReservedMacro(std::string_view name) {
  return IsReservedName(name) || name.starts_with("__") || Contains(kKeywords, name) ||
         (name.size() > 1 && name[0] == '_' && name[1] >= 'A' && name[1] <= 'Z') || name == "gauntlet" ||
         name == "std";
}

bool IsReservedName(std::string_view name) {
  return name.starts_with("gauntlet_") || name.starts_with("GAUNTLET_") || name.starts_with("__gauntlet");
}

bool IsHarmlessAttribute(std::string_view spelling) {
  while (spelling.starts_with('_') && spelling != "_Noreturn" && spelling != "_Alignas")
    spelling.remove_prefix(1);
  while (spelling.ends_with('_')) spelling.remove_suffix(1);
  return Contains(kHarmlessAttributes, spelling);
}

}  // namespace gauntlet
