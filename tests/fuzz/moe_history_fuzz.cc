// A load history, as others recorded it: what is read is whole windows of the same shape, and what is refused
// is refused with the byte where it went wrong.
#include "host/workload/moe_history.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gauntlet::fuzz::Input input(data, size);
  const uint32_t window_steps = 1 + input.Take<uint8_t>() % 4;
  const auto history =
      gauntlet::ReadLoadHistory(gauntlet::fuzz::PutFile("history.json", input.rest()), window_steps);
  if (!history) {
    gauntlet::fuzz::CheckError(history.error());
    const std::string& text = history.error().message;
    GAUNTLET_ASSERT(text.find("byte ") != text.npos || text.find("no load_history") != text.npos ||
                    text.find("2^32") != text.npos);
    return 0;
  }
  GAUNTLET_ASSERT(history->loads.size() == history->windows() * history->loads_per_window());
  for (const uint32_t steps : history->steps) GAUNTLET_ASSERT(steps >= 1 && steps <= window_steps);
  return 0;
}
