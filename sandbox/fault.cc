#include "sandbox/fault.h"

#include <ucontext.h>

#include <csignal>
#include <cstring>

#if __has_feature(address_sanitizer)
#include <sanitizer/common_interface_defs.h>
#endif

namespace gauntlet {
namespace {

FaultSink g_sink = nullptr;
alignas(64) std::byte g_handler_stack[32 << 10];

void OnFault(int number, siginfo_t* info, void* context) {
  if (g_sink == nullptr) {
    std::signal(number,
                SIG_DFL);  // the instruction is tried again, or the signal was sent and comes once more
    std::raise(number);
    return;
  }
  const auto* machine = static_cast<const ucontext_t*>(context);
  const bool has_address = number == SIGSEGV || number == SIGBUS;
  const auto& registers = machine->uc_mcontext.gregs;
  g_sink({number, info->si_code, has_address ? reinterpret_cast<uint64_t>(info->si_addr) : 0,
          static_cast<uint64_t>(registers[REG_RIP]), static_cast<uint64_t>(registers[REG_RAX]),
          static_cast<uint64_t>(registers[REG_RDX])});
}

}  // namespace

void InstallFaultHandlers() {
  const stack_t stack = {g_handler_stack, 0, sizeof g_handler_stack};
  ::sigaltstack(&stack, nullptr);
  struct sigaction action = {};
  action.sa_sigaction = OnFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT})
    ::sigaction(number, &action, nullptr);
}

void SetFaultSink(FaultSink sink) { g_sink = sink; }
bool IsFaultSinkSet() { return g_sink != nullptr; }

// The old stack pointer waits in a callee-saved register. `.cfi_undefined rip` ends the stack for an
// unwinder.
extern "C" void gauntlet_call_on_stack(void* stack_end, void (*function)(void*), void* argument);
asm(R"(
    .text
    .globl gauntlet_call_on_stack
    .hidden gauntlet_call_on_stack
    .type gauntlet_call_on_stack, @function
gauntlet_call_on_stack:
    .cfi_startproc
    push %rbp
    mov %rsp, %rbp
    .cfi_undefined rip
    mov %rdi, %rsp
    and $-16, %rsp
    mov %rdx, %rdi
    call *%rsi
    mov %rbp, %rsp
    pop %rbp
    ret
    .cfi_endproc
    .size gauntlet_call_on_stack, .-gauntlet_call_on_stack
)");

#if __has_feature(address_sanitizer)
namespace {

// What AddressSanitizer must be told, or it takes an exception on the other stack for a bug of its own and says so
// through system calls that a filter forbids.
struct Switch {
  void (*function)(void*);
  void* argument;
  void* frames =
      nullptr;  // locals that it keeps apart from the stack. They stay: a locked child can map no others.
  const void* stack = nullptr;
  size_t stack_bytes = 0;
};

[[clang::no_sanitize("address")]] void OnTheOtherStack(void* argument) {
  auto* turn = static_cast<Switch*>(argument);
  __sanitizer_finish_switch_fiber(turn->frames, &turn->stack, &turn->stack_bytes);
  turn->function(turn->argument);
  __sanitizer_start_switch_fiber(&turn->frames, turn->stack, turn->stack_bytes);
}

}  // namespace

[[clang::no_sanitize("address")]] void CallOnStack(std::span<std::byte> stack, void (*function)(void*),
                                                   void* argument) {
  Switch turn{function, argument};
  __sanitizer_start_switch_fiber(&turn.frames, stack.data(), stack.size());
  gauntlet_call_on_stack(stack.data() + stack.size(), OnTheOtherStack, &turn);
  __sanitizer_finish_switch_fiber(turn.frames, nullptr, nullptr);
}
#else
void CallOnStack(std::span<std::byte> stack, void (*function)(void*), void* argument) {
  gauntlet_call_on_stack(stack.data() + stack.size(), function, argument);
}
#endif

}  // namespace gauntlet
