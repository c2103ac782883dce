// The ways to fail that the suite must cover, word by word, each with programs that fail so.
#pragma once

#include <vector>

namespace gauntlet::hostile {

struct Family {
  const char* words;
  std::vector<const char*> programs;
};

inline const std::vector<Family> kFamilies = {
    // Compile bombs.
    {"template trees", {"compile_bombs/template_tree", "compile_bombs/template_depth"}},
    {"constexpr loops", {"compile_bombs/constexpr_loop", "compile_bombs/constexpr_many_times"}},
    {"macro laughs", {"compile_bombs/macro_laughs", "compile_bombs/macro_string"}},
    {"deep nesting", {"compile_bombs/nested_parentheses", "compile_bombs/unary_chain"}},
    {"huge arrays", {"compile_bombs/huge_array", "compile_bombs/huge_initialiser"}},
    {"unrolls", {"compile_bombs/unroll", "compile_bombs/inline_tree"}},
    {"self-include", {"compile_bombs/self_include", "compile_bombs/include_by_name"}},
    {"diagnostic floods", {"compile_bombs/diagnostic_flood", "compile_bombs/diagnostic_of_a_huge_type"}},
    // Probing.
    {"__has_include", {"probing/has_include", "probing/has_include_in_a_macro"}},
    {"#embed", {"probing/embed", "probing/has_embed"}},
    {".incbin", {"probing/incbin"}},
    {"/proc", {"probing/include_proc"}},
    {"FIFOs", {"probing/include_fifo", "compile_bombs/include_forever"}},
    {"__DATE__", {"probing/date", "probing/time_through_a_macro"}},
    {"crash pragmas", {"pragmas/crash", "pragmas/operator", "pragmas/operator_in_a_macro"}},
    // Link and load tricks.
    {"missing entry", {"link_load/no_entry"}},
    {"wrong version", {"link_load/wrong_version"}},
    {"wrong hash", {"link_load/wrong_fingerprint"}},
    {"extra exports such as malloc", {"link_load/export_malloc", "link_load/operator_new"}},
    {"DT_NEEDED", {"link_load/needed_library", "pragmas/library"}},
    {"ifunc", {"link_load/ifunc"}},
    {"constructors that exit", {"link_load/constructor_exits"}},
    {"constructors that loop", {"link_load/constructor_loops"}},
    {"constructors that crash", {"link_load/constructor_crashes"}},
    {"section attributes with code", {"link_load/code_in_data", "link_load/section_init_array"}},
    {"asm labels", {"link_load/asm_label"}},
    // Crashes.
    {"null", {"crashes/null_read", "crashes/null_write", "crashes/null_call"}},
    {"stack", {"crashes/stack_overflow", "crashes/stack_leap"}},
    {"abort", {"crashes/abort", "crashes/abort_of_the_library"}},
    {"trap", {"crashes/trap", "crashes/breakpoint"}},
    {"division", {"crashes/division", "crashes/division_overflow"}},
    {"destructor at unload", {"crashes/destructor_at_unload", "link_load/destructor"}},
    {"heap corruption", {"crashes/heap_corruption", "crashes/heap_overflow", "crashes/double_delete"}},
    // Time and memory.
    {"endless loops", {"loops/endless", "loops/throwing", "loops/destructor"}},
    {"the loop only on the last request", {"loops/last_request"}},
    {"memory bombs", {"memory/bomb", "memory/beyond_its_arena", "memory/zeroes_of_the_module"}},
    {"slow leaks", {"memory/slow_leak"}},
    {"fork and thread bombs", {"processes/fork_bomb", "processes/thread_bomb"}},
    // The kernel.
    {"files", {"files/open", "files/openat", "files/stat", "files/fopen"}},
    {"sockets", {"sockets/socket", "sockets/netlink"}},
    {"signals", {"signals/kill_itself", "signals/kill_its_parent", "signals/kill_everybody"}},
    {"timers", {"timers/alarm", "timers/posix_timer"}},
    {"ptrace", {"ptrace/attach_to_its_parent", "ptrace/read_its_parent"}},
    {"prctl", {"prctl/rdtsc_again", "prctl/outlive_the_parent"}},
    {"int 0x80", {"gates/int_0x80"}},
    {"x32", {"gates/x32"}},
    {"W+X mappings", {"mappings/writable_code", "mappings/make_code_writable"}},
    {"longjmp into host frames", {"longjmp/into_host_frames", "longjmp/import"}},
    {"_exit(0) anywhere", {"exits/zero", "exits/in_the_constructor", "exits/on_the_last_request"}},
    {"exceptions over the ABI", {"exceptions/thrown", "exceptions/foreign_unwind", "link_load/entry_throws"}},
    // The machine.
    {"clocks", {"clocks/clock_gettime", "clocks/system_call", "gates/vsyscall"}},
    {"rdtsc", {"clocks/time_stamp_counter", "clocks/rdtscp"}},
    {"rdrand", {"machine/rdrand"}},
    {"cpuid", {"machine/cpuid", "machine/cpu_supports"}},
    {"pointer-ordered hashing", {"addresses/of_the_policy", "addresses/ordered_map"}},
    {"uninitialised reads", {"addresses/uninitialised_heap", "addresses/uninitialised_stack"}},
    {"state carried between evaluations",
     {"state/static_counter", "state/left_on_the_stack", "state/left_on_the_heap"}},
    // Forging.
    {"result region", {"forging/scribbles_over_its_report", "forging/the_lent_view"}},
    {"end marker", {"forging/end_marker", "exits/done"}},
    {"short and long logs", {"forging/short_log", "forging/long_log"}},
    {"rewriting after finishing", {"forging/rewrites_its_log"}},
    {"patched counters", {"forging/patched_counters"}},
    // Lookahead.
    {"scanning memory for future requests", {"lookahead/mapped_records", "lookahead/wild_scan"}},
    {"inside a block, across blocks", {"lookahead/inside_a_block"}},
    {"verifier detection", {"lookahead/mapped_records", "verifier_detection/worse_when_fed"}},
    // Answers and texts.
    {"NaN and infinities as priorities", {"decisions/nan", "decisions/infinity"}},
    {"victims that are not resident", {"decisions/victim_that_left", "decisions/ghost_as_victim"}},
    {"huge sources", {"sources/two_megabytes", "sources/long_line"}},
    {"binary sources", {"sources/binary", "sources/nul_in_a_string"}},
    {"bidi-text sources", {"sources/bidi_override", "sources/zero_width"}},
    {"instructions to a language model in comments", {"sources/words_for_a_model", "sources/tag_characters"}},
};

}  // namespace gauntlet::hostile
