#include "host/evaluate/worker/report.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

namespace gauntlet {

static_assert(sizeof(Prelude) <= ReportMemory::kPreludeBytes);

Result<ReportMemory> ReportMemory::Create(uint32_t max_simulations, uint64_t max_note_bytes) {
  ReportMemory memory;
  memory.max_simulations_ = max_simulations;
  memory.max_note_bytes_ = max_note_bytes;
  GAUNTLET_TRY(memory.memory_, Mapping::Shared(kPreludeBytes + sizeof(Report) +
                                               max_simulations * sizeof(gauntlet_result) + max_note_bytes));
  return memory;
}

void ReportMemory::ForgetPrelude() const { ::munmap(memory_.data(), kPreludeBytes); }

void CopyText(std::span<char> field, std::string_view text) {
  const size_t bytes = std::min(text.size(), field.size() - 1);
  std::memcpy(field.data(), text.data(), bytes);
  field[bytes] = '\0';
}

std::string CleanText(std::string_view text) {
  std::string clean(text);
  for (char& c : clean)
    if ((c < ' ' || c > '~') && c != '\n' && c != '\t') c = '?';
  return clean;
}

std::string CleanField(std::span<const char> field) {
  return CleanText({field.data(), ::strnlen(field.data(), field.size())});
}

}  // namespace gauntlet
