/* How a trap of the runtime archive says who called it: the illegal instruction is reached with this mark in rax and
 * the return address of the call in rdx. A hint for people: whoever forges it moves a line number. */
#ifndef GAUNTLET_RUNTIME_TRAP_H
#define GAUNTLET_RUNTIME_TRAP_H

#define GAUNTLET_TRAP_MARK 0x6c6c616372657661ull /* no address: not canonical */

#endif
