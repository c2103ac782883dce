// What every policy module answers to gauntlet_module.query, and how it leaves notes.
#include <gauntlet/sdk/cache_priority.hpp>
#include <gauntlet/sdk/module.hpp>

namespace {

bool Same(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

// Appends to a fixed buffer; what does not fit is dropped.
struct Text {
  char bytes[320];
  uint32_t length = 0;

  void Add(char c) {
    if (length < sizeof bytes) bytes[length++] = c;
  }
  void Add(const char* text) {
    for (; *text != '\0'; ++text) Add(*text);
  }
  void AddInteger(uint64_t value) {
    char digits[20];
    int count = 0;
    do digits[count++] = static_cast<char>('0' + value % 10);
    while ((value /= 10) != 0);
    while (count > 0) Add(digits[--count]);
  }
};

// Integers exactly, other numbers with six decimals or as d.dddddde+xx: for reading, not for parsing back.
void AddNumber(Text& text, double value) {
  if (value != value) return text.Add("nan");
  if (value < 0) {
    text.Add('-');
    value = -value;
  }
  if (value > 1.7976931348623157e308) return text.Add("inf");
  int exponent = 0;
  if (value >= 1e15 || (value != 0 && value < 1e-4)) {
    while (value >= 10) value /= 10, ++exponent;
    while (value < 1) value *= 10, --exponent;
  }
  const uint64_t whole = static_cast<uint64_t>(value);
  uint64_t millionths = static_cast<uint64_t>((value - static_cast<double>(whole)) * 1e6 + 0.5);
  text.AddInteger(whole + millionths / 1000000);
  millionths %= 1000000;
  if (millionths != 0) {
    text.Add('.');
    for (uint64_t digit = 100000; millionths != 0; digit /= 10) {
      text.Add(static_cast<char>('0' + millionths / digit));
      millionths %= digit;
    }
  }
  if (exponent != 0) {
    text.Add(exponent < 0 ? "e-" : "e+");
    text.AddInteger(static_cast<uint64_t>(exponent < 0 ? -exponent : exponent));
  }
}

}  // namespace

const void* gauntlet_sdk_query(const char* asked, const char* interface_name, const void* hooks) noexcept {
  if (Same(asked, interface_name)) return hooks;
  if (gauntlet_parameter_table.count != 0 && Same(asked, GAUNTLET_PARAMETERS_INTERFACE)) {
    return &gauntlet_parameter_table;
  }
  return nullptr;
}

void* gauntlet_sdk_create_stateless(const gauntlet_cache_config*, const gauntlet_host* host) noexcept {
  return const_cast<gauntlet_host*>(host);
}
void gauntlet_sdk_destroy_stateless(void*) noexcept {}

void gauntlet_sdk_note(const gauntlet_host* host, const char* text) noexcept {
  uint32_t length = 0;
  while (length < 4096 && text[length] != '\0') ++length;
  host->note(host->context, text, length);
}

void gauntlet_sdk_note_value(const gauntlet_host* host, const char* name, double value) noexcept {
  Text text;
  text.Add(name);
  text.Add('=');
  AddNumber(text, value);
  host->note(host->context, text.bytes, text.length);
}
