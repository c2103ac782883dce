// bin/gauntlet-player: plays one policy in the open, for a debugger; bin/gauntlet-player-asan: the same with the
// runtime of AddressSanitizer. Started by `gauntlet debug`; see player.h.
#include <cstdio>

#include "host/evaluate/worker/player.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: gauntlet-player JOB.json; it is started by `gauntlet debug`\n");
    return 2;
  }
  if (const auto played = gauntlet::PlayJob(argv[1]); !played) {
    std::fprintf(stderr, "gauntlet-player: %s\n", played.error().message.c_str());
    return 3;
  }
  return 0;
}
