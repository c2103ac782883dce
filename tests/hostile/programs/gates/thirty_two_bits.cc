// expect: source=screen_rejected:inline_assembly fork=crash hot=crash
// A far return into the 32-bit segment, above 4 GiB: the address is cut.
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  long number = 0;
  asm volatile(
      "sub $16, %%rsp\n\tlea 1f(%%rip), %%rcx\n\tmov %%ecx, (%%rsp)\n\tmovl $0x23, 4(%%rsp)\n\tlret\n"
      "1:\n\tadd $16, %%rsp"
      : "+a"(number)
      :
      : "rcx", "memory");
}
