// without_seccomp PROGRAM ARGUMENTS...: runs a program on a machine whose kernel has no seccomp, as far as the
// program and all that it starts can tell. The kernel's answers to both ways of asking for a filter are those
// of a kernel that was built without.
#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const scmp_filter_ctx rules = ::seccomp_init(SCMP_ACT_ALLOW);
  const scmp_arg_cmp asks_for_a_filter = {0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0};
  const bool installed =
      rules != nullptr && ::seccomp_rule_add(rules, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0) == 0 &&
      ::seccomp_rule_add_array(rules, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1, &asks_for_a_filter) == 0 &&
      ::seccomp_load(rules) == 0;
  if (!installed) {
    std::fprintf(stderr, "without_seccomp: no filter to take filters away with\n");
    return 99;
  }
  ::execv(argv[1], argv + 1);
  std::perror(argv[1]);
  return 99;
}
